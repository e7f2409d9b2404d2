// Cases of where the output goes: drivers that write nothing, limits, the container's own descriptors, and memory that runs out.
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { O_RDONLY, SIGKILL } from "../../ffi/constants.ts";
import { makeFifo, open } from "../../ffi/file.ts";
import { kill } from "../../ffi/process.ts";
import type { Options } from "../helpers/command-line.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { fakeRuntime, runc } from "../helpers/runtimes.ts";
import type { Session } from "../helpers/session.ts";
import type { Case, Setup } from "./case.ts";

/** Bytes that a container of busybox's needs, and not much more. */
const LITTLE_MEMORY = 16 * 1024 * 1024;

export const CASES_OF_LOGS: readonly Case[] = [
  ...["none", "off", "null", "none:", "off:x"].map((driver) => ({
    title: `the log ${driver}`,
    setup: { script: "echo lost; exit 3", options: { "log-path": driver } },
  })),
  {
    title: "two logs in files",
    setup: {
      script: "echo kept",
      options: ({ log, root }) => ({ "log-path": [`k8s-file:${join(root, "other.log")}`, `k8s-file:${log}`] }),
    },
  },
  {
    title: "none behind a file",
    setup: { script: "echo kept", options: ({ log }) => ({ "log-path": [`k8s-file:${log}`, "none"] }) },
  },
  {
    title: "a log that is there already",
    setup: { script: "echo second" },
    before: ({ directories }) => writeFileSync(directories.log, "2026-01-01T00:00:00.000000000+00:00 stdout F first\n"),
  },
  ...[
    ["100", "10 50"],
    ["4096", "50 100"],
    ["1", "3 50"],
  ].map(([limit = "", lines = ""]) => ({
    title: `lines (${lines}) in a log of limited size: ${limit}`,
    setup: { script: `FIXTURES/numbered-lines ${lines}`, options: { "log-size-max": limit } },
  })),
  {
    title: "a log of limited size that is full already",
    setup: { script: "echo second", options: { "log-size-max": "60" } },
    before: ({ directories }) => writeFileSync(directories.log, "2026-01-01T00:00:00.000000000+00:00 stdout F first\n"),
  },
  {
    title: "a log that was renamed and is reopened",
    ...reopened(({ log }) => renameSync(log, `${log}.1`)),
  },
  { title: "a log that was removed and is reopened", ...reopened(({ log }) => rmSync(log)) },
  { title: "a log that is reopened where it is", ...reopened(() => {}) },
  {
    title: "a container that has the engine's own descriptors",
    setup: () => ({
      script: "read word; echo got $word; echo err >&2; exit 3",
      stdin: open("/etc/hostname", O_RDONLY),
      options: { "log-path": "passthrough" },
    }),
  },
  {
    title: "what the runtime sees of the engine's own descriptors",
    setup: { runtime: fakeRuntime("record=ASIDE/runtime"), options: { "log-path": "passthrough" } },
  },
  {
    title: "a container of runc's that has the engine's own descriptors",
    setup: { runtime: runc(), script: "echo out; exit 3", options: { "log-path": "passthrough" } },
  },
  {
    title: "the engine's own descriptors and a terminal",
    setup: refused({ "log-path": "passthrough", terminal: true }),
  },
  { title: "the engine's own descriptors and input", setup: refused({ "log-path": "passthrough", stdin: true }) },
  { title: "a container whose memory runs out", setup: limited(`exec tail /dev/zero`) },
  { title: "a container with enough memory", setup: limited("echo out; exit 3") },
  {
    title: "a container with enough memory that is killed",
    setup: limited("sleep 300"),
    running: (_session, containerPid) => kill(containerPid, SIGKILL),
  },
];

/** The engine does something with the log's file and says so, while the container waits. */
function reopened(moves: (directories: Session["directories"]) => void): Omit<Case, "title"> {
  return {
    setup: { script: 'echo before; read word <"$CTRMON_TEST_SESSION/aside/go"; echo after' },
    before: ({ directories }) => makeFifo(join(directories.aside, "go"), 0o600),
    running: (session) => {
      const { directories } = session;
      waitUntil("the first line", () => session.log().length > 0);
      moves(directories);
      writeFileSync(join(directories.bundle, "ctl"), "2 0 0\n");
      waitUntil("the new log", () => existsSync(directories.log));
      writeFileSync(join(directories.aside, "go"), "\n");
    },
  };
}

function refused(options: Options): Setup {
  return { script: "exit 3", options };
}

function limited(script: string): Setup {
  return { runtime: runc({ memory: LITTLE_MEMORY }), script };
}
