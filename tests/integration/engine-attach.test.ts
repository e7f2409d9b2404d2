// A person at a terminal talks with a container through the engine's library, at either monitor.
import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { SIGCONT, SIGHUP, SIGINT, SIGKILL, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR2 } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { conversationCommand, converseOnTerminal, DETACHED, ENDED } from "../helpers/conversation.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON, type MonitorProgram } from "../helpers/monitors.ts";
import { descendants, processOf } from "../helpers/processes.ts";
import { runc } from "../helpers/runtimes.ts";
import { Session } from "../helpers/session.ts";
import { TerminalProgram } from "../helpers/terminal-program.ts";

leavesNothing();

const BOTH = [
  ["ctrmon", CTRMON],
  ["conmon", CONMON],
] as const;
const INTERACTIVE = { terminal: true, stdin: true } as const;
/** Answers every line, and ends with 3 after `bye`. */
const PARROT = 'while read line; do echo "got $line"; test "$line" = bye && exit 3; done';
const CTRL_C = "\x03";
const CTRL_P = "\x10";
const CTRL_Q = "\x11";

test.each(BOTH)("%s: what is typed is echoed and answered until the container ends", (_name, monitor) => {
  using session = talkative(monitor);
  using program = converseOnTerminal(session);
  const before = program.mode.bytes;
  program.type("hello\r");
  program.shows("hello\r\ngot hello\r\n");
  program.type("bye\r");
  expect(program.status()).toBe(ENDED);
  program.shows("bye\r\ngot bye\r\n");
  expect(program.raw).toBe(false);
  expect(program.mode.bytes).not.toEqual(before);
  expect(session.monitor()).toBe(3);
});

test("ctrl-C goes to the container, and so does every other byte", () => {
  using session = new Session({
    runtime: runc({ terminal: true }),
    script: "trap 'echo interrupted' INT; read line; stty raw -echo; echo ready; head -c 256 | md5sum",
    options: INTERACTIVE,
  });
  session.run();
  using program = converseOnTerminal(session, { detachKeys: "" });
  program.type(`${CTRL_C}\r`);
  program.shows("interrupted");
  program.shows("ready");
  const all = Uint8Array.from({ length: 256 }, (_, index) => index);
  program.typeBytes(all);
  program.shows(new Bun.CryptoHasher("md5").update(all).digest("hex"));
  expect(program.status()).toBe(ENDED);
});

test.each(BOTH)(
  "%s: the container's window has the size of the caller's, at first and ever after",
  (_name, monitor) => {
    const until = (size: string): string =>
      `until test "$(stty size)" = "${size}"; do usleep 5000; done; echo "is ${size}";`;
    using session = new Session({
      monitor,
      script: `${until("33 99")} ${until("50 120")}`,
      options: INTERACTIVE,
    });
    session.run();
    using program = converseOnTerminal(session, {}, { height: 33, width: 99 });
    program.shows("is 33 99");
    program.resize({ height: 50, width: 120 });
    program.shows("is 50 120");
    expect(program.status()).toBe(ENDED);
  },
);

test.each(BOTH)("%s: after the detach keys the container goes on, and one can attach again", (_name, monitor) => {
  using session = talkative(monitor);
  {
    using program = converseOnTerminal(session);
    program.type("one\r");
    program.shows("got one");
    program.type(CTRL_P);
    program.type(CTRL_Q);
    expect([program.status(), program.raw]).toEqual([DETACHED, false]);
  }
  using program = converseOnTerminal(session);
  program.type("two\r");
  program.shows("got two");
  expect(program.screen).not.toContain("one");
  program.type("bye\r");
  expect([program.status(), session.monitor()]).toEqual([ENDED, 3]);
});

test("detach keys of one's own work, and the usual ones are typed then", () => {
  using session = talkative();
  using program = converseOnTerminal(session, { detachKeys: "a,ctrl-],b" });
  program.type("a");
  program.type(`x${CTRL_P}${CTRL_Q}\r`);
  program.shows(`got ax${CTRL_P}`);
  program.type("a\x1d");
  program.type("b");
  expect(program.status()).toBe(DETACHED);
});

test.each([
  ["SIGTERM", SIGTERM],
  ["SIGHUP", SIGHUP],
  ["SIGINT", SIGINT],
  ["SIGQUIT", SIGQUIT],
])("%s restores the terminal, and ends the program as ever", (_name, signal) => {
  using session = talkative();
  using program = converseOnTerminal(session);
  kill(program.pid, signal);
  expect([program.status(), program.raw]).toEqual([128 + signal, false]);
  expect(session.processes()).toHaveLength(2);
});

test.each([
  ["an exception that nobody catches", "throw", 1, "thrown as asked"],
  ["a rejection that nobody handles", "reject", 1, "rejected as asked"],
  ["process.exit()", "exit", 33, ""],
  ["an abort", "abort", 1, "aborted as asked"],
])("%s restores the terminal", (_what, end, status, text) => {
  using session = talkative();
  using program = converseOnTerminal(session, { end });
  kill(program.pid, SIGUSR2);
  expect([program.status(), program.raw]).toEqual([status, false]);
  program.shows(text);
});

test("a program that handles SIGTERM itself goes on talking", () => {
  using session = talkative();
  using program = converseOnTerminal(session, { handlesTerm: true });
  kill(program.pid, SIGTERM);
  program.shows("own handler");
  program.type("still\r");
  program.shows("got still");
  expect(program.raw).toBe(true);
  program.type("bye\r");
  expect([program.status(), program.raw]).toEqual([ENDED, false]);
});

test("a job that is stopped gives the shell its terminal back, and has it raw again in the foreground", () => {
  using session = talkative();
  using shell = new TerminalProgram(["/bin/sh", "-i"]);
  const before = shell.mode.bytes;
  shell.type(
    `${conversationCommand(session, { terminal: true })
      .map((word) => `'${word}'`)
      .join(" ")}\r`,
  );
  shell.becomesRaw();
  const job = descendants().find(({ parent }) => parent === shell.pid)?.pid ?? 0;
  kill(job, SIGTSTP);
  waitUntil("the job to be stopped", () => processOf(job)?.state === "T");
  expect(shell.mode.bytes).toEqual(before);
  shell.resize({ height: 40, width: 100 });
  // In the background it must leave the terminal alone; it stops again because it reads from there.
  shell.type("bg\r");
  shell.shows("bg");
  shell.type("echo in the $((1 + 1))nd place\r");
  shell.shows("in the 2nd place");
  expect(shell.mode.bytes).toEqual(before);
  shell.type("fg\r");
  shell.becomesRaw();
  shell.type("size\r");
  shell.shows("got size 40 100");
  shell.type("bye\r");
  shell.shows("got bye");
  shell.becomesRaw(false);
  shell.type("exit $?\r");
  expect(shell.status()).toBe(ENDED);
});

test("a program that is continued by nobody's shell has the terminal raw again, and at last as it was", () => {
  using session = talkative();
  using program = converseOnTerminal(session);
  kill(program.pid, SIGTSTP);
  waitUntil("the program to be stopped", () => processOf(program.pid)?.state === "T");
  expect(program.raw).toBe(false);
  kill(program.pid, SIGCONT);
  program.becomesRaw();
  program.type("bye\r");
  expect([program.status(), program.raw]).toEqual([ENDED, false]);
});

test("a terminal that is not read holds nothing up but its own output", () => {
  const script = "read go; FIXTURES/numbered-lines 3000 100; echo; echo done; read line";
  using session = new Session({ script, options: INTERACTIVE });
  session.run();
  using program = converseOnTerminal(session);
  program.type("go\r");
  // More than fits into a pseudo-terminal waits until the test looks.
  waitUntil("some output", () => statSync(session.directories.log).size > 10_000);
  program.shows("done");
  expect(program.screen.match(/^\d{10} /gm)).toHaveLength(3000);
  program.type("\r");
  expect(program.status()).toBe(ENDED);
});

test("a terminal that hangs up ends the conversation, not the container", () => {
  using session = talkative();
  const program = converseOnTerminal(session);
  program.hangUp();
  expect(program.status()).toBe(128 + SIGHUP);
  program[Symbol.dispose]();
  using next = converseOnTerminal(session);
  next.type("bye\r");
  expect([next.status(), session.monitor()]).toEqual([ENDED, 3]);
});

test("a container that is killed ends the conversation", () => {
  using session = talkative();
  using program = converseOnTerminal(session);
  kill(session.containerPid, SIGKILL);
  expect([program.status(), program.raw]).toEqual([ENDED, false]);
});

/** @param monitor conmon closes a terminal's input with the first client that leaves, unless it is told not to */
function talkative(monitor: MonitorProgram = CTRMON): Session {
  const script = PARROT.replace("echo", 'test "$line" = size && line="size $(stty size)"; echo');
  const session = new Session({ monitor, script, options: { ...INTERACTIVE, "leave-stdin-open": true } });
  session.run();
  return session;
}
