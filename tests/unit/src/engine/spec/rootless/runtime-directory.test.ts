// Checks which directory a user gets, and that a prepared one of somebody else's is refused.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runtimeDirectory } from "../../../../../../src/engine/spec/rootless/runtime-directory.ts";

const UID = 54_321;
let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ctrmon-spec-"));
});

afterEach(() => rmSync(root, { recursive: true }));

function find(xdg?: string, uid = UID): string {
  return runtimeDirectory({ uid, xdg, run: join(root, "run"), tmp: root });
}

function made(path: string, mode: number, uid = UID): string {
  const directory = join(root, path);
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, mode);
  chownSync(directory, uid, uid);
  return directory;
}

test("runtimeDirectory() is /run for root, whatever the environment says", () => {
  expect(runtimeDirectory({ uid: 0, xdg: "/run/user/1000" })).toBe("/run");
});

test("runtimeDirectory() is XDG_RUNTIME_DIR where that is the user's", () => {
  const xdg = made("xdg", 0o700);
  expect(find(xdg)).toBe(xdg);
});

test("runtimeDirectory() refuses an XDG_RUNTIME_DIR that is not the user's alone", () => {
  expect(() => find("/nowhere")).toThrow('XDG_RUNTIME_DIR cannot be "/nowhere": it is not there');
  expect(() => find(made("other", 0o700, 1))).toThrow("it belongs to user 1, not to 54321");
  expect(() => find(made("open", 0o770))).toThrow("others can write to it");
  writeFileSync(join(root, "file"), "");
  expect(() => find(join(root, "file"))).toThrow("it is no directory");
});

test("runtimeDirectory() is what systemd made at login, without the variable", () => {
  const login = made(`run/user/${UID}`, 0o700);
  expect(find()).toBe(login);
  expect(find("")).toBe(login);
});

test("runtimeDirectory() makes one in /tmp otherwise, for whoever asks only", () => {
  const path = join(root, `ctrun-run-${UID}`);
  // Made by the test's own user, it is not what the other one can take.
  expect(() => find()).toThrow(`"${path}": it belongs to user 0, not to ${UID}`);
  expect(lstatSync(path).mode & 0o777).toBe(0o700);
});

test("runtimeDirectory() finds the one in /tmp again, and follows no link there", () => {
  const own = made(`ctrun-run-${UID}`, 0o700);
  expect(find()).toBe(own);
  rmSync(own, { recursive: true });
  symlinkSync(made("elsewhere", 0o700), own);
  expect(() => find()).toThrow("it is no directory");
});
