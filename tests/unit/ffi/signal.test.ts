// Checks sets of signals, and signals that are read instead of handled.
import { expect, test } from "bun:test";
import { SIGCHLD, SIGHUP, SIGTERM, SIGUSR1 } from "../../../ffi/constants.ts";
import { SignalSet, signalFd, signalMask } from "../../../ffi/signal.ts";
import { statusField } from "../../helpers/processes.ts";
import { valuesInC } from "./c-program.ts";
import { leftOpenBy } from "./leaks.ts";
import { resultOf } from "./programs.ts";

test("SignalSet has the signals that were added", () => {
  const set = SignalSet.of(1, 8, 9, 32, 33, 64);
  const all = Array.from({ length: 64 }, (_, index) => index + 1);
  expect(all.filter((signal) => set.has(signal))).toEqual([1, 8, 9, 32, 33, 64]);
  expect(set.add(2).has(2)).toBe(true);
});

test("SignalSet has the bits of sigaddset(3)", () => {
  const bytes = Array.from({ length: 8 }, (_, index) => `((unsigned char *)&set)[${index}]`);
  const prepared = "({ static sigset_t set; sigaddset(&set, 1); sigaddset(&set, 15); sigaddset(&set, 64); set; })";
  const values = valuesInC(
    ["signal.h"],
    bytes.map((byte) => `({ sigset_t set = ${prepared}; ${byte}; })`),
  );
  expect([...SignalSet.of(1, 15, 64).bytes.subarray(0, 8)]).toEqual(values);
});

test("SignalSet refuses what is no signal", () => {
  for (const signal of [0, -1, 65, 1.5, Number.NaN]) expect(() => SignalSet.of(signal)).toThrow(RangeError);
});

test("toHex() is as in /proc, and fromHex() its inverse", () => {
  expect(new SignalSet().toHex()).toBe("0000000000000000");
  expect(SignalSet.of(SIGHUP, SIGTERM, SIGCHLD).toHex()).toBe("0000000000014001");
  for (const signals of [[], [1], [64], [1, 2, 31, 34, 63]]) {
    const hex = SignalSet.of(...signals).toHex();
    expect(SignalSet.fromHex(hex).bytes).toEqual(SignalSet.of(...signals).bytes);
  }
  for (const wrong of ["", "0", "000000000001400g", "0X00000000014001", "00000000000140010"]) {
    expect(() => SignalSet.fromHex(wrong)).toThrow(RangeError);
  }
});

test("signalMask() is what /proc says", () => {
  expect(signalMask().toHex()).toBe(statusField(process.pid, "SigBlk"));
});

test("readSignal() takes pending signals one by one, and none that it was not asked for", () => {
  const mask = SignalSet.of(SIGCHLD, SIGTERM, SIGUSR1, 40);
  expect(resultOf(`${import.meta.dir}/programs/signals.ts`, { mask })).toEqual([
    mask.toHex(),
    [],
    // Ordinary signals are merged, real-time signals are queued; the lowest comes first.
    [SIGTERM],
    [SIGCHLD, 40, 40],
    [],
    SignalSet.of(SIGCHLD, SIGUSR1).toHex(),
    SIGUSR1,
  ]);
});

test("signalFd() leaves nothing open once it is closed", () => {
  expect(leftOpenBy(() => signalFd(SignalSet.of(SIGCHLD)).close())).toEqual([]);
});
