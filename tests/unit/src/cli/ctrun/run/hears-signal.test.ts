// What a process makes of signals, as the kernel tells it.
import { expect, test } from "bun:test";
import { constants } from "node:os";
import { hearsSignal } from "../../../../../../src/cli/ctrun/run/hears-signal.ts";

const { SIGUSR1, SIGUSR2 } = constants.signals;

test("hearsSignal() tells a handler from none", () => {
  const handle = (): void => undefined;
  process.on("SIGUSR2", handle);
  expect(hearsSignal(process.pid, SIGUSR2)).toBe(true);
  process.off("SIGUSR2", handle);
  expect(hearsSignal(process.pid, SIGUSR1)).toBe(false);
});

test("hearsSignal() gives a process that is gone the benefit of the doubt", () => {
  expect(hearsSignal(2 ** 22 + 1, SIGUSR1)).toBe(true);
});
