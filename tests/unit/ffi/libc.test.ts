// Checks the table of C functions: that all exist, and that numbers of every width pass through unharmed.
import { expect, test } from "bun:test";
import { addressOf } from "../../../ffi/address.ts";
import { SYS_PIDFD_OPEN } from "../../../ffi/constants.ts";
import { EINVAL, errno } from "../../../ffi/errno.ts";
import { libc, prototypes } from "../../../ffi/libc.ts";
import { cString } from "../../../ffi/os-string.ts";
import { pipe } from "../../../ffi/pipe.ts";

test("libc has every function that it names", () => {
  const names = Object.keys(prototypes) as (keyof typeof prototypes)[];
  expect(names.length).toBeGreaterThan(60);
  expect(names.filter((name) => typeof libc[name] !== "function")).toEqual([]);
});

test("libc links a function when it is first named, in a fresh process", () => {
  const script = `const { libc } = await import("${import.meta.dir}/../../../ffi/libc.ts");
    const linked = () => Object.keys(libc);
    const before = linked(); libc.getpid(); console.log(JSON.stringify([before, linked(), libc.getpid() === process.pid]));`;
  const output = Bun.spawnSync([process.execPath, "-e", script]).stdout.toString();
  expect(JSON.parse(output)).toEqual([[], ["getpid"], true]);
});

test("libc members can be replaced, for fault injection", () => {
  const script = `const { libc } = await import("${import.meta.dir}/../../../ffi/libc.ts");
    libc.getpid = () => 77; console.log(libc.getpid());
    const original = libc.getpgid; libc.getpgid = () => original(0) + 1; console.log(libc.getpgid(0) - original(0));`;
  expect(Bun.spawnSync([process.execPath, "-e", script]).stdout.toString()).toBe("77\n1\n");
});

test("libc passes negative and large numbers", () => {
  // The C library hands AT_FDCWD and flags on; an off_t takes 64 bits.
  expect(libc.ftruncate(-1, 2 ** 40)).toBe(-1);
  expect(libc.syscall(SYS_PIDFD_OPEN, -1, 0)).toBe(-1);
  expect(errno()).toBe(EINVAL);
  const mask = libc.umask(0o7777);
  expect(libc.umask(mask)).toBe(0o777);
});

test("libc returns addresses above 2^32 whole", () => {
  const text = cString("ab\ncd");
  const copy = new Uint8Array(new ArrayBuffer(6));
  expect(libc.memcpy(addressOf(copy), addressOf(text), 6)).toBe(addressOf(copy));
  expect(libc.memccpy(addressOf(copy), addressOf(text), 10, 6)).toBe(addressOf(copy) + 3);
  expect(libc.memccpy(addressOf(copy), addressOf(text), 120, 6)).toBe(0);
});

test("libc.writev() takes several buffers", () => {
  using ends = pipe();
  const words = ["one ", "two"].map((word) => Uint8Array.from(Buffer.from(word)));
  const iovecs = new Uint8Array(new ArrayBuffer(32));
  words.forEach((word, index) => {
    const fields = new BigUint64Array(iovecs.buffer, index * 16, 2);
    fields[0] = BigInt(addressOf(word));
    fields[1] = BigInt(word.length);
  });
  expect(libc.writev(ends.writeEnd.number, iovecs, 2)).toBe(7);
  const received = new Uint8Array(new ArrayBuffer(16));
  expect(libc.read(ends.readEnd.number, received, 16)).toBe(7);
  expect(Buffer.from(received).toString("latin1", 0, 7)).toBe("one two");
  expect(words).toHaveLength(2);
});
