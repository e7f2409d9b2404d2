// Tests of src/engine/wait/while-monitored.ts, with a monitor that does nothing.
import { expect, test } from "bun:test";
import { ContainerStateError } from "../../../../../src/engine/errors.ts";
import { whileMonitored } from "../../../../../src/engine/wait/while-monitored.ts";
import { openFiles } from "../../../../helpers/processes.ts";
import { PretendedMonitor } from "./pretended-monitor.ts";

const NEVER = new AbortController().signal;
const GONE = new ContainerStateError("Container abc has no monitor: it has ended, or was never created");

test("whileMonitored() gives what the work gives or throws, and leaves nothing open", async () => {
  using monitor = new PretendedMonitor("abc");
  expect(await whileMonitored(monitor.place, NEVER, async () => await Promise.resolve(5))).toBe(5);
  const before = openFiles("self").size;
  const failing = whileMonitored(monitor.place, NEVER, () => Promise.reject(new Error("failed")));
  await expect(failing).rejects.toThrow("failed");
  expect(openFiles("self").size).toBe(before);
});

test("whileMonitored() gives the work up when the monitor ends, and does not begin without one", async () => {
  using monitor = new PretendedMonitor("abc");
  const working = whileMonitored(monitor.place, NEVER, untilAborted);
  monitor.end();
  await expect(working).rejects.toThrow(GONE);
  const another = whileMonitored(monitor.place, NEVER, () => expect.unreachable());
  await expect(another).rejects.toThrow(GONE);
});

test("whileMonitored() passes the caller's signal on", async () => {
  using monitor = new PretendedMonitor("abc");
  const controller = new AbortController();
  const working = whileMonitored(monitor.place, controller.signal, untilAborted);
  controller.abort(new Error("not any more"));
  await expect(working).rejects.toThrow("not any more");
});

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
}
