// `npm run demo`: one container under ctrmon, started and followed exactly as an engine such as Podman does it.

import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ATTACH_SOCKET, exitFilePath } from "../src/protocol/files.ts";
import { AttachedClient } from "./demo/attached-client.ts";
import { CONTAINER_SCRIPT, makeBundle } from "./demo/bundle.ts";
import { type Container, containerIn, Engine, monitorOptions } from "./demo/engine.ts";
import { code, heading, muted, printable, say, step, table } from "./demo/narrator.ts";
import { missing } from "./demo/prerequisites.ts";
import { Stopwatch } from "./demo/stopwatch.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const EXECUTABLE = join(ROOT, "dist/ctrmon");

if (import.meta.main) process.exit(await main());

async function main(): Promise<number> {
  const problems = missing();
  if (problems.length > 0) {
    console.error(`The demo cannot run here:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    return 1;
  }
  say(`${heading("ctrmon")}: the small process that stays with a container for as long as it lives.`);
  say(
    "This demo plays the engine: it starts one container the way Podman does, and shows all that passes between them.",
  );

  if (!build()) return 1;
  const directory = mkdtempSync(join(tmpdir(), "ctrmon-demo-"));
  const container = containerIn(directory);
  // Between two steps there is time for a signal: then everything is removed all the same.
  const interruption = Promise.withResolvers<never>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => interruption.reject(new Error(`stopped by ${signal}`)));
  }
  try {
    const stopwatch = new Stopwatch();
    for await (const _ of story(container, stopwatch)) await Promise.race([interruption.promise, nextTurn()]);
    return 0;
  } catch (error) {
    console.error(`\nThe demo has failed: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    Bun.spawnSync([container.runc, "--root", container.state, "delete", "--force", container.id]);
    rmSync(directory, { recursive: true, force: true });
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function build(): boolean {
  step("The executable");
  const began = performance.now();
  const { success, stderr } = Bun.spawnSync([process.execPath, join(ROOT, "scripts/build.ts")]);
  if (!success) {
    console.error(`It cannot be built:\n${stderr.toString()}`);
    return false;
  }
  const megabytes = Math.round(statSync(EXECUTABLE).size / 1e6);
  say(
    `Built in ${((performance.now() - began) / 1000).toFixed(1)} s: dist/ctrmon, one file of ${megabytes} MB with the`,
  );
  say("JavaScript runtime inside. The monitors of a machine share its pages in memory.");
  return true;
}

/** The demo, one step after the other. */
function* story(container: Container, stopwatch: Stopwatch): Generator<void> {
  step("The bundle");
  say(
    "An OCI runtime makes a container from a directory: a root file system, here nothing but busybox, and config.json,",
  );
  say("which says what to run in it:");
  code(CONTAINER_SCRIPT);
  makeBundle(container);
  yield;

  step("The command line");
  say("An engine starts one monitor per container and tells it everything by options:");
  const options = monitorOptions(container);
  const shown = options.map(({ args, meaning }) => [shortened(args.join(" "), container), meaning] as const);
  table([[EXECUTABLE.slice(ROOT.length), ""], ...shown]);
  say(muted(`(DIR is ${container.directory}, ID is ${container.id}.)`));
  say("Two pipes go with it, numbered in the environment: _OCI_SYNCPIPE=3 and _OCI_STARTPIPE=4.");
  yield;

  step("The start byte");
  stopwatch.mark("ctrmon is started");
  using engine = new Engine(
    EXECUTABLE,
    options.flatMap(({ args }) => args),
  );
  say("ctrmon has checked its options and waits, so that the engine can move it into the container's cgroup.");
  say("One byte on the start pipe lets it go on. It starts itself once more, as a daemon, and the first process ends.");
  engine.sendStartByte();
  stopwatch.mark("the first process has ended", engine.awaitFirstProcess());
  say(`Pid of the monitor, from its pid file: ${readFileSync(container.monitorPidFile, "utf8")}`);
  yield;

  step("The sync line");
  say("The monitor runs `runc create`. When the container is there, it reports the pid as one line on the sync pipe;");
  say("if runc had failed, the line would carry -1 and runc's own words.");
  const { line, pid } = engine.readSyncLine();
  stopwatch.mark("the sync line has come");
  code(line);
  yield;

  step("Attach");
  say(
    `Clients connect to a socket in the bundle, as \`podman attach\` does. Then \`runc start\` lets process ${pid} run.`,
  );
  using client = new AttachedClient(join(container.bundle, ATTACH_SOCKET));
  runc(container, "start");
  stopwatch.mark("the container runs");
  say("Every packet to a client begins with a byte that names the stream, 2 for stdout and 3 for stderr:");
  showPackets(client.receiveUntil("name?", "stderr"));
  stopwatch.mark("its question has reached the client");
  say("What a client sends is the container's stdin:");
  client.send("newcomer\n");
  code(`→ ${printable("newcomer\n")}`);
  showPackets(client.receiveUntil("newcomer"));
  yield;

  step("The monitor at rest");
  say("While the container has nothing to say, the monitor sleeps in one epoll_wait:");
  const { threads, anonymousKilobytes } = engine.monitorFigures(container);
  code(
    `${threads} thread${threads === 1 ? "" : "s"}, ${(anonymousKilobytes / 1024).toFixed(1)} MB of memory of its own`,
  );
  client.send("\n");
  showPackets(client.receiveUntil());
  stopwatch.mark("the container has ended");
  say("The container has ended, and the monitor has closed the connection.");
  yield;

  engine.awaitMonitor(container);
  stopwatch.mark("the monitor has ended");
  step("The log");
  say("One record per line, in the format that Podman and the kubelet read: time, stream, F for a full line, text.");
  code(readFileSync(container.log, "utf8"));
  yield;

  step("The exit file");
  say("Its name is the container's id, its content the exit code. Engines wait for it to appear.");
  code(`${exitFilePath("DIR/exits", "ID")}: ${readFileSync(exitFilePath(container.exits, container.id), "utf8")}`);
  say("After that the monitor has run the exit command, here `runc delete`, and has ended: nothing is left.");
  code(`runc list: ${runc(container, "list").trim() || "no containers"}`);
  yield;

  step("Timings");
  table(
    stopwatch
      .laps()
      .map(({ title, total, lap }) => [`${total.toFixed(1).padStart(7)} ms  ${title}`, `+ ${lap.toFixed(1)} ms`]),
  );
  say(muted("\nNext: README.md shows how to use it with Podman, ARCHITECTURE.md how it works."));
}

function showPackets(
  packets: readonly { readonly stream: string; readonly text: string; readonly byte: number }[],
): void {
  for (const { stream, text, byte } of packets) code(`← ${byte} ${printable(text)}  ${muted(stream)}`);
}

function shortened(text: string, { directory, id }: Container): string {
  return text.replaceAll(directory, "DIR").replaceAll(id, "ID");
}

function runc(container: Container, verb: "start" | "list"): string {
  const args = verb === "start" ? ["start", container.id] : ["list", "--quiet"];
  const { success, exitCode, stdout, stderr } = Bun.spawnSync([container.runc, "--root", container.state, ...args]);
  if (!success) throw new Error(`runc ${verb} has ended with status ${exitCode}: ${stderr.toString().trim()}`);
  return stdout.toString();
}
