// Cases of a container's life that goes well: how it ends, what it writes, what the engine does meanwhile.
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SIGINT, SIGQUIT, SIGTERM } from "../../ffi/constants.ts";
import { makeFifo } from "../../ffi/file.ts";
import { kill } from "../../ffi/process.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { CUUID } from "../helpers/command-line.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { fakeRuntime, runc } from "../helpers/runtimes.ts";
import type { Case } from "./case.ts";

const WAITS_FOR_A_SIGNAL =
  "trap 'exit 5' TERM; trap 'exit 6' INT; trap 'exit 7' QUIT; echo ready; while :; do sleep 0.01; done";

export const CASES_OF_LIFE: readonly Case[] = [
  ...[0, 1, 42, 125, 127, 255].map((code) => ({
    title: `a container that exits with ${code}`,
    setup: { script: `exit ${code}` },
  })),
  ...[9, 15, 6].map((signal) => ({
    title: `a container that dies of signal ${signal}`,
    setup: { script: `kill -${signal} $$` },
  })),
  {
    title: "a container that has ended before its pid is reported",
    setup: { runtime: fakeRuntime("at-once"), script: "exit 9" },
    fleeting: true,
  },
  { title: "a container of runc's", setup: { runtime: runc(), script: "echo out; echo err >&2; exit 42" } },
  { title: "lines on stdout", setup: { script: "echo one; echo two; echo; echo ' three  '" } },
  { title: "lines on stderr", setup: { script: "echo one >&2; echo >&2; echo two >&2" } },
  { title: "an unterminated last line", setup: { script: "echo one; printf two" } },
  { title: "no output but an unterminated line on stderr", setup: { script: "printf oops >&2; exit 1" } },
  { title: "bytes that are no text", setup: { script: "printf '\\377\\000\\r\\t\\200 x\\n\\033[0m\\n'" } },
  { title: "a line of 8191 bytes", setup: { script: line(8191) } },
  { title: "a line of 8192 bytes", setup: { script: line(8192) } },
  { title: "a line of 20000 bytes", setup: { script: line(20000) } },
  {
    title: "a prompt",
    setup: { script: `printf 'name? '; read name <"$CTRMON_TEST_SESSION/aside/name"; echo "hello $name"` },
    before: ({ directories }) => makeFifo(join(directories.aside, "name"), 0o600),
    running: (session) => {
      waitUntil("the prompt", () => session.log().length > 0);
      writeFileSync(join(session.directories.aside, "name"), "Joe\n");
    },
  },
  {
    title: "a child of the container's that keeps its output open",
    setup: { script: "sleep 300 & echo left; exit 4" },
  },
  ...(
    [
      [SIGTERM, "SIGTERM"],
      [SIGINT, "SIGINT"],
      [SIGQUIT, "SIGQUIT"],
    ] as const
  ).map(
    ([signal, name]): Case => ({
      title: `${name} sent to the monitor of a running container`,
      setup: { script: WAITS_FOR_A_SIGNAL },
      running: (session) => {
        waitUntil("the container's first word", () => session.log().length > 0);
        kill(session.monitorPid(), signal);
      },
    }),
  ),
  {
    title: "a container that outlives its --timeout",
    setup: { script: "trap '' TERM; sleep 300", options: { timeout: "1" } },
  },
  { title: "a container that ends before its --timeout", setup: { script: "exit 3", options: { timeout: "100" } } },
  {
    title: "an attach client that reads",
    setup: { script: "read word; echo got $word", options: { stdin: true } },
    running: (session) => {
      using client = new AttachClient(session.attachPath);
      client.send("hello\n");
      if (client.receive(({ stdout }) => stdout.length >= 10).stdout.toString() !== "got hello\n")
        throw new Error("lost");
    },
  },
  {
    title: "an attach client that ends the input",
    setup: { script: "cat; echo done", options: { stdin: true } },
    running: (session) => {
      using client = new AttachClient(session.attachPath);
      client.send("hello\n");
      client.endInput();
      client.receive();
    },
  },
  {
    title: "stale sockets, FIFOs and links",
    setup: { script: "exit 0" },
    before: ({ directories }) => {
      for (const name of ["attach", "ctl", "winsz"]) writeFileSync(join(directories.bundle, name), "stale");
      symlinkSync("/nowhere", join(directories.sockets, CUUID));
    },
  },
];

function line(length: number): string {
  return `FIXTURES/numbered-lines 1 ${length + 1}`;
}
