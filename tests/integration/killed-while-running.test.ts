// kill -9 from a container's creation to its end: what can still be known is told, and nothing else suffers.
import { describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { pipe } from "../../ffi/pipe.ts";
import { kill } from "../../ffi/process.ts";
import type { Container } from "../../src/engine/container.ts";
import type { CreateOptions } from "../../src/engine/create/create.ts";
import { MonitorError } from "../../src/engine/errors.ts";
import type { ExecSession } from "../../src/engine/exec/exec-session.ts";
import { pidIn } from "../../src/engine/pidfile.ts";
import { readExit } from "../../src/engine/wait/exit.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { becomesReadable, DEADLINE, waitUntil } from "../helpers/deadline.ts";
import { failureOf } from "../helpers/engine-failure.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { execAttached } from "../helpers/exec-options.ts";
import { collectOrphans } from "../helpers/family.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { processOf } from "../helpers/processes.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

const KILLED = 128 + SIGKILL;
const WAITING = { timeout: DEADLINE } as const;

describe.each(["created", "running"] as const)("of a %s container, killed is", (stage) => {
  test("its process: the exit code says so", async () => {
    using site = new EngineSite({ script: "exec sleep 1000" });
    const container = await reached(site, stage);
    kill(container.pid ?? 0, SIGKILL);
    expect((await container.wait(WAITING)).code).toBe(KILLED);
    await container.delete();
    site.allEnded();
  });

  test("the monitor: whoever waits is told, what it has held is free, and the container can be removed", async () => {
    using site = new EngineSite({ script: "exec sleep 1000" });
    using held = pipe();
    const container = await reached(site, stage, { held: [held.writeEnd] });
    using attachment = await container.attach();
    const waiting = failureOf(container.wait(WAITING));
    kill(container.monitorPid ?? 0, SIGKILL);
    expect(await waiting).toBeInstanceOf(MonitorError);
    expect(becomesReadable(held.readEnd)).toBe(true);
    for await (const _frame of attachment.frames(AbortSignal.timeout(DEADLINE)));
    expect((await container.state())?.status).toBe(stage);
    await container.delete({ force: true });
    expect(await container.state()).toBeUndefined();
    waitUntil("the container's end", () => isGone(container.pid));
    site.allEnded();
  });
});

describe("of an exec session, killed is", () => {
  test("the command: the session's code says so, and the container goes on to its own", async () => {
    await withCommand(async ({ session, end }) => {
      session.kill(SIGKILL);
      expect(await session.wait(WAITING)).toBe(KILLED);
      expect(await end()).toBe(7);
    });
  });

  test("its monitor: whoever waits for the session is told, and the container goes on to its own code", async () => {
    await withCommand(async ({ site, session, end }) => {
      const waiting = failureOf(session.wait(WAITING));
      const monitors = site.processes().filter(({ name }) => name === "ctrmon");
      const [own] = monitors.filter(({ pid }) => pid !== pidIn(site.place.monitorPidfile));
      kill(own?.pid ?? 0, SIGKILL);
      expect(await waiting).toBeInstanceOf(MonitorError);
      expect(isGone(session.pid)).toBe(false);
      // A container ends when all of its processes are collected, and this one is ours now, because we are a subreaper.
      session.kill(SIGKILL);
      waitUntil("the command's end", () => isGone(session.pid));
      collectOrphans();
      expect(await end()).toBe(7);
    });
  });

  test("the container's own process: the kernel ends the command with it, and both codes say so", async () => {
    await withCommand(async ({ container, session }) => {
      kill(container.pid ?? 0, SIGKILL);
      expect(await session.wait(WAITING)).toBe(KILLED);
      expect((await container.wait(WAITING)).code).toBe(KILLED);
    });
  });

  test("its monitor before the engine's second word: both pipes are at their end, and no command is started", () => {
    using session = new Session({ attachPipe: true, script: "echo never", options: execAttached() });
    session.go().first();
    expect(session.attachLine()).toBeDefined();
    using client = new AttachClient(session.attachPath);
    kill(session.monitorPid(), SIGKILL);
    expect(session.monitor()).toBe(KILLED);
    expect(session.syncLine()).toBeUndefined();
    expect(client.receive().stdout).toHaveLength(0);
    expect(session.processes()).toEqual([]);
    expect(session.log()).toEqual([]);
  });
});

describe("while the exit command is at work, killed is", () => {
  test("the exit command: the monitor ends at once, with the container's code", () => {
    using session = atItsExitCommand();
    const [command] = session.processes().filter(({ name }) => name === "sh");
    kill(command?.pid ?? 0, SIGKILL);
    expect(session.monitor()).toBe(7);
  });

  test("the monitor: the exit code is there already, and the exit command goes on", () => {
    using session = atItsExitCommand();
    kill(session.monitorPid(), SIGKILL);
    expect(session.monitor()).toBe(KILLED);
    expect(session.exitFileContent()).toBe("7");
    const { aside } = session.directories;
    writeFileSync(join(aside, "enough"), "");
    waitUntil("the exit command's last word", () => existsSync(join(aside, "done")));
  });
});

interface Running {
  readonly site: EngineSite;
  readonly container: Container;
  readonly session: ExecSession;
  /** Lets the container end. @returns its code */
  readonly end: () => Promise<number>;
}

/** A container that ends with 7, and a command in it that runs for ever. */
async function withCommand(action: (running: Running) => Promise<void>): Promise<void> {
  using site = new EngineSite({ script: "read line; exit 7" });
  const container = await site.create({ stdin: true });
  await container.start();
  using attachment = await container.attach();
  const args = ["/bin/busybox", "sh", "-c", "echo up; exec /bin/busybox sleep 1000"];
  using session = await container.exec({ args, environment: site.environment });
  for await (const _up of session.attachment.frames(AbortSignal.timeout(DEADLINE))) break;
  const end = async (): Promise<number> => {
    attachment.closeInput();
    return (await container.wait(WAITING)).code;
  };
  await action({ site, container, session, end });
  expect(readExit(site.place)).toBeDefined();
  await container.delete({ force: true });
  site.allEnded();
}

async function reached(
  site: EngineSite,
  stage: "created" | "running",
  options: Omit<CreateOptions, "place"> = {},
): Promise<Container> {
  const container = await site.create(options);
  if (stage === "running") await container.start();
  return container;
}

/** A monitor whose container has ended with 7, and whose exit command waits for a file. */
function atItsExitCommand(): Session {
  const session = new Session({
    script: "exit 7",
    options: ({ aside }) => ({
      "exit-command": "/bin/sh",
      "exit-command-arg": [
        "-c",
        `>"${aside}/begun"; until [ -e "${aside}/enough" ]; do sleep 0.01; done; >"${aside}/done"`,
      ],
    }),
  });
  session.run();
  waitUntil("the exit command", () => existsSync(join(session.directories.aside, "begun")));
  return session;
}

function isGone(pid = 0): boolean {
  const state = processOf(pid)?.state;
  return state === undefined || state === "Z";
}
