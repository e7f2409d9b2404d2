// Checks that every log of the options is opened, that several work side by side, and what happens when one cannot be.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { openLogs } from "../../../../src/logging/open-logs.ts";
import { outputIn, readLog } from "../../../helpers/k8s-log.ts";
import { leftOpenBy } from "../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";
import { bytesOf } from "../bytes.ts";
import { checkedOptions } from "../checked-options.ts";
import { RecordedDiagnostics } from "../recorded-diagnostics.ts";

function opened(diagnostics: RecordedDiagnostics, ...args: readonly string[]): ReturnType<typeof openLogs> {
  const options = checkedOptions(...args);
  return openLogs(options.log, options, diagnostics);
}

test("openLogs() writes to every log that is named", () => {
  using directory = new TemporaryDirectory();
  const [text, json] = [directory.at("ctr.log"), directory.at("ctr.json")];
  using log = opened(new RecordedDiagnostics(), "-l", `k8s-file:${text}`, "-l", `json-file:${json}`);
  log.write("stderr", bytesOf("hello\n"));
  expect(outputIn(readLog(text), "stderr")).toBe("hello\n");
  expect(readFileSync(json, "utf8")).toContain('{"log":"hello\\n","stream":"stderr",');
});

test("openLogs() reopens and syncs all of them", () => {
  using directory = new TemporaryDirectory();
  const [text, json] = [directory.at("ctr.log"), directory.at("ctr.json")];
  using log = opened(new RecordedDiagnostics(), "-l", text, "-l", `json-file:${json}`);
  for (const path of [text, json]) renameSync(path, `${path}.old`);
  log.reopen();
  log.sync();
  expect([text, json].map((path) => existsSync(path))).toEqual([true, true]);
});

test("openLogs() makes a log that goes nowhere of no logs", () => {
  using log = opened(new RecordedDiagnostics(), "-l", "none");
  log.write("stdout", bytesOf("hello\n"));
  log.reopen();
  log.sync();
});

test("openLogs() opens what it needs and closes it again", () => {
  using directory = new TemporaryDirectory();
  const args = ["-l", directory.at("ctr.log"), "-l", `json-file:${directory.at("ctr.json")}`, "-l", "journald"];
  expect(leftOpenBy(() => opened(new RecordedDiagnostics(), ...args)[Symbol.dispose]())).toEqual([]);
});

test("openLogs() says which log it cannot open, and keeps none of the others open", () => {
  using directory = new TemporaryDirectory();
  const bad = directory.at("nowhere/ctr.log");
  const failing = (): void => {
    expect(() => opened(new RecordedDiagnostics(), "-l", directory.at("ctr.log"), "-l", bad)).toThrow(
      `Failed to open log file ${JSON.stringify(bad)}: `,
    );
  };
  expect(leftOpenBy(failing)).toEqual([]);
});

test("openLogs() applies the limits of size", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  const limits = ["--log-size-max", "100", "--log-rotate", "--log-max-files", "2", "--log-global-size-max", "400"];
  using log = opened(new RecordedDiagnostics(), "-l", path, ...limits);
  // Records of 57 bytes, of which one fits into a file and seven into the limit in all.
  for (const text of ["1", "2", "3", "4", "5", "6", "7", "8"]) log.write("stdout", bytesOf(`record ${text}..\n`));
  expect(["", ".1", ".2", ".3"].map((suffix) => existsSync(path + suffix))).toEqual([true, true, true, false]);
  expect(readLog(path).map(({ text }) => text)).toEqual(["record 7.."]);
  expect(readLog(`${path}.2`).map(({ text }) => text)).toEqual(["record 5.."]);
});

test("openLogs() throws a full log away without --log-rotate", () => {
  using directory = new TemporaryDirectory();
  using log = opened(new RecordedDiagnostics(), "-l", directory.at("ctr.log"), "--log-size-max", "100");
  for (const text of ["1", "2", "3"]) log.write("stdout", bytesOf(`${text}\n`));
  expect(readLog(directory.at("ctr.log")).map(({ text }) => text)).toEqual(["3"]);
  expect(existsSync(directory.at("ctr.log.1"))).toBe(false);
});

test("openLogs() opens no file outside of the allowed directories", () => {
  using directory = new TemporaryDirectory();
  mkdirSync(directory.at("logs"));
  const args = ["--log-allowlist-dir", directory.at("logs")];
  using _log = opened(new RecordedDiagnostics(), "-l", directory.at("logs/ctr.log"), ...args);
  expect(() => opened(new RecordedDiagnostics(), "-l", directory.at("ctr.log"), ...args)).toThrow(
    "--log-allowlist-dir",
  );
});

test("openLogs() passes the trouble of a log on to the diagnostics", () => {
  using directory = new TemporaryDirectory();
  const diagnostics = new RecordedDiagnostics();
  mkdirSync(directory.at("logs"));
  using log = opened(diagnostics, "-l", directory.at("logs/ctr.log"));
  renameSync(directory.at("logs"), directory.at("moved"));
  log.reopen();
  expect(diagnostics.lines.join()).toContain("warning: Cannot reopen log ");
});
