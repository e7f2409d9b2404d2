// Cases of containers with a terminal: its size, its input, its hang-ups, and runtimes that send none.
import { closeSync, existsSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFifo } from "../../ffi/file.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { fakeRuntime, runc } from "../helpers/runtimes.ts";
import type { Session } from "../helpers/session.ts";
import type { Case, Setup } from "./case.ts";
import { clientFacts, seenByClient } from "./case-parts.ts";

const TERMINAL = { terminal: true } as const;
const INTERACTIVE = { terminal: true, stdin: true } as const;
/** Waits until the terminal has that size: a resize has no event that a shell could wait for. */
const UNTIL_SIZE = 'until test "$(stty size 2>/dev/null)" = "33 99"; do usleep 5000; done; stty size';

export const CASES_OF_TERMINAL: readonly Case[] = [
  { title: "a terminal", setup: withTerminal("tty >/dev/null && echo yes; echo out; echo err >&2; exit 3") },
  {
    title: "a terminal of runc's",
    setup: { ...withTerminal("test -t 0 && test -t 1 && test -t 2 && echo yes"), runtime: runc(TERMINAL) },
  },
  { title: "a terminal's newlines", setup: withTerminal("printf 'a\\nb\\r\\nc\\td\\033[1me\\n'") },
  { title: "a terminal's settings", setup: withTerminal('settings=$(stty -a); echo "$settings"') },
  { title: "an unterminated last line on a terminal", setup: withTerminal("echo one; printf two") },
  { title: "100 lines on a terminal", setup: withTerminal("FIXTURES/numbered-lines 100 50") },
  {
    title: "a terminal's client",
    setup: { runtime: fakeRuntime("wait=ASIDE/wait", "at-once"), script: "echo out; echo err >&2", options: TERMINAL },
    before: waitFifo,
    creating: attachedBeforeTheRuntime,
    afterwards: clientFacts,
    fleeting: true,
  },
  {
    title: "input of a terminal",
    setup: withTerminal("read word; echo got $word; exit 4", INTERACTIVE),
    running: (session) => typed(session, "hello\r"),
  },
  {
    title: "input of a terminal of runc's",
    setup: { ...withTerminal("read word; echo got $word; exit 4", INTERACTIVE), runtime: runc(TERMINAL) },
    running: (session) => typed(session, "hello\r"),
  },
  {
    title: "Control-C on a terminal",
    setup: withTerminal(
      "stty -echo; trap 'echo caught; exit 9' INT; echo ready; while :; do usleep 5000; done",
      INTERACTIVE,
    ),
    running: (session) => {
      ready(session);
      typed(session, "\x03");
    },
  },
  {
    title: "Control-D on a terminal",
    setup: withTerminal("cat; echo done", INTERACTIVE),
    running: (session) => typed(session, "hello\n\x04"),
  },
  {
    title: "a terminal resized by ctl",
    setup: withTerminal(UNTIL_SIZE),
    running: (session) => control(session, "ctl", "1 33 99\n"),
  },
  {
    title: "a terminal resized by winsz",
    setup: withTerminal(UNTIL_SIZE),
    running: (session) => control(session, "winsz", "33 99\n"),
  },
  {
    title: "a terminal of runc's resized by ctl",
    setup: { ...withTerminal(UNTIL_SIZE), runtime: runc(TERMINAL) },
    running: (session) => control(session, "ctl", "1 33 99\n"),
  },
  {
    title: "a container that closes its terminal and opens it again",
    setup: withTerminal(
      't=$(tty); echo one; exec <&- >&- 2>&-; usleep 300000; exec <"$t" >"$t" 2>&1; echo two; exit 5',
    ),
  },
  {
    title: "a container that outlives its --timeout on a terminal",
    setup: withTerminal("trap '' TERM HUP; sleep 300", { ...TERMINAL, timeout: "1" }),
  },
  {
    title: "a runtime that fails with a terminal",
    setup: { runtime: fakeRuntime("say=no\n", "exit=1"), options: TERMINAL },
  },
  {
    title: "a runtime that fails with a terminal after it has sent it",
    setup: { runtime: fakeRuntime("console=fails", "say=no\n"), options: TERMINAL },
  },
  { title: "a runtime that sends no terminal", setup: { runtime: fakeRuntime("console=none"), options: TERMINAL } },
  {
    title: "a command that is not in the container, with a terminal",
    setup: { runtime: runc({ ...TERMINAL, command: "/nonexistent" }), options: TERMINAL },
  },
  {
    title: "what the runtime sees of a terminal",
    setup: { runtime: fakeRuntime("record=ASIDE/runtime"), options: TERMINAL },
  },
  {
    title: "a terminal and no log",
    setup: withTerminal("echo lost", { ...TERMINAL, "log-path": "none" }),
  },
];

function withTerminal(script: string, options: Setup["options"] & object = TERMINAL): Setup {
  return { script, options };
}

function waitFifo({ directories }: { readonly directories: Session["directories"] }): void {
  makeFifo(join(directories.aside, "wait"), 0o600);
}

function attachedBeforeTheRuntime(session: Session): void {
  waitUntil("the attach socket", () => existsSync(session.attachPath));
  seenByClient({ release: () => closeSync(openSync(join(session.directories.aside, "wait"), "w")) })(session);
}

function ready(session: Session): void {
  waitUntil("the container's first word", () => session.log().length > 0);
}

function typed(session: Session, keys: string): void {
  using client = new AttachClient(session.attachPath);
  client.send(keys);
  client.receive();
}

/** As engines write to the FIFOs: one write for all lines. */
function control(session: Session, fifo: "ctl" | "winsz", lines: string): void {
  writeFileSync(join(session.directories.bundle, fifo), lines);
}
