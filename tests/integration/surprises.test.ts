// What an engine, a runtime or a container may surprise the monitor with, besides what could cost the exit code.
import { expect, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AttachClient } from "../helpers/attach-client.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { exec, execAttached } from "../helpers/exec-options.ts";
import { idlenessOf } from "../helpers/idleness.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { fixture } from "../helpers/monitors.ts";
import { firstWrongLine } from "../helpers/numbered-log.ts";
import { processorTime } from "../helpers/processes.ts";
import { readRecording } from "../helpers/recording.ts";
import { fakeRuntime, type MakeRuntime } from "../helpers/runtimes.ts";
import { Session } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

const INTERACTIVE = { terminal: true, stdin: true } as const;

test("a new monitor's notify socket in the same bundle survives the end of the old monitor", () => {
  using old = new Session({
    script: "FIXTURES/numbered-lines 3000 100; exit 7",
    options: ({ aside }) => ({ "sdnotify-socket": join(aside, "host") }),
  });
  old.go().created();
  // It reads late, so that the old monitor stays for a while after the exit file.
  using slow = new AttachClient(old.attachPath);
  old.start();
  expect(old.exitFileContent()).toBe("7");
  const { bundle } = old.directories;
  using next = new Session({
    before: makeTurns,
    options: ({ aside }) => ({ bundle, "sdnotify-socket": join(aside, "host") }),
  });
  slow.packet();
  next.go().first();
  slow.packet();
  next.created();
  expect(old.monitor()).toBe(7);
  for (const path of ["notify/notify.sock", "attach"]) expect(existsSync(join(bundle, path))).toBe(true);
  next.start();
  expect(next.monitor()).toBe(7);
  expect(existsSync(join(bundle, "notify/notify.sock"))).toBe(false);
});

test("what is typed before there is a terminal waits for it", () => {
  using session = new Session({
    attachPipe: true,
    script: 'read word; echo "got $word"; exit 7',
    options: execAttached(INTERACTIVE),
  });
  session.go().first();
  expect(session.attachLine()).toBeDefined();
  using client = new AttachClient(session.attachPath);
  client.send("early\n");
  session.go().created();
  session.start();
  expect(client.receive().stdout.toString()).toContain("got early\r\n");
  expect(session.monitor()).toBe(7);
});

test("input that waits for a terminal that nobody has open costs no processor time", () => {
  const closed = "stty raw -echo; exec <&- >&- 2>&-";
  using session = new Session({
    before: makeTurns,
    script: `${waitsFor("first")}; ${closed}; ${waitsFor("second")}; exit 7`,
    options: INTERACTIVE,
  });
  session.run();
  using client = new AttachClient(session.attachPath);
  goOn(session.directories, "first");
  const monitor = session.monitorPid();
  goOn(session.directories, "second", () => {
    // More than a terminal takes, and less than a socket does.
    for (let count = 0; count < 12; count++) client.send("y".repeat(4096));
    const before = processorTime(monitor);
    expect(idlenessOf([monitor], 1000)[0]?.switches).toBeLessThan(50);
    expect(processorTime(monitor) - before).toBeLessThan(10);
  });
  expect(session.monitor()).toBe(7);
});

test("a runtime that sends a file that is no terminal has failed, and the engine is told why", () => {
  using session = new Session({
    runtime: sendsFile,
    script: "exec sleep 300",
    options: { terminal: true },
  });
  expect(session.go().first()).toBe(0);
  expect(session.syncLine()).toContain("Runtime did not set up terminal: ");
  expect(session.monitor()).toBe(1);
});

test("with --sync the monitor leads a session of its own", () => {
  using session = new Session({
    before: makeTurns,
    runtime: fakeRuntime("at-once"),
    script: `${waitsFor("first")}; exit 7`,
    options: { sync: true },
  });
  session.go();
  expect(session.syncLine()).toMatch(/^\{"data": \d+\}$/);
  const stat = readFileSync(`/proc/${session.firstPid}/stat`, "latin1").replace(/^.*\) /s, "");
  const [, , group, leader] = stat.split(" ").map(Number);
  expect({ group, leader }).toEqual({ group: session.firstPid, leader: session.firstPid });
  goOn(session.directories, "first");
  expect(session.first()).toBe(7);
});

test("an exec session says nothing after its exit code, even when the exit command cannot be started", () => {
  using session = new Session({ script: "exit 7", options: exec({ "exit-command": "/nonexistent" }) });
  session.run();
  expect(session.syncLines()).toEqual(['{"data": 7}']);
  expect(session.monitor()).toBe(7);
});

test("a --conmon-pidfile that is a directory is refused before anything is started", () => {
  using session = new Session({
    runtime: fakeRuntime("record=ASIDE/seen"),
    options: ({ persist }) => ({ "conmon-pidfile": persist }),
  });
  expect(session.go().first()).toBe(1);
  expect(session.syncLines()).toEqual([]);
  expect(session.complaints()).toContain(session.directories.persist);
  expect(existsSync(join(session.directories.aside, "seen"))).toBe(false);
  expect(readdirSync(session.directories.root).some((name) => name.endsWith(".tmp"))).toBe(false);
  expect(session.processes()).toEqual([]);
});

test("a descriptor whose number is beyond the limit of open files hinders nothing and reaches no runtime", () => {
  using session = new Session({
    runtime: fakeRuntime("record=ASIDE/seen"),
    script: "exit 7",
    wrapper: ["/bin/bash", "-c", 'exec 100</etc/passwd; ulimit -Sn 50; exec "$@"', "bash"],
  });
  session.run();
  expect(session.monitor()).toBe(7);
  expect(session.exitFileContent()).toBe("7");
  const { fds } = readRecording(join(session.directories.aside, "seen"));
  expect(fds.map(({ number }) => number)).toEqual([0, 1, 2]);
});

test("two seconds after 10 MB of output the monitor is at rest, with one thread", () => {
  using session = new Session({ script: "FIXTURES/numbered-lines 100000 100; exec sleep 300" });
  session.run();
  waitUntil("all of the output", () => firstWrongLine(session.directories.log, 100_000, 100) === undefined);
  const monitor = session.monitorPid();
  // It tidies up once in that time.
  idlenessOf([monitor], 2000);
  expect(idlenessOf([monitor], 3000)[0]).toMatchObject({ switches: 0, threads: 1 });
}, 30_000);

/** Sends a regular file where the terminal is expected, and makes a container all the same. */
const sendsFile: MakeRuntime = (setup) => {
  const runtime = fakeRuntime("console=none")(setup);
  const path = join(setup.directories.aside, "runtime");
  const lines = [
    "#!/bin/sh",
    'for word; do [ "$before" = --console-socket ] && console=$word; before=$word; done',
    `${fixture("send-file")} "$console" /etc/hostname || exit 1`,
    `exec ${runtime.path} "$@"`,
  ];
  writeFileSync(path, `${lines.join("\n")}\n`);
  chmodSync(path, 0o755);
  return { ...runtime, path };
};
