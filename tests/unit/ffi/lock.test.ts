// Tests of ffi/lock.ts, with a second process.
import { expect, test } from "bun:test";
import { O_RDONLY } from "../../../ffi/constants.ts";
import { Fd } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { lockExclusively, tryToLock } from "../../../ffi/lock.ts";

test("lockExclusively() keeps others out until the file is closed", () => {
  const tryLock = (): number | null => Bun.spawnSync(["flock", "--nonblock", import.meta.path, "true"]).exitCode;
  const file = open(import.meta.path, O_RDONLY);
  lockExclusively(file);
  expect(tryLock()).toBe(1);
  file.close();
  expect(tryLock()).toBe(0);
});

test("lockExclusively() throws for what is not open", () => {
  expect(() => lockExclusively(new Fd(999_999))).toThrow("flock: EBADF");
});

test("tryToLock() takes a lock that nobody has", () => {
  using file = open(import.meta.path, O_RDONLY);
  const other = open(import.meta.path, O_RDONLY);
  expect([tryToLock(other), tryToLock(file)]).toEqual([true, false]);
  other.close();
  expect(tryToLock(file)).toBe(true);
  expect(() => tryToLock(new Fd(999_999))).toThrow("flock: EBADF");
});
