// A monitor that is stopped (SIGSTOP) for a while: the container is held up, and afterwards nothing is missing.
import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SIGCONT, SIGKILL, SIGSTOP, SIGTERM } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { DEADLINE, waitUntil } from "../helpers/deadline.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { firstWrongLine } from "../helpers/numbered-log.ts";
import { processOf } from "../helpers/processes.ts";
import { Session } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

/** Less than waits for a client that is not served yet, and more than a pipe holds. */
const LINES = 8000;
const LENGTH = 100;

test("a container that writes is blocked, clients wait, and after SIGCONT every line, every client and the code are there", () => {
  using session = new Session({
    before: makeTurns,
    script: `${waitsFor("first")}; FIXTURES/numbered-lines ${LINES} ${LENGTH}; exit 7`,
  });
  session.run();
  using early = new AttachClient(session.attachPath);
  stop(session.monitorPid());
  // They wait in line, before and after the output has begun.
  using late = new AttachClient(session.attachPath);
  goOn(session.directories, "first");
  waitUntil("the container to be blocked", () => isBlocked(session));
  writeFileSync(join(session.directories.bundle, "ctl"), "1 24 80\n");
  expect(session.log()).toEqual([]);
  kill(session.monitorPid(), SIGCONT);
  for (const client of [early, late]) expect(client.receive().stdout).toHaveLength(LINES * LENGTH);
  expect(session.monitor()).toBe(7);
  expect(session.exitFileContent()).toBe("7");
  expect(firstWrongLine(session.directories.log, LINES, LENGTH)).toBeUndefined();
});

test("a container that ends meanwhile has its output and its code afterwards", () => {
  using session = new Session({ before: makeTurns, script: `${waitsFor("first")}; echo last; exit 7` });
  const pid = session.run();
  stop(session.monitorPid());
  goOn(session.directories, "first");
  waitUntil("the container's end", () => processOf(pid)?.state === "Z");
  kill(session.monitorPid(), SIGCONT);
  expect(session.monitor()).toBe(7);
  expect(session.log().map(({ text }) => text)).toEqual(["last"]);
});

test("SIGTERM that comes meanwhile reaches the container afterwards", () => {
  using session = new Session({ script: "trap 'exit 5' TERM; echo ready; while :; do sleep 0.01; done" });
  session.run();
  waitUntil("the first word", () => session.log().length > 0);
  stop(session.monitorPid());
  kill(session.monitorPid(), SIGTERM);
  kill(session.monitorPid(), SIGCONT);
  expect(session.monitor()).toBe(5);
});

test("one that is killed while it is stopped is gone at once, and the engine is told", async () => {
  using site = new EngineSite({ script: "exec sleep 1000" });
  const container = await site.create();
  await container.start();
  stop(container.monitorPid ?? 0);
  const waiting = container.wait({ timeout: DEADLINE }).catch((error: unknown) => error);
  kill(container.monitorPid ?? 0, SIGKILL);
  expect(String(await waiting)).toContain("is gone, and has left no exit file");
  await container.delete({ force: true });
  site.allEnded();
});

function stop(pid: number): void {
  kill(pid, SIGSTOP);
  waitUntil("the monitor to be stopped", () => processOf(pid)?.state === "T");
}

function isBlocked(session: Session): boolean {
  const writer = session.processes().find(({ name }) => name === "numbered-lines");
  return writer !== undefined && readFileSync(`/proc/${writer.pid}/wchan`, "latin1").includes("pipe_write");
}
