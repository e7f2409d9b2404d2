// A terminal that goes away while ctrun is in front of a container: ctrun ends, the container goes on.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { SIGHUP } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { Ctrun } from "../helpers/ctrun.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { descendants, processOf } from "../helpers/processes.ts";
import { TerminalProgram } from "../helpers/terminal-program.ts";

/** By a signal that nobody else has taken, or by the output that nobody takes: whichever is noticed first. */
const GONE = [129, 141];

let ctrun: Ctrun;
beforeAll(() => {
  ctrun = new Ctrun();
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

/** Somebody comes back on another terminal, finds everything as it was, and ends it. */
function comesBack(name: string): void {
  using terminal = ctrun.terminal(["attach", name], { width: 99, height: 9 });
  terminal.becomesRaw();
  terminal.type("echo still $word; busybox stty size\r");
  terminal.shows("still remembered\r\n9 99\r\n");
  terminal.type("exit 8\r");
  expect([terminal.status(), terminal.raw]).toEqual([8, false]);
}

/** A shell in the background that remembers a word. */
async function shell(name: string): Promise<void> {
  const line = "word=remembered; export word; exec sh";
  await ctrun.output("run", "-dit", "--name", name, ...ctrun.own, "--", "sh", "-c", line);
}

describe("a terminal that hangs up", () => {
  test("in front of ctrun run -it", async () => {
    const terminal = ctrun.terminal(["run", "-it", "--name", "run", ...ctrun.own, "--", "sh"]);
    terminal.shows("# ");
    terminal.type("word=remembered; echo so it is set''\r");
    terminal.shows("so it is set\r\n");
    terminal.hangUp();
    expect(GONE).toContain(terminal.status());
    terminal[Symbol.dispose]();
    expect(await ctrun.inspect("run", "State.Running")).toBe("true");
    comesBack("run");
    await ctrun.output("rm", "run");
    expect(ctrun.leftovers()).toEqual([]);
  });

  test.each([[[]], [["--sig-proxy=false"]]])("in front of ctrun attach %p", async (options) => {
    await shell("attach");
    const terminal = ctrun.terminal(["attach", ...options, "attach"]);
    terminal.becomesRaw();
    terminal.hangUp();
    expect(GONE).toContain(terminal.status());
    terminal[Symbol.dispose]();
    comesBack("attach");
    await ctrun.output("rm", "attach");
  });

  test.each([
    ["with its input", ["-i"]],
    ["without input", []],
  ])("in front of a container without a terminal, %s", async (_what, options) => {
    const command = ["--", "sh", "-c", "echo up; exec sleep 1000"];
    const terminal = ctrun.terminal(["run", "--name", "plain", ...options, ...ctrun.own, ...command]);
    terminal.shows("up");
    terminal.hangUp();
    expect(GONE).toContain(terminal.status());
    terminal[Symbol.dispose]();
    expect(await ctrun.inspect("plain", "State.Running")).toBe("true");
    await ctrun.output("rm", "-f", "plain");
  });

  test("in front of ctrun exec -it", async () => {
    await shell("exec");
    const terminal = ctrun.terminal(["exec", "-it", "exec", "sh", "-c", "echo up; exec sleep 1234"]);
    terminal.shows("up");
    terminal.hangUp();
    expect(GONE).toContain(terminal.status());
    terminal[Symbol.dispose]();
    expect(await ctrun.output("exec", "exec", "busybox", "ps")).toContain("sleep 1234");
    comesBack("exec");
    await ctrun.output("rm", "exec");
  });
});

// A session of its own gets no SIGHUP; neither does what is left of one whose shell was killed before.
describe("a terminal that hangs up, of which no signal tells", () => {
  test.each([
    ["run -it", () => ["run", "-it", "--name", "silent", ...ctrun.own, "--", "sh"]],
    ["attach", () => ["attach", "silent"]],
    ["attach --sig-proxy=false", () => ["attach", "--sig-proxy=false", "silent"]],
    ["exec -it", () => ["exec", "-it", "silent", "sh"]],
  ])("in front of ctrun %s", async (what, args) => {
    if (!what.startsWith("run")) await shell("silent");
    const command = ["/bin/sh", "-c", 'setsid "$@"; exit 1', "-", ...ctrun.command, ...args()];
    const terminal = new TerminalProgram(command, { env: { PATH: process.env["PATH"] ?? "" } });
    terminal.becomesRaw();
    if (what.startsWith("run")) {
      terminal.shows("# ");
      terminal.type("word=remembered; echo so it is set''\r");
      terminal.shows("so it is set\r\n");
    }
    const client = descendants().find(({ parent }) => parent === terminal.pid)?.pid ?? 0;
    expect(client).toBeGreaterThan(0);
    terminal.hangUp();
    expect(terminal.status()).toBe(128 + SIGHUP);
    waitUntil("ctrun to end", () => ["Z", undefined].includes(processOf(client)?.state));
    terminal[Symbol.dispose]();
    comesBack("silent");
    await ctrun.output("rm", "silent");
  });
});

describe("SIGHUP on a terminal that is still there", () => {
  test("ends ctrun attach --sig-proxy=false, and leaves the terminal as it was", async () => {
    await shell("kept");
    using terminal = ctrun.terminal(["attach", "--sig-proxy=false", "kept"]);
    terminal.becomesRaw();
    kill(terminal.pid, SIGHUP);
    expect([terminal.status(), terminal.raw]).toEqual([128 + SIGHUP, false]);
    comesBack("kept");
    await ctrun.output("rm", "kept");
  });

  test("is the container's, with whose end the terminal is as it was", () => {
    const script = "trap 'exit 9' HUP; echo up; while :; do sleep 0.05; done";
    using terminal = ctrun.terminal(["run", "--rm", "-it", ...ctrun.own, "--", "sh", "-c", script]);
    terminal.shows("up");
    expect(terminal.raw).toBe(true);
    kill(terminal.pid, SIGHUP);
    expect([terminal.status(), terminal.raw]).toEqual([9, false]);
    expect(ctrun.leftovers()).toEqual([]);
  });
});
