// Checks sealed files in memory.
import { expect, test } from "bun:test";
import { F_GETFD, FD_CLOEXEC } from "../../../ffi/constants.ts";
import { EPERM, SystemError } from "../../../ffi/errno.ts";
import { readFile, sizeOf, truncate } from "../../../ffi/file.ts";
import { write } from "../../../ffi/io.ts";
import { libc } from "../../../ffi/libc.ts";
import { memoryFile } from "../../../ffi/memory-file.ts";
import { leftOpenBy } from "./leaks.ts";

test("memoryFile() holds its content, close-on-exec", () => {
  const content = new Uint8Array(new ArrayBuffer(200_000)).map((_, index) => index * 5);
  using file = memoryFile("entry", content);
  expect(sizeOf(file)).toBe(200_000);
  expect(Buffer.compare(readFile(`/proc/self/fd/${file.number}`), content)).toBe(0);
  expect(libc.fcntl(file.number, F_GETFD, 0)).toBe(FD_CLOEXEC);
});

test("memoryFile() can be changed by nobody", () => {
  using file = memoryFile("entry", Uint8Array.of(1, 2, 3));
  expect(() => write(file, Uint8Array.of(4))).toThrow(new SystemError("write", EPERM));
  for (const size of [0, 100]) expect(() => truncate(file, size)).toThrow(new SystemError("ftruncate", EPERM));
});

test("memoryFile() that fails leaves nothing open", () => {
  const attempt = (): void => {
    expect(() => memoryFile("x".repeat(300), Uint8Array.of(1))).toThrow(SystemError);
    expect(() => memoryFile("a\0b", Uint8Array.of(1))).toThrow(TypeError);
    memoryFile("empty", new Uint8Array(new ArrayBuffer(0))).close();
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});
