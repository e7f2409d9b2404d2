// Where output goes.
import { expect, test } from "bun:test";
import { logConfig, logTarget } from "../../../../../../src/cli/ctrun/run/log-options.ts";

const of = (driver: Parameters<typeof logConfig>[0]["driver"], ...options: string[]) =>
  logConfig({ driver, options, defaultPath: "/c/ctr.log" });

test("logConfig() keeps output in a k8s-file beside the container unless told otherwise", () => {
  expect(of(undefined)).toEqual({ driver: "k8s-file", path: "/c/ctr.log" });
  expect(of("json-file", "path=/x/log", "max-size=10k")).toEqual({
    driver: "json-file",
    path: "/x/log",
    maxSize: 10_240,
  });
  expect(of("none")).toEqual({ driver: "none" });
  expect(of("journald", "tag=t", "label=A=1", "label=B=2")).toEqual({
    driver: "journald",
    tag: "t",
    labels: ["A=1", "B=2"],
  });
});

test("logConfig() says which option the driver does not have", () => {
  expect(() => of("none", "path=/x")).toThrow('the log driver none has no option "path"');
  expect(() => of(undefined, "tag=x")).toThrow('the log driver k8s-file has no option "tag"');
  expect(() => of(undefined, "path")).toThrow('--log-opt "path" has no value');
  expect(() => of(undefined, "max-size=x")).toThrow("Invalid size");
});

test("logTarget() is the same for the monitor", () => {
  expect(logTarget({ driver: "k8s-file", path: "/x" })).toEqual({ driver: "k8s-file", path: "/x" });
  expect(logTarget({ driver: "journald" })).toEqual({ driver: "journald" });
});
