// Checks one run of the runtime: what counts as a container, and what is said when there is none.
import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { SIGTERM } from "../../../../../ffi/constants.ts";
import { cString } from "../../../../../ffi/os-string.ts";
import { SignalSet } from "../../../../../ffi/signal.ts";
import { containerStdio } from "../../../../../src/monitor/create/container-stdio.ts";
import { Creation, type CreationResult } from "../../../../../src/monitor/create/creation.ts";
import { Streams } from "../../../../../src/monitor/streams/streams.ts";
import { Children } from "../../../../../src/reactor/children.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { every } from "../../../../../src/reactor/timer.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { textOf } from "../../bytes.ts";
import { checkedOptions } from "../../checked-options.ts";
import { RecordedDiagnostics } from "../../recorded-diagnostics.ts";
import { RecordedLog } from "../../recorded-log.ts";
import { runUntil } from "../../turning.ts";

interface Run {
  readonly result: CreationResult;
  readonly log: RecordedLog;
  /** What is in the directory for short-lived files afterwards. */
  readonly leftovers: readonly string[];
}

/** Runs a shell script as the runtime. In it, PIDFILE is the file for the container's pid. */
function run(script: string, args: readonly string[] = [], act: (creation: Creation) => void = () => {}): Run {
  using directory = new TemporaryDirectory();
  for (const path of ["bundle", "tmp"]) mkdirSync(directory.at(path));
  const runtime = directory.at("runtime");
  const pidfile = directory.at("pid");
  writeFileSync(runtime, `#!/bin/sh\n${script.replaceAll("PIDFILE", pidfile)}\n`);
  chmodSync(runtime, 0o755);
  const paths = ["--runtime", runtime, "--bundle", directory.at("bundle"), "--container-pidfile", pidfile];
  const options = checkedOptions(...paths, "--full-attach", ...args);
  using reactor = new Reactor();
  const children = new Children(reactor);
  const [log, diagnostics] = [new RecordedLog(), new RecordedDiagnostics()];
  using stdio = containerStdio(options);
  using streams = new Streams({ options, reactor, log, diagnostics, ends: stdio.monitor, deserted: () => {} });
  const results: CreationResult[] = [];
  using creation = new Creation({
    ...{ options, reactor, children, streams, stdio, inherited: [], mask: new SignalSet() },
    environment: ["PATH=/usr/bin:/bin", `TMPDIR=${directory.at("tmp")}`].map(cString),
    done: (result) => results.push(result),
  });
  stdio[Symbol.dispose]();
  // In place of SIGCHLD, which a test's process cannot block.
  using _collecting = every(reactor, 1, () => children.collect());
  act(creation);
  runUntil(reactor, "the runtime to end", () => results.length > 0);
  const [result] = results;
  if (result === undefined) throw new Error("there is no result");
  return { result, log, leftovers: readdirSync(directory.at("tmp")) };
}

/** Why there is no container. */
function reasonOf({ result }: Run): string {
  if (result.kind === "created") throw new Error(`there is a container: ${result.pid}`);
  return typeof result.reason === "string" ? result.reason : textOf(result.reason);
}

const EXEC = ["-e", "--exec-process-spec", "/spec"];

test("Creation takes the pid that the runtime leaves", () => {
  expect(run("echo 123 > PIDFILE").result).toEqual({ kind: "created", pid: 123, status: undefined });
});

test("Creation fails with the runtime's own words", () => {
  expect(reasonOf(run("echo progress; echo no such container >&2; exit 1"))).toBe("no such container\n");
});

test("Creation fails with our words when the runtime has none", () => {
  expect(reasonOf(run("exit 3"))).toEndWith("/runtime exited with status 3 and said nothing");
  expect(reasonOf(run("kill -9 $$"))).toEndWith("/runtime was killed by signal 9");
  expect(reasonOf(run("exit 0"))).toMatch(/\/runtime exited with status 0 but left no pid in .*\/pid$/);
});

test("Creation does not take a pid file that has no pid in it", () => {
  expect(reasonOf(run(": > PIDFILE"))).toContain("but left no pid");
  expect(reasonOf(run("echo 0 > PIDFILE; echo hm >&2"))).toBe("hm\n");
});

test("Creation does not believe the pid of a runtime that fails", () => {
  expect(reasonOf(run("echo 123 > PIDFILE; echo later >&2; exit 1"))).toBe("later\n");
});

test("Creation takes the failure of runtime exec for the command's own", () => {
  expect(run("echo 123 > PIDFILE; exit 7", EXEC).result).toEqual({ kind: "created", pid: 123, status: { code: 7 } });
  expect(run("echo 123 > PIDFILE", EXEC).result).toEqual({ kind: "created", pid: 123, status: undefined });
});

test("Creation fails when runtime exec leaves no pid", () => {
  expect(reasonOf(run(": > PIDFILE; echo not in PATH >&2; exit 255", EXEC))).toBe("not in PATH\n");
});

test("Creation misses a terminal that the runtime did not make, and leaves no socket", () => {
  const failed = run("echo 123 > PIDFILE", ["-t"]);
  expect(reasonOf(failed)).toBe("Runtime did not set up terminal");
  expect(failed.leftovers).toEqual([]);
});

test("Creation offers a console socket in TMPDIR", () => {
  const script =
    'for word; do case $word in /*/ctrmon-term.*) test -S "$word" && echo "socket $word" >&2;; esac; done; exit 1';
  expect(reasonOf(run(script, ["-t"]))).toMatch(/^socket .*\/tmp\/ctrmon-term\.\w+\n$/);
});

test("Creation passes signals on to the runtime", () => {
  const ended = run('trap "echo told >&2; exit 1" TERM; echo ready >&2; while :; do :; done', [], (creation) => {
    creation.signal(SIGTERM);
  });
  expect(reasonOf(ended)).toMatch(/told\n$|was killed by signal 15$/);
});

test("Creation fails at once when the runtime cannot be started", () => {
  using directory = new TemporaryDirectory();
  const options = checkedOptions("--runtime", directory.at("none"), "--bundle", directory.path, "-t", "--full-attach");
  using reactor = new Reactor();
  using stdio = containerStdio(options);
  const shared = { options, reactor, log: new RecordedLog(), diagnostics: new RecordedDiagnostics() };
  using streams = new Streams({ ...shared, ends: stdio.monitor, deserted: () => {} });
  mkdirSync(directory.at("tmp"));
  const parts = {
    ...{ options, reactor, children: new Children(reactor), streams, stdio, inherited: [], mask: new SignalSet() },
    environment: [cString(`TMPDIR=${directory.at("tmp")}`)],
    done: () => {},
  };
  expect(() => new Creation(parts)).toThrow("ENOENT");
  expect(readdirSync(directory.at("tmp"))).toEqual([]);
});
