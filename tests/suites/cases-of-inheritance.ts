// Cases about what the runtime and the exit command are given: arguments, environment, descriptors, signals, limits.

import { join } from "node:path";
import { O_RDONLY } from "../../ffi/constants.ts";
import { open } from "../../ffi/file.ts";
import type { Options } from "../helpers/command-line.ts";
import type { Directories } from "../helpers/directories.ts";
import { fixture } from "../helpers/monitors.ts";
import { fakeRuntime, runc } from "../helpers/runtimes.ts";
import type { Case, Setup } from "./case.ts";

const RECORDING = fakeRuntime("record=ASIDE/runtime");

export const CASES_OF_INHERITANCE: readonly Case[] = [
  { title: "what runtime and exit command see", setup: recorded({}) },
  { title: "… with input", setup: recorded({ options: { stdin: true } }) },
  { title: "… with a lower limit of open files", setup: recorded({ wrapper: shell("ulimit -Sn 700") }) },
  {
    title: "… with low hard limits",
    setup: recorded({ wrapper: shell("ulimit -n 900; ulimit -c 0; ulimit -u 5000") }),
  },
  { title: "… with another umask", setup: recorded({ wrapper: shell("umask 077") }) },
  { title: "… with an OOM score", setup: recorded({ wrapper: shell("echo 300 >/proc/$$/oom_score_adj") }) },
  {
    title: "… with the OOM score of a service",
    setup: recorded({ wrapper: shell("echo -1000 >/proc/$$/oom_score_adj") }),
  },
  { title: "… with signals blocked and ignored", setup: recorded({ wrapper: [fixture("odd-signals"), "10,12"] }) },
  { title: "… with SIGPIPE ignored", setup: recorded({ wrapper: [fixture("odd-signals"), "12,13"] }) },
  { title: "… with SIGTERM blocked", setup: recorded({ wrapper: [fixture("odd-signals"), "15,1"] }) },
  {
    title: "… with odd variables",
    setup: recorded({ env: { "": "x", EMPTY: "", "a b": "c=d", TZ: "UTC", LANG: "\udcff" } }),
  },
  {
    title: "… with variables of Bun's",
    setup: recorded({ env: { BUN_INSTALL: "x", NODE_ENV: "y", FORCE_COLOR: "1" } }),
  },
  { title: "… with further descriptors", setup: () => recorded({ leaked: [file("/etc/passwd"), file("/etc/group")] }) },
  {
    title: "… with preserved descriptors",
    setup: () =>
      recorded({
        preserved: [file("/etc/passwd"), file("/etc/hostname")],
        leaked: [file("/etc/group")],
        options: { "runtime-opt": ["--preserve-fds", "2"] },
      }),
  },
  { title: "… with plain pipes", setup: recorded({ pipes: "pipe" }) },
  { title: "… with stream sockets", setup: recorded({ pipes: "stream" }) },
  { title: "… without pipes", setup: recorded({ pipes: "none" }) },
  { title: "… in another directory", setup: recorded({ cwd: ({ bundle }) => bundle, options: { bundle: undefined } }) },
  { title: "… with a default pid file", setup: recorded({ options: { "container-pidfile": undefined } }) },
  {
    title: "… with everything for the runtime",
    setup: recorded({ options: { "no-pivot": true, "no-new-keyring": true, "runtime-opt": ["--a", "", "--b=c d"] } }),
  },
  { title: "an engine without API version", setup: recorded({ options: { "api-version": undefined } }) },
  { title: "--full-attach", setup: recorded({ options: { "full-attach": true } }) },
  { title: "no persist directory", setup: recorded({ options: { "persist-dir": undefined } }) },
  { title: "no exit directory", setup: recorded({ options: { "exit-dir": undefined } }) },
  { title: "--no-sync-log", setup: recorded({ options: { "no-sync-log": true } }) },
  { title: "no log", setup: recorded({ script: "echo lost", options: { "log-path": "none" } }) },
  {
    title: "a log without driver",
    setup: recorded({ script: "echo kept", options: ({ log }) => ({ "log-path": log }) }),
  },
  {
    title: "a log with an empty driver",
    setup: recorded({ script: "echo kept", options: ({ log }) => ({ "log-path": `:${log}` }) }),
  },
  {
    title: "a log and none",
    setup: recorded({ script: "echo kept", options: ({ log }) => ({ "log-path": ["none", `k8s-file:${log}`] }) }),
  },
  {
    title: "a log of limited size",
    setup: { script: "FIXTURES/numbered-lines 100 50", options: { "log-size-max": "1000" } },
  },
  {
    title: "logs of limited size in all",
    setup: { script: "FIXTURES/numbered-lines 100 50", options: { "log-global-size-max": "1000" } },
  },
  {
    title: "what a container of runc's sees",
    setup: { runtime: runc({ programs: ["record-itself"] }), script: "exec /bin/record-itself -" },
  },
  {
    title: "what a container of runc's sees with its own limits",
    setup: {
      runtime: runc({ programs: ["record-itself"], rlimits: [{ type: "RLIMIT_NOFILE", soft: 600, hard: 800 }] }),
      script: "exec /bin/record-itself -",
      wrapper: shell("ulimit -Sn 700"),
    },
  },
];

/** A setup in which the runtime and the exit command write down what they are given. */
function recorded(setup: Setup): Setup {
  return {
    runtime: RECORDING,
    ...setup,
    options: (directories) => ({ ...exitCommand(directories), ...given(setup, directories) }),
  };
}

function exitCommand({ aside }: Directories): Options {
  return {
    "exit-command": fixture("record-itself"),
    "exit-command-arg": [join(aside, "exit-command"), "3", "", "--x y"],
  };
}

function given({ options }: Setup, directories: Directories): Options {
  return typeof options === "function" ? options(directories) : (options ?? {});
}

/** Runs the monitor after a shell command, in its place. */
function shell(command: string): readonly string[] {
  return ["/bin/sh", "-c", `${command}; exec "$@"`, "sh"];
}

function file(path: string): ReturnType<typeof open> {
  return open(path, O_RDONLY);
}
