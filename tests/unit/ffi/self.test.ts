// Checks what a process finds out about its own start.
import { expect, test } from "bun:test";
import { EPOLL_CTL_ADD, EPOLLIN, O_CLOEXEC, O_RDONLY, SOCK_STREAM } from "../../../ffi/constants.ts";
import { eventFd } from "../../../ffi/event.ts";
import { Fd } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { EpollEvent } from "../../../ffi/layouts.ts";
import { libc } from "../../../ffi/libc.ts";
import { cString } from "../../../ffi/os-string.ts";
import { pipe } from "../../../ffi/pipe.ts";
import { commandLine, isCompiled, textOf } from "../../../ffi/self.ts";
import { socketPair } from "../../../ffi/socket.ts";
import { timerFd } from "../../../ffi/timer.ts";
import { type ProgramOptions, resultOf } from "./programs.ts";

const PROGRAM = `${import.meta.dir}/programs/own-start.ts`;

interface OwnStart {
  readonly descriptors: number[];
  readonly commandLine: string[];
  readonly environment: string[];
  readonly texts: string[];
}

test("commandLine() has every byte, empty arguments too", () => {
  const args = ["", "grün", "\udcff\udcfe", "", "--x=\udc80", ""];
  const { commandLine: found, texts } = ownStart({ args: args.map(cString) });
  expect(found.slice(2)).toEqual(args.map(hexOf));
  expect(texts).toEqual(["bun", PROGRAM, ...args]);
});

test("initialEnvironment() has every byte, in the order given", () => {
  const given = ["B=2", "A=1", "A=2", "no sign", "", "C=\udcff", "=", "D="];
  expect(ownStart({ env: given.map(cString) }).environment).toEqual(given.map(hexOf));
  expect(ownStart({ env: [] }).environment).toEqual([]);
});

test("initialEnvironment() may be large", () => {
  const given = Array.from({ length: 3000 }, (_, index) => `VARIABLE_${index}=${"x".repeat(index % 300)}`);
  expect(ownStart({ env: given.map(cString) }).environment).toEqual(given.map(hexOf));
});

test("textOf() leaves the final NUL out", () => {
  expect(textOf(cString("a\udcff"))).toBe("a\udcff");
  expect(textOf(cString(""))).toBe("");
  expect(commandLine().map(textOf)[0]).toBe(process.argv0);
});

test("inheritedDescriptors() has none when none were given", () => {
  expect(ownStart({}).descriptors).toEqual([]);
});

test("inheritedDescriptors() has what was given, of every kind, and nothing of Bun's", () => {
  using ends = pipe();
  using event = eventFd();
  using file = open("/dev/zero", O_RDONLY);
  using timer = timerFd();
  const [a, b] = socketPair(SOCK_STREAM);
  using _a = a;
  using _b = b;
  for (const given of [
    [[3, event]],
    [[4, event]],
    [
      [3, ends.readEnd],
      [4, event],
      [5, a],
      [6, file],
      [7, timer],
    ],
    [
      [3, event],
      [4, event],
      [6, event],
      [9, b],
      [20, ends.writeEnd],
      [99, file],
    ],
  ] as const) {
    const fds = new Map<number, Fd>(given);
    expect(ownStart({ fds }).descriptors).toEqual([...fds.keys()]);
  }
});

test("inheritedDescriptors() tells an epoll instance that was given from Bun's", () => {
  using event = eventFd();
  using epoll = new Fd(libc.epoll_create1(O_CLOEXEC));
  const interest = EpollEvent.create().set("events", EPOLLIN);
  libc.epoll_ctl(epoll.number, EPOLL_CTL_ADD, event.number, interest.bytes);
  for (const given of [
    [[3, epoll]],
    [[5, epoll]],
    [
      [3, event],
      [7, epoll],
    ],
    // Under the number that it has in the instance.
    [
      [3, epoll],
      [event.number, event],
    ],
    [
      [30, epoll],
      [event.number, event],
    ],
  ] as const) {
    const fds = new Map<number, Fd>(given);
    expect(ownStart({ fds }).descriptors).toEqual([...fds.keys()].toSorted((a, b) => a - b));
  }
});

function ownStart(options: ProgramOptions): OwnStart {
  return resultOf(PROGRAM, options) as OwnStart;
}

function hexOf(text: string): string {
  return Buffer.from(cString(text)).toString("hex");
}

test("isCompiled() says no to what runs from the sources", () => {
  expect(isCompiled()).toBe(false);
});
