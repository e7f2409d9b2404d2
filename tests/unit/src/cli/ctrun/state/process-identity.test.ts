// Processes that run, that have ended, and numbers that somebody else has got.
import { expect, test } from "bun:test";
import { identityOf, isAlive, ownIdentity } from "../../../../../../src/cli/ctrun/state/process-identity.ts";
import { waitUntil } from "../../../../../helpers/deadline.ts";

test("ownIdentity() names this process", () => {
  expect(ownIdentity().pid).toBe(process.pid);
  expect(isAlive(ownIdentity())).toBe(true);
});

test("isAlive() is false for a process that has the number of another one", () => {
  const { pid, startTime } = ownIdentity();
  expect(isAlive({ pid, startTime: startTime - 1 })).toBe(false);
});

test("identityOf() knows a process until it has ended", async () => {
  const child = Bun.spawn(["sleep", "100"]);
  const identity = waitUntil("the child", () => identityOf(child.pid));
  expect(isAlive(identity)).toBe(true);
  child.kill("SIGKILL");
  // Nobody collects it before its status is asked for: it is a zombie, and counts as gone.
  waitUntil("the end of the child", () => !isAlive(identity));
  expect(identityOf(child.pid)).toBeUndefined();
  await child.exited;
});

test("identityOf() understands a name with parentheses and spaces", async () => {
  const child = Bun.spawn(["bash", "-c", "exec -a 'a) S (b' cat"], { stdin: "pipe" });
  expect(waitUntil("the child", () => identityOf(child.pid)).startTime).toBeGreaterThan(0);
  child.stdin.end();
  await child.exited;
});
