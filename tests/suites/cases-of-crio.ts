// Cases with the two command lines of CRI-O: CreateContainer and ExecSync (its internal/oci/runtime_oci.go).
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFifo } from "../../ffi/file.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import type { Options } from "../helpers/command-line.ts";
import type { Directories } from "../helpers/directories.ts";
import { exec } from "../helpers/exec-options.ts";
import { fakeRuntime, runc, runcExec } from "../helpers/runtimes.ts";
import type { Case, Setup } from "./case.ts";

/** What Podman gives and CRI-O does not. */
const NOT_GIVEN = { "api-version": undefined };
/** The kubelet's limit for the output of ExecSync, 16 MiB. */
const MOST_OUTPUT = "16777216";
const AT_ONCE = fakeRuntime("at-once");

export const CASES_OF_CRIO: readonly Case[] = (["stream", "pipe"] as const).flatMap((pipes) =>
  [
    ...createContainer().map((one) => ({ ...one, title: `CreateContainer, ${one.title}` })),
    ...execSyncCases().map((one) => ({ ...one, title: `ExecSync, ${one.title}`, fleeting: true as const })),
  ].map(({ title, setup, ...rest }) => ({ ...rest, title: `${title}, on a ${pipes}`, setup: { pipes, ...setup } })),
);

interface CrioCase extends Omit<Case, "setup"> {
  readonly setup: Setup;
}

function createContainer(): CrioCase[] {
  return [
    { title: "a container with output", setup: created({ script: "echo out; echo err >&2; printf end; exit 3" }) },
    { title: "a container of runc's", setup: created({ runtime: runc(), script: "echo out; exit 3" }) },
    { title: "a runtime that fails", setup: created({ runtime: fakeRuntime("say=no such image", "exit=1") }) },
    {
      title: "a container with a log of limited size",
      setup: created({ script: "FIXTURES/numbered-lines 100 100" }, { "log-size-max": "8192" }),
    },
    {
      title: "a container with input",
      setup: created({ script: "read word; echo got $word" }, { stdin: true, "leave-stdin-open": true }),
      running: (session) => {
        using client = new AttachClient(session.attachPath);
        client.send("hello\n");
        client.receive();
      },
    },
    {
      title: "a container whose log is reopened",
      setup: created({ script: 'echo before; read word <"$CTRMON_TEST_SESSION/aside/go"; echo after' }),
      before: ({ directories }) => makeFifo(join(directories.aside, "go"), 0o600),
      running: (session) => {
        writeFileSync(join(session.directories.bundle, "ctl"), "2 0 0\n");
        writeFileSync(join(session.directories.aside, "go"), "\n");
      },
    },
    {
      title: "what the runtime sees",
      setup: created({ runtime: fakeRuntime("record=ASIDE/runtime") }, { "no-pivot": true, "no-new-keyring": true }),
    },
  ];
}

function execSyncCases(): CrioCase[] {
  return [
    { ...execSync({ script: "echo out; echo err >&2; printf end" }), title: "a command with output" },
    { ...execSync({ script: "exit 42" }), title: "a command that fails" },
    { ...execSync({ script: "FIXTURES/numbered-lines 20000 100" }), title: "a command with 2 MB of output" },
    { ...execSync({ script: "echo out; sleep 300" }, { timeout: "1" }), title: "a command that takes too long" },
    { ...execSync({ script: "echo out" }, { timeout: "100" }), title: "a command that is in time" },
    { ...execSync({ script: "echo out; echo err >&2" }, { terminal: true }), title: "a command with a terminal" },
    { ...execSync({ runtime: fakeRuntime("say=no such program", "exit=1") }), title: "a runtime that fails" },
    { ...execSync({ runtime: fakeRuntime("say=not found", "exit=127") }), title: "a runtime that fails with 127" },
    {
      ...execSync({ runtime: runcExec(), script: "echo out; exit 3" }, runcSpec),
      title: "a command in a container of runc's",
    },
    {
      ...execSync({ runtime: runcExec({ command: "/nonexistent" }) }, runcSpec),
      title: "a command that is not there in a container of runc's",
    },
  ];
}

function created(setup: Setup, more: Options = {}): Setup {
  return {
    ...setup,
    options: ({ log, bundle }) => ({
      ...NOT_GIVEN,
      "log-path": log,
      "log-level": "info",
      syslog: true,
      "container-pidfile": join(bundle, "pidfile"),
      ...more,
    }),
  };
}

/** The pid of the monitor is asked for only because the tests want to know it. */
function execSync(setup: Setup, more: Options | ((directories: Directories) => Options) = {}): Omit<CrioCase, "title"> {
  return {
    setup: {
      runtime: AT_ONCE,
      ...setup,
      options: (directories) => ({
        ...exec()(directories),
        ...NOT_GIVEN,
        cuuid: undefined,
        bundle: undefined,
        "exit-dir": undefined,
        "persist-dir": undefined,
        "log-path": directories.log,
        "log-level": "info",
        "log-global-size-max": MOST_OUTPUT,
        ...(typeof more === "function" ? more(directories) : more),
      }),
    },
    // CRI-O makes it with os.CreateTemp, and takes away what it has made.
    before: ({ directories }) => writeFileSync(directories.containerPidfile, ""),
    afterwards: ({ directories }) => ({ output: parsedBack(directories.log) }),
  };
}

function runcSpec({ aside }: Directories): Options {
  return { "exec-process-spec": join(aside, "process.json") };
}

/** What CRI-O's parseLog makes of the log. */
function parsedBack(path: string): string {
  const streams = { stdout: "", stderr: "" };
  for (const line of readFileSync(path, "latin1").split("\n").filter(Boolean)) {
    const [, stream, tag, ...text] = line.split(" ");
    if (stream !== "stdout" && stream !== "stderr") throw new Error(`CRI-O would not understand ${line}`);
    streams[stream] += text.join(" ") + (tag === "P" ? "" : "\n");
  }
  return `${streams.stdout.length} bytes, ${Bun.hash(streams.stdout)}, ${JSON.stringify(streams.stderr)}`;
}
