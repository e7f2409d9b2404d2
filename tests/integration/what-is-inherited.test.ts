// What a container is started with is what the engine gave, and nothing of Bun's or of ours.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { O_RDONLY } from "../../ffi/constants.ts";
import { open } from "../../ffi/file.ts";
import { outputIn } from "../helpers/k8s-log.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON, fixture, type MonitorProgram } from "../helpers/monitors.ts";
import { parseRecording, type Recording, readRecording, recordedLimit, recordedStatus } from "../helpers/recording.ts";
import { fakeRuntime, runc } from "../helpers/runtimes.ts";
import { Session, type SessionSetup } from "../helpers/session.ts";

leavesNothing();

const NO_SIGNALS = "0000000000000000";

test("the runtime has the limit of open files that the monitor was started with, not Bun's", () => {
  const { runtime, exitCommand } = recordingsOf({ wrapper: shell("ulimit -Sn 700") });
  const [, hard] = recordedLimit(runtime, "Max open files");
  expect(recordedLimit(runtime, "Max open files")).toEqual(["700", hard]);
  expect(recordedLimit(exitCommand, "Max open files")).toEqual(["700", hard]);
  expect(Number(hard)).toBeGreaterThan(700);
});

test("the runtime has no signals blocked or ignored when the engine has none", () => {
  for (const recording of Object.values(recordingsOf({}))) {
    expect(recordedStatus(recording, "SigBlk")).toBe(NO_SIGNALS);
    expect(recordedStatus(recording, "SigIgn")).toBe(NO_SIGNALS);
  }
});

test("the runtime has the signals blocked and ignored that the engine had", () => {
  for (const recording of Object.values(recordingsOf({ wrapper: [fixture("odd-signals"), "10,12"] }))) {
    expect(recordedStatus(recording, "SigBlk")).toBe("0000000000000200");
    expect(recordedStatus(recording, "SigIgn")).toBe("0000000000000800");
  }
});

test("the runtime has the engine's environment byte for byte and in order, and nothing else", () => {
  const env = {
    Z: "last=first",
    A: "",
    BUN_INSTALL: "x",
    MALLOC_ARENA_MAX: "1",
    ODD: "\udcff\udcfe",
    HOME: "/nonexistent",
  };
  const recordings = recordingsOf({ env });
  for (const recording of Object.values(recordings)) {
    const names = recording.env.map((entry) => entry.slice(0, entry.indexOf("=")));
    expect(names).toEqual(["PATH", "CTRMON_TEST_SESSION", "_OCI_SYNCPIPE", "_OCI_STARTPIPE", ...Object.keys(env)]);
    expect(recording.env).toContain("ODD=\xff\xfe");
    expect(recording.env).toContain("Z=last=first");
    expect(recording.env).toContain("A=");
  }
});

test("the runtime has its standard streams and the descriptors that are to be preserved, at their numbers", () => {
  const { runtime, exitCommand } = recordingsOf({
    preserved: [file("/etc/passwd"), file("/etc/hostname")],
    leaked: [file("/etc/group"), file("/etc/hosts")],
    options: { "runtime-opt": ["--preserve-fds", "2"] },
  });
  expect(runtime.fds.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4]);
  expect(runtime.fds.map(({ link }) => link).slice(3)).toEqual(["/etc/passwd", "/etc/hostname"]);
  expect(exitCommand.fds.map(({ link }) => link)).toEqual(["/dev/null", "/dev/null", "/dev/null"]);
});

test("the runtime is started in the engine's directory, with its OOM score, in no group of its own", () => {
  const { runtime } = recordingsOf({ wrapper: shell("echo 300 >/proc/$$/oom_score_adj"), cwd: "/usr" });
  expect(runtime.cwd).toBe("/usr");
  expect(runtime.proc).toContain("300");
  expect(runtime.numbers).toMatchObject({ umask: 0o022, subreaper: 0, "leads-session": 0, "leads-group": 0 });
});

test("the exit command gets its arguments as they are, empty ones too", () => {
  const { exitCommand } = recordingsOf({});
  expect(exitCommand.args.slice(2)).toEqual(["0", "", "--help", "a b"]);
  expect(exitCommand.numbers).toMatchObject({ subreaper: 0 });
});

test.each(["", "ulimit -Sn 700", "ulimit -n 900"])(
  "inside a container of runc's everything is as under conmon, after %j",
  (command) => {
    const setup: SessionSetup = {
      runtime: runc({ programs: ["record-itself"] }),
      script: "ulimit -n; exec /bin/record-itself -",
      ...(command === "" ? {} : { wrapper: shell(command) }),
    };
    expect(insideOf(setup, CTRMON)).toEqual(insideOf(setup, CONMON));
  },
);

test("a container of runc's with a limit of its own has that one", () => {
  const rlimits = [{ type: "RLIMIT_NOFILE", soft: 600, hard: 800 }];
  using session = new Session({
    runtime: runc({ rlimits }),
    script: "ulimit -Sn; ulimit -Hn",
    wrapper: shell("ulimit -Sn 700"),
  });
  session.run();
  expect(session.monitor()).toBe(0);
  expect(outputIn(session.log(), "stdout")).toBe("600\n800\n");
});

function recordingsOf(setup: SessionSetup): { readonly runtime: Recording; readonly exitCommand: Recording } {
  using session = new Session({
    ...setup,
    runtime: fakeRuntime("record=ASIDE/runtime"),
    options: ({ aside }) => ({
      "exit-command": fixture("record-itself"),
      "exit-command-arg": [join(aside, "exit-command"), "0", "", "--help", "a b"],
      ...(typeof setup.options === "function" ? {} : setup.options),
    }),
  });
  session.run();
  expect(session.monitor()).toBe(0);
  const { aside } = session.directories;
  return { runtime: readRecording(join(aside, "runtime")), exitCommand: readRecording(join(aside, "exit-command")) };
}

function insideOf(setup: SessionSetup, monitor: MonitorProgram): object {
  using session = new Session({ ...setup, monitor });
  session.run();
  expect(session.monitor()).toBe(0);
  const [limit = "", ...rest] = outputIn(session.log(), "stdout").split("\n");
  const { env, fds, proc, cwd, numbers } = parseRecording(rest.join("\n"));
  // The pipes are others, and have another mode under ctrmon.
  const descriptors = fds.map(({ number, flags, link }) => [
    number,
    flags.replace("2", "0"),
    link.replace(/\[\d+\]/, ""),
  ]);
  return { limit, env, descriptors, proc, cwd, numbers };
}

/** Runs the monitor after a shell command, in its place. */
function shell(command: string): readonly string[] {
  return ["/bin/sh", "-c", `${command}; exec "$@"`, "sh"];
}

function file(path: string): ReturnType<typeof open> {
  return open(path, O_RDONLY);
}
