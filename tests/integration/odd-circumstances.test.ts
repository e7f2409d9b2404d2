// Circumstances that engines seldom make: exits nobody can tell, long paths, callers that keep the monitor, refused settings.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { O_RDWR } from "../../ffi/constants.ts";
import { open } from "../../ffi/file.ts";
import { cString } from "../../ffi/os-string.ts";
import { spawn } from "../../ffi/spawn.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { CID } from "../helpers/command-line.ts";
import { exitOf, waitUntil } from "../helpers/deadline.ts";
import { exec } from "../helpers/exec-options.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { BUSYBOX, CONMON, CTRMON } from "../helpers/monitors.ts";
import { fakeRuntime } from "../helpers/runtimes.ts";
import { Session } from "../helpers/session.ts";
import { PseudoTerminal } from "../unit/src/pseudo-terminal.ts";

leavesNothing();

test("the exit of a process that is not the monitor's child is never reported as success", () => {
  using nothing = open("/dev/null", O_RDWR);
  const fds = new Map([0, 1, 2].map((number) => [number, nothing]));
  const stranger = spawn(BUSYBOX, { argv: ["sleep", "0.5"].map(cString), env: [], fds });
  using session = new Session({
    before: ({ directories }) => writeFileSync(join(directories.aside, "stranger"), String(stranger)),
    runtime: fakeRuntime("pid=ASIDE/stranger"),
  });
  expect(session.go().created()).toBe(stranger);
  exitOf(stranger, "the stranger");
  expect(session.monitor()).toBe(255);
  expect(session.exitFileContent()).toBe("255");
});

test("a bundle whose path is beyond all socket addresses can be attached to", () => {
  const deep = ({ root }: { readonly root: string }): string =>
    join(root, ...Array.from({ length: 20 }, () => "deep-directory"));
  using session = new Session({
    before: ({ directories }) => {
      mkdirSync(deep(directories), { recursive: true });
      writeFileSync(join(deep(directories), "container"), readFileSync(join(directories.bundle, "container")), {
        mode: 0o755,
      });
    },
    script: "echo out",
    options: (directories) => ({ bundle: deep(directories) }),
  });
  session.go().created();
  using client = new AttachClient(session.attachPath);
  session.start();
  expect(client.receive().stdout.toString()).toBe("out\n");
  expect(session.monitor()).toBe(0);
});

test.each([CTRMON, CONMON])("with --sync the monitor stays the caller's child ($name)", (monitor) => {
  using session = new Session({
    monitor,
    runtime: fakeRuntime("at-once"),
    script: "echo out; exit 3",
    options: { sync: true },
  });
  session.go();
  expect(session.syncLine()).toMatch(/^\{"data": \d+\}$/);
  expect(session.first()).toBe(3);
  expect(session.exitFileContent()).toBe("3");
  expect(session.log().map(({ text }) => text)).toEqual(["out"]);
});

test.each([CTRMON, CONMON])("LISTEN_PID that names the monitor names the runtime afterwards ($name)", (monitor) => {
  using session = new Session({
    monitor,
    runtime: fakeRuntime("at-once", "record=ASIDE/seen"),
    wrapper: ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh"],
    options: { sync: true },
  });
  session.go();
  expect(session.first()).toBe(0);
  const seen = readFileSync(join(session.directories.aside, "seen"), "latin1");
  expect(/^env LISTEN_PID=(\d+)$/m.exec(seen)?.[1]).toBe(/^pid (\d+)$/m.exec(seen)?.[1] ?? "none");
});

test.each(["x", "-1", "1 2"])("LISTEN_PID=%j is refused before anything is done", (value) => {
  using session = new Session({ env: { LISTEN_PID: value } });
  expect(session.first()).toBe(1);
  expect(session.complaints()).toContain("LISTEN_PID");
  expect(existsSync(session.directories.log)).toBe(false);
});

test.each([CTRMON, CONMON])(
  "with --log-level debug, every line on stderr says which level it is of ($name)",
  (monitor) => {
    using session = new Session({ monitor, script: "echo out", options: { "log-level": "debug" } });
    session.run();
    expect(session.monitor()).toBe(0);
    const lines = session.complaints().split("\n").filter(Boolean);
    for (const line of lines) expect(line).toMatch(/^\[(?:ctrmon|conmon):[diwe]\]: \S/);
  },
);

test("a terminal is not passed through to a container", () => {
  using terminal = new PseudoTerminal();
  using session = new Session({ stdin: terminal.openSlave(), options: { "log-path": "passthrough" } });
  session.go();
  expect(session.first()).toBe(1);
  expect(session.complaints()).toContain("cannot use a tty with passthrough");
  expect(existsSync(session.directories.monitorPidfile)).toBe(false);
});

test("CRI-O's ExecSync, which does not ask for the monitor's pid, gets the exit code and finds the output", () => {
  using session = new Session({
    runtime: fakeRuntime("at-once"),
    pipes: "pipe",
    before: ({ directories }) => writeFileSync(directories.containerPidfile, ""),
    script: "echo out; exit 42",
    options: (directories) => ({
      ...exec()(directories),
      "api-version": undefined,
      "conmon-pidfile": undefined,
      cuuid: undefined,
      bundle: undefined,
      "exit-dir": undefined,
      "persist-dir": undefined,
    }),
  });
  expect(session.go().first()).toBe(0);
  expect(session.syncLines()).toEqual(['{"exit_code": 42}']);
  // CRI-O reads the log as soon as it has the exit code.
  expect(session.log().map(({ text }) => text)).toEqual(["out"]);
  waitUntil("the monitor's end", () => session.processes().length === 0);
});

test("an exec session's exit file has the container's id for its name", () => {
  using session = new Session({ script: "exit 42", options: exec() });
  session.run();
  expect(session.monitor()).toBe(42);
  expect(readFileSync(join(session.directories.exit, CID), "utf8")).toBe("42");
});
