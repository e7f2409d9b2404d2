// Tests of src/waiting/deadline.ts.
import { expect, test } from "bun:test";
import { Deadline, TimeoutError } from "../../../../src/waiting/deadline.ts";

function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason), { once: true }));
}

test("Deadline aborts with a TimeoutError that says what was waited for", async () => {
  using deadline = new Deadline("the container's end", { timeout: 1 });
  const reason = await aborted(deadline.signal);
  expect(reason).toBeInstanceOf(TimeoutError);
  expect(String(reason)).toBe("TimeoutError: Timed out after 1 ms waiting for the container's end");
});

test("Deadline hands on the caller's reason", async () => {
  const controller = new AbortController();
  using deadline = new Deadline("a reply", { signal: controller.signal, timeout: 60_000 });
  const reason = aborted(deadline.signal);
  controller.abort("enough");
  expect(await reason).toBe("enough");
});

test("Deadline is over at once when the caller's signal is", () => {
  using deadline = new Deadline("a reply", { signal: AbortSignal.abort("enough"), timeout: 60_000 });
  expect(deadline.signal.aborted).toBe(true);
  expect(deadline.signal.reason).toBe("enough");
});

test("Deadline lets the caller's signal and the timer go when it is disposed", () => {
  const controller = new AbortController();
  const deadline = new Deadline("a reply", { signal: controller.signal, timeout: 1 });
  deadline[Symbol.dispose]();
  controller.abort("too late");
  expect(deadline.signal.aborted).toBe(false);
});

test.each([2 ** 31, Number.POSITIVE_INFINITY])("Deadline takes %d ms for ever, not for none", async (timeout) => {
  using deadline = new Deadline("a reply", { timeout });
  using later = new Deadline("a moment", { timeout: 5 });
  await aborted(later.signal);
  expect(deadline.signal.aborted).toBe(false);
});
