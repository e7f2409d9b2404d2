// Programs that are there, and what is said about those that are not.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCriu, findInit, findMonitor, findRuntime } from "../../../../../../src/cli/ctrun/run/find-program.ts";
import { PREFIX } from "../../../../../helpers/directories.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), PREFIX));
  for (const name of ["beside", "path"]) mkdirSync(join(directory, name));
  for (const name of ["beside/ctrmon", "path/my-runtime", "path/ctrmon", "path/catatonit", "path/criu"]) {
    writeFileSync(join(directory, name), "#!/bin/sh\n");
    chmodSync(join(directory, name), 0o755);
  }
  writeFileSync(join(directory, "path/plain"), "");
});
afterAll(() => rmSync(directory, { recursive: true }));

const around = (executable: string) => ({ path: join(directory, "path"), executable: join(directory, executable) });

test("findRuntime() takes a name or a path", () => {
  const path = join(directory, "path/my-runtime");
  expect(findRuntime("my-runtime", around("x"))).toBe(path);
  expect(findRuntime(path, around("x"))).toBe(path);
});

test("findRuntime() says what is wrong with what was named", () => {
  expect(() => findRuntime("runk", around("x"))).toThrow('OCI runtime "runk" not found in PATH');
  const plain = join(directory, "path/plain");
  expect(() => findRuntime(plain, around("x"))).toThrow(`Cannot use OCI runtime "${plain}": Permission denied`);
});

test("findMonitor() takes the ctrmon beside this executable, then the one in PATH", () => {
  expect(findMonitor(undefined, around("beside/ctrun"))).toBe(join(directory, "beside/ctrmon"));
  expect(findMonitor(undefined, around("nowhere/ctrun"))).toBe(join(directory, "path/ctrmon"));
});

test("findInit() finds catatonit", () => {
  expect(findInit(around("x"))).toBe(join(directory, "path/catatonit"));
});

test("findCriu() finds criu", () => {
  expect(findCriu(around("x"))).toBe(join(directory, "path/criu"));
});
