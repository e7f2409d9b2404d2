// Checks which log options go together, and their defaults.
import { expect, test } from "bun:test";
import { parseArgv } from "../../../../src/protocol/argv.ts";
import { checkLogSettings, type LogSettings, logWarnings } from "../../../../src/protocol/log-settings.ts";
import { ValidationError } from "../../../../src/protocol/validation-error.ts";

const LONG_ID = "0123456789abc";

function settings(...args: readonly string[]): LogSettings {
  return checkLogSettings(parseArgv(args), LONG_ID);
}

function problem(args: readonly string[], cid = LONG_ID): string {
  try {
    checkLogSettings(parseArgv(args), cid);
  } catch (error) {
    if (error instanceof ValidationError) return error.message;
    throw error;
  }
  return "";
}

test("checkLogSettings() fills in the defaults", () => {
  expect(settings("-l", "/a")).toEqual({
    targets: [{ driver: "k8s-file", path: "/a" }],
    passthrough: false,
    sizeMax: undefined,
    globalSizeMax: undefined,
    rotate: false,
    maxFiles: 1,
    allowlistDirs: [],
    tag: undefined,
    labels: [],
    markPartial: true,
    sync: true,
  });
});

test("checkLogSettings() combines targets and drops repeats and none", () => {
  const { targets } = settings("-l", "/a", "-l", "none", "-l", "journald", "-l", ":/a", "-l", "/b", "-l", "journald:");
  expect(targets).toEqual([
    { driver: "k8s-file", path: "/a" },
    { driver: "journald" },
    { driver: "k8s-file", path: "/b" },
  ]);
  expect(settings("-l", "off").targets).toEqual([]);
});

test("checkLogSettings() keeps passthrough apart from what is written", () => {
  expect(settings("-l", "passthrough", "-l", "json-file:/a")).toMatchObject({
    passthrough: true,
    targets: [{ driver: "json-file", path: "/a" }],
  });
});

test("checkLogSettings() takes zero and less for no limit, and more than a number holds for the largest", () => {
  for (const none of ["0", "-1", "-9223372036854775808"]) {
    expect(settings("-l", "/a", "--log-size-max", none).sizeMax).toBeUndefined();
  }
  expect(settings("-l", "/a", "--log-size-max", "8192").sizeMax).toBe(8192);
  const huge = settings("-l", "/a", "--log-global-size-max", "9223372036854775807").globalSizeMax;
  expect(huge).toBe(Number.MAX_SAFE_INTEGER);
});

test("checkLogSettings() reads labels up to their first equals sign", () => {
  expect(settings("-l", "journald", "--log-label", "A_1=x=y", "--log-label", "B=").labels).toEqual([
    { name: "A_1", value: "x=y" },
    { name: "B", value: "" },
  ]);
});

test("checkLogSettings() refuses bad labels", () => {
  for (const label of ["", "A", "=x"]) {
    expect(problem(["-l", "journald", "--log-label", label])).toBe("Container labels must be in format LABEL=VALUE");
  }
  for (const label of ["a=x", "A-B=x", "A B=x", "É=x"]) {
    expect(problem(["-l", "journald", "--log-label", label])).toBe(
      "Container label names must contain only uppercase letters, numbers and underscore",
    );
  }
});

test("checkLogSettings() wants more than 12 bytes of id for the journal", () => {
  const text = "Container ID must be longer than 12 characters";
  expect(problem(["-l", "journald"], "0".repeat(12))).toBe(text);
  expect(problem(["-l", "journald"], "0".repeat(13))).toBe("");
  expect(problem(["-l", "journald"], "é".repeat(6))).toBe(text);
  expect(problem(["-l", "journald"], "é".repeat(7))).toBe("");
  expect(problem(["-l", "/a"], "0")).toBe("");
});

test("checkLogSettings() refuses a tag and labels for a file alone", () => {
  expect(problem(["-l", "/a", "--log-tag", ""])).toBe("k8s-file doesn't support --log-tag");
  expect(problem(["-l", "/a", "--log-label", "A=b"])).toBe("k8s-file doesn't support --log-label");
  expect(problem(["-l", "json-file:/a", "--log-tag", "t"])).toBe("json-file doesn't support --log-tag");
  expect(problem(["-l", "/a", "-l", "journald", "--log-tag", "t", "--log-label", "A=b"])).toBe("");
  expect(problem(["-l", "none", "--log-tag", "t"])).toBe("");
  expect(problem(["-l", "passthrough", "--log-tag", "t"])).toBe("");
});

test("checkLogSettings() names the first bad value before what does not go together", () => {
  expect(problem(["-l", "x:y", "-l", ""])).toBe("No such log driver x");
  expect(problem(["-l", "", "-l", "x:y"])).toBe("log-path must not be empty");
  expect(problem(["-l", "journald", "-l", "x:y"], "short")).toBe("No such log driver x");
  expect(problem(["--log-tag", "t"])).toBe("Log driver not provided. Use --log-path");
});

test("logWarnings() says when there is no journal to leave partial marks out of", () => {
  const flag = "--no-container-partial-message";
  expect(logWarnings(settings("-l", "/a", flag))).toEqual([`${flag} has no effect without journald log driver`]);
  expect(logWarnings(settings("-l", "/a", "-l", "journald", flag))).toEqual([]);
  expect(logWarnings(settings("-l", "/a"))).toEqual([]);
});
