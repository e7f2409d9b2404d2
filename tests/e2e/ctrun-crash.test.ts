// What happens when ctrun, or a monitor, is killed at the worst of times: the next ctrun puts things in order.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Ctrun } from "../helpers/ctrun.ts";
import { DEADLINE, pause, waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { processOf } from "../helpers/processes.ts";

let ctrun: Ctrun;
beforeAll(() => {
  ctrun = new Ctrun();
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

/** What `ctrun ps` says of all containers, after it has put them in order. */
async function states(): Promise<string[]> {
  return (await ctrun.output("ps", "-a", "--format", "{{.State}} {{.ExitCode}}")).split("\n").filter(Boolean);
}

/** A container that was about to end anyway does so now, and its exit command is at work: then it is gone a little later. */
async function allGone(): Promise<void> {
  const end = performance.now() + DEADLINE;
  let found = await states();
  while (found.length > 0 && performance.now() < end) found = await states();
  expect(found).toEqual([]);
  waitUntil("everything to be gone", () => ctrun.leftovers().length === 0);
}

describe("ctrun that is killed with SIGKILL", () => {
  // Milliseconds after its start: from before its first row to after its last.
  test.each([5, 15, 25, 35, 50, 65, 80, 100, 120, 150, 190])(
    "%i ms into a run --rm leaves nothing that ps does not remove",
    async (milliseconds) => {
      const session = ctrun.start("run", "--rm", ...ctrun.own, "--", "sh", "-c", "exit 1");
      // What is tested is what the time brings, whatever that is.
      pause(milliseconds);
      session.kill("SIGKILL");
      await session.finished();
      await allGone();
    },
  );

  test.each([30, 60, 90, 120])(
    "%i ms into a run -d leaves a container that runs, or one that does not",
    async (time) => {
      const session = ctrun.start("run", "-d", ...ctrun.own, "--", "sleep", "1000");
      pause(time);
      session.kill("SIGKILL");
      await session.finished();
      const found = await states();
      expect(["", "running 0", "created 0", "exited 0", "exited 137"]).toContain(found.join());
      // In whatever state it is, it can be removed.
      await ctrun.output("rm", "-fa");
      waitUntil("everything to be gone", () => ctrun.leftovers().length === 0);
    },
  );

  test("in front of a container leaves that to its monitor, which removes it", async () => {
    const session = ctrun.start(
      "run",
      "--rm",
      "-i",
      "--name",
      "orphan",
      "--rootfs",
      ctrun.rootfs,
      "--",
      "sh",
      "-c",
      "echo up; sleep 1000",
    );
    await session.says("up\n");
    session.kill("SIGKILL");
    await session.finished();
    expect(await states()).toEqual(["running 0"]);
    await ctrun.output("stop", "-t", "0", "orphan");
    expect(await states()).toEqual([]);
    expect(ctrun.leftovers()).toEqual([]);
  });

  test.each([5, 20, 35, 50, 70])("%i ms into rm --force leaves a container that is whole or gone", async (time) => {
    await ctrun.detached("doomed", "sleep 1000");
    const session = ctrun.start("rm", "-f", "doomed");
    pause(time);
    session.kill("SIGKILL");
    await session.finished();
    expect(["", "running 0"]).toContain((await states()).join());
    await ctrun.output("rm", "-fa");
    waitUntil("everything to be gone", () => ctrun.leftovers().length === 0);
  });
});

describe("ctrun ps", () => {
  test("notices that a monitor was killed, and ends what ran under it", async () => {
    await ctrun.detached("alone", "sleep 1000");
    const [monitor, pid] = [await ctrun.inspect("alone", "State.ConmonPid"), await ctrun.inspect("alone", "State.Pid")];
    process.kill(Number(monitor), "SIGKILL");
    waitUntil("the end of the monitor", () => !existsSync(`/proc/${monitor}/fd/0`));
    expect(await states()).toEqual(["exited 255"]);
    expect(await ctrun.inspect("alone", "State.Error")).toBe("its monitor is gone and has left no exit code");
    // Dead, if nobody has collected it yet.
    expect(processOf(Number(pid))?.state ?? "Z").toBe("Z");
    // It can go on all the same.
    expect(await ctrun.output("start", "alone")).toBe("alone");
    await ctrun.output("rm", "-f", "alone");
    expect(ctrun.leftovers()).toEqual([]);
  });

  test("notices an end that nobody has recorded", async () => {
    await ctrun.detached("silent", "exit 6", ["--monitor", "/usr/bin/conmon"]);
    expect(await ctrun.output("wait", "silent")).toBe("6");
    expect(await states()).toEqual(["exited 6"]);
    await ctrun.output("rm", "silent");
  });

  test("keeps a state directory without anything in it that belongs to no container", () => {
    expect(readdirSync(ctrun.root).toSorted()).toEqual(["containers", "ctrun.db", "run"]);
    expect(readdirSync(join(ctrun.root, "run/exits"))).toEqual([]);
  });
});

describe("a signal before the container runs", () => {
  test("ends ctrun, and leaves nothing", async () => {
    const session = ctrun.start("run", "--rm", ...ctrun.own, "--", "sleep", "1000");
    // As soon as the row is there, ctrun listens for signals; a little later the container would be.
    pause(60);
    session.kill("SIGTERM");
    const { status } = await session.finished();
    expect(status).toBe(143);
    await allGone();
  });
});
