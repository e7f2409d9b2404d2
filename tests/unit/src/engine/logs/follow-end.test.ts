// Checks when following a log comes to its end.
import { expect, test } from "bun:test";
import { FollowEnd } from "../../../../../src/engine/logs/follow-end.ts";
import { nanosecondsOf } from "../../../../../src/engine/logs/log-time.ts";

function reached({ signal }: FollowEnd): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

test("FollowEnd is reached when the container has ended, or that could not be found out", async () => {
  for (const settle of ["resolve", "reject"] as const) {
    const ended = Promise.withResolvers<void>();
    using end = new FollowEnd({ ended: ended.promise });
    expect(end.reached).toBe(false);
    ended[settle]();
    await reached(end);
    expect(end.reached).toBe(true);
  }
});

test("FollowEnd is reached when the moment has come, and not before", async () => {
  const until = nanosecondsOf(new Date()) + 30_000_000n;
  using end = new FollowEnd({ until });
  expect(end.reached).toBe(false);
  await reached(end);
  expect(nanosecondsOf(new Date())).toBeGreaterThanOrEqual(until);
});

test("FollowEnd is reached soon when the moment has passed", async () => {
  using end = new FollowEnd({ until: 0n });
  await reached(end);
});

test("FollowEnd is not reached by a moment beyond what a timer takes, nor by nothing", () => {
  using end = new FollowEnd({ until: nanosecondsOf(new Date()) + 10n ** 18n });
  using never = new FollowEnd({});
  expect([end.reached, never.reached]).toEqual([false, false]);
});
