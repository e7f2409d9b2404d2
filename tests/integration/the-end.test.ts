// The end of a container, in the order that engines rely on.
import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { watchClosely } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { isFree, listeningPort } from "../helpers/listening-port.ts";
import { processorTime } from "../helpers/processes.ts";
import { readRecording } from "../helpers/recording.ts";
import { fakeRuntime, runc } from "../helpers/runtimes.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

test.each([0, 1, 42, 127, 255])("exit code %d is in both exit files and is the monitor's own", (code) => {
  using session = new Session({ script: `exit ${code}` });
  session.run();
  expect(session.monitor()).toBe(code);
  expect(session.exitFileContent()).toBe(String(code));
  expect(readFileSync(join(session.directories.persist, "exit"), "utf8")).toBe(String(code));
  expect(readdirSync(session.directories.exit)).toHaveLength(1);
  expect(readdirSync(session.directories.persist)).toHaveLength(1);
});

test.each([9, 15, 11])("death by signal %d is reported as 128 + N", (signal) => {
  using session = new Session({ script: `kill -${signal} $$` });
  session.run();
  expect(session.monitor()).toBe(128 + signal);
  expect(session.exitFileContent()).toBe(String(128 + signal));
});

test("a container that has ended before its pid is reported has its exit code reported", () => {
  using session = new Session({ runtime: fakeRuntime("at-once"), script: "exit 9" });
  session.run();
  expect(session.monitor()).toBe(9);
  expect(session.exitFileContent()).toBe("9");
});

test("the persist directory's exit file is there before the exit directory's", () => {
  for (let round = 0; round < 5; round++) {
    using session = new Session({ script: "exit 3" });
    const persisted = join(session.directories.persist, "exit");
    session.run();
    // In this order: what is seen missing after the other was seen had not been written first.
    const seen = watchClosely("the exit file", () =>
      existsSync(session.exitFile) ? existsSync(persisted) : undefined,
    );
    expect(seen).toBe(true);
    session.monitor();
  }
});

test("an exit file appears whole: it is never seen empty", () => {
  for (let round = 0; round < 5; round++) {
    using session = new Session({ script: "exit 42" });
    session.run();
    const content = watchClosely("the exit file", () =>
      existsSync(session.exitFile) ? readFileSync(session.exitFile, "utf8") : undefined,
    );
    expect(content).toBe("42");
    session.monitor();
  }
});

test.each([
  ["the fake runtime", fakeRuntime()],
  ["runc", runc()],
])(
  "a leaked port stays taken while a container of %s lives, and is free before its exit file is there",
  (_name, runtime) => {
    const { socket, port } = listeningPort();
    using session = new Session({ runtime, leaked: [socket], script: "while ! read word; do sleep 0.01; done" });
    session.run();
    expect(isFree(port)).toBe(false);
    const container = session.processes().find(({ name }) => name === "container");
    if (container !== undefined) expect(readdirSync(`/proc/${container.pid}/fd`).map(Number)).not.toContain(5);
    process.kill(session.containerPid, "SIGKILL");
    const free = watchClosely("the exit file", () => (existsSync(session.exitFile) ? isFree(port) : undefined));
    expect(free).toBe(true);
    expect(session.monitor()).toBe(137);
  },
);

test("no descriptor that is held open reaches the runtime", () => {
  const { socket } = listeningPort();
  using session = new Session({ runtime: fakeRuntime("record=ASIDE/runtime"), leaked: [socket] });
  session.run();
  session.monitor();
  const { fds } = readRecording(join(session.directories.aside, "runtime"));
  expect(fds.map(({ number }) => number)).toEqual([0, 1, 2]);
});

test("the exit command runs after the exit files are written, and the monitor waits for it", () => {
  using session = new Session({
    script: "exit 3",
    options: ({ aside, exit, persist }) => ({
      "exit-command": "/bin/sh",
      "exit-command-arg": ["-c", `cat ${exit}/* ${persist}/exit >${aside}/seen`],
    }),
  });
  session.run();
  expect(session.monitor()).toBe(3);
  expect(readFileSync(join(session.directories.aside, "seen"), "utf8")).toBe("33");
});

test("--exit-delay delays the exit command, but not the exit file", () => {
  using session = new Session({
    options: ({ aside }) => ({ "exit-command": "/bin/touch", "exit-command-arg": [`${aside}/ran`], "exit-delay": "1" }),
  });
  const ran = join(session.directories.aside, "ran");
  session.run();
  session.exitFileContent();
  expect(existsSync(ran)).toBe(false);
  expect(session.monitor()).toBe(0);
  expect(statSync(ran).mtimeMs - statSync(session.exitFile).mtimeMs).toBeWithin(950, 5000);
});

test("a container that outlives its --timeout is killed with its group, and its exit file says -1", () => {
  using session = new Session({ script: "trap '' TERM; sleep 300 & sleep 300", options: { timeout: "1" } });
  session.run();
  session.exitFileContent();
  expect(session.exitFileContent()).toBe("-1");
  expect(session.monitor()).toBe(255);
  expect(session.processes()).toEqual([]);
});

test("a grandchild that keeps the pipe open delays nothing", () => {
  using session = new Session({ script: "sleep 300 & echo out; exit 4" });
  session.run();
  const began = performance.now();
  expect(session.monitor()).toBe(4);
  expect(performance.now() - began).toBeLessThan(5000);
  expect(session.log().map(({ text }) => text)).toEqual(["out"]);
  expect(session.processes().map(({ name }) => name)).toEqual(["sleep"]);
});

test("a grandchild that writes without end delays nothing and has the monitor burn nothing", () => {
  using session = new Session({ script: "while :; do echo more; done & exit 4" });
  session.run();
  const began = performance.now();
  expect(session.monitor()).toBe(4);
  expect(performance.now() - began).toBeLessThan(5000);
});

test("a container that closes its output early costs no processor time", () => {
  using session = new Session({ script: "exec >&- 2>&-; sleep 0.5; exit 6" });
  session.run();
  const monitor = session.monitorPid();
  const before = processorTime(monitor);
  session.exitFileContent();
  expect(processorTime(monitor) - before).toBeLessThan(10);
  expect(session.monitor()).toBe(6);
});

test("nothing but the engine's files is left at the end", () => {
  using session = new Session({ script: "echo out" });
  session.run();
  expect(session.monitor()).toBe(0);
  const { bundle, sockets } = session.directories;
  expect(readdirSync(sockets)).toEqual([]);
  expect(readdirSync(bundle).toSorted()).toEqual([...session.bundleBefore, "ctl", "winsz"].toSorted());
});
