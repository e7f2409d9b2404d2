// Output that nobody reads: ctrun ends without a complaint, and no container is the worse for it.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { pipe } from "../../ffi/pipe.ts";
import { Ctrun } from "../helpers/ctrun.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { finished, type Result } from "../helpers/podman-ending.ts";

/** The shell's code for a program that a broken pipe has ended. */
const BROKEN_PIPE = 141;
const TEN_LINES = "for i in 0 1 2 3 4 5 6 7 8 9; do echo line $i; done";
const ENV = { PATH: process.env["PATH"] ?? "" };

let ctrun: Ctrun;
beforeAll(() => {
  ctrun = new Ctrun();
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

/** Runs a line of bash in which "$@" is ctrun with the arguments. */
function shell(line: string, ...args: readonly string[]): Promise<Result> {
  const command = ["bash", "-c", line, "-", ...ctrun.command, ...args];
  return finished(Bun.spawn(command, { env: ENV, stdio: ["ignore", "pipe", "pipe"] }), line);
}

/** Runs ctrun with a pipe for stdout that has no reader from the start. */
function unread(...args: readonly string[]): Promise<Result> {
  const { readEnd, writeEnd } = pipe();
  using _output = writeEnd;
  readEnd.close();
  const stdio: ["ignore", number, "pipe"] = ["ignore", writeEnd.number, "pipe"];
  return finished(Bun.spawn([...ctrun.command, ...args], { env: ENV, stdio }), args.join(" "));
}

function stateOf(name: string): Promise<string> {
  return ctrun.output("ps", "-a", "-f", `name=${name}`, "--format", "{{.State}} {{.ExitCode}}");
}

describe("ctrun logs -f | head", () => {
  const line = '"$@" | head -n 3; exit ${PIPESTATUS[0]}';

  test("ends though the container is silent, and the follower has nothing to write", async () => {
    await ctrun.detached("silent", `${TEN_LINES}; exec sleep 1000`);
    ctrun.hasWritten("silent", "line 9");
    expect(await shell(line, "logs", "-f", "silent")).toEqual({
      status: BROKEN_PIPE,
      stdout: "line 0\nline 1\nline 2\n",
      stderr: "",
    });
    expect(await stateOf("silent")).toBe("running 0");
  });

  test("ends though the container never stops writing", async () => {
    await ctrun.detached("talkative", "exec busybox yes");
    const { status, stdout, stderr } = await shell(line, "logs", "-f", "talkative");
    expect([status, stdout, stderr]).toEqual([BROKEN_PIPE, "y\ny\ny\n", ""]);
    expect(await stateOf("talkative")).toBe("running 0");
    await ctrun.output("rm", "-f", "talkative");
  });

  test("ends for two containers as for one", async () => {
    await ctrun.detached("other", "exec sleep 1000");
    const { status, stdout, stderr } = await shell(line, "logs", "-f", "--names", "silent", "other");
    expect([status, stdout, stderr]).toEqual([BROKEN_PIPE, "silent line 0\nsilent line 1\nsilent line 2\n", ""]);
    await ctrun.output("rm", "-f", "other");
  });

  test("goes on when its output is a file", async () => {
    await ctrun.output("run", "-dit", "--name", "typed", ...ctrun.own, "--", "cat");
    const file = `${ctrun.directory}/followed`;
    const follower = shell(`"$@" >${file}`, "logs", "-f", "typed");
    expect((await ctrun.run(["attach", "typed"], { stdin: "one\n" })).status).toBe(0);
    expect((await follower).status).toBe(0);
    expect(await Bun.file(file).text()).toContain("one\r\n");
    await ctrun.output("rm", "typed");
  });
});

describe("a pipe that nobody reads any more", () => {
  test.each([
    ["logs", () => ["logs", "silent"]],
    ["logs -f", () => ["logs", "-f", "silent"]],
    ["ps", () => ["ps"]],
    ["inspect", () => ["inspect", "silent"]],
    ["--help", () => ["--help"]],
  ])("ends ctrun %s without a word", async (_name, args) => {
    expect(await unread(...args())).toEqual({ status: BROKEN_PIPE, stdout: "", stderr: "" });
  });

  test("does not change the code of a container in the foreground", async () => {
    const options = ["--name", "code", ...ctrun.own];
    expect(await unread("run", ...options, "--", "sh", "-c", `${TEN_LINES}; exit 5`)).toMatchObject({
      status: 5,
      stderr: "",
    });
    expect(await stateOf("code")).toBe("exited 5");
    expect(await unread("start", "-a", "code")).toMatchObject({ status: 5, stderr: "" });
    await ctrun.output("rm", "code");
  });

  test("does not keep ctrun restart from a container that takes longer than the first one", async () => {
    await ctrun.detached("quick", "exit 3");
    await ctrun.output("wait", "quick");
    await ctrun.detached("slow", "trap 'busybox sleep 0.5; exit 4' TERM; echo up; while :; do busybox sleep 0.1; done");
    ctrun.hasWritten("slow", "up");
    const before = await ctrun.inspect("slow", "State.Pid");
    expect(await unread("restart", "quick", "slow")).toEqual({ status: BROKEN_PIPE, stdout: "", stderr: "" });
    expect(await stateOf("slow")).toBe("running 0");
    expect(await ctrun.inspect("slow", "State.Pid")).not.toBe(before);
    await ctrun.output("rm", "-f", "quick", "slow");
  });

  test("leaves a container that runs in the background to run", async () => {
    const ran = await unread("run", "-d", "--name", "back", ...ctrun.own, "--", "sh", "-c", "exec sleep 1000");
    expect(ran).toMatchObject({ status: BROKEN_PIPE, stderr: "" });
    expect(await stateOf("back")).toBe("running 0");
    await ctrun.output("rm", "-f", "back");
  });

  test("ends an attach, and a command's foreground, but neither the container nor the command", async () => {
    await ctrun.detached("yes", "exec busybox yes");
    expect(await unread("attach", "yes")).toMatchObject({
      status: BROKEN_PIPE,
      stderr: "Warning: Nobody reads the output any more. Container yes goes on: ctrun stop yes ends it\n",
    });
    expect(await unread("exec", "yes", "sh", "-c", "echo once; exec sleep 1234")).toMatchObject({
      status: BROKEN_PIPE,
      stderr: "Warning: Nobody reads the output any more. The command goes on in container yes\n",
    });
    expect(await ctrun.output("exec", "yes", "busybox", "ps")).toContain("sleep 1234");
    expect(await unread("exec", "yes", "sh", "-c", "echo once; exit 6")).toMatchObject({ status: 6, stderr: "" });
    expect(await stateOf("yes")).toBe("running 0");
    await ctrun.output("rm", "-f", "yes");
  });
});

describe("standard streams that were closed by the caller", () => {
  test.each([
    ["stdout", ">&-"],
    ["all of them", "<&- >&- 2>&-"],
  ])("%s cost neither the exit code nor the state", async (_what, closed) => {
    const run = ["run", "--rm", ...ctrun.own, "--", "sh", "-c", "echo out; echo err >&2; exit 5"];
    expect((await shell(`exec "$@" ${closed}`, ...run)).status).toBe(5);
    const passthrough = ["run", "--rm", "--log-driver", "passthrough", ...ctrun.own, "--", "sh", "-c", "echo; exit 6"];
    expect((await shell(`exec "$@" ${closed}`, ...passthrough)).status).toBe(6);
    for (const args of [["ps"], ["logs", "silent"], ["inspect", "silent"]]) {
      expect(await shell(`exec "$@" ${closed}`, ...args)).toEqual({ status: 0, stdout: "", stderr: "" });
    }
    expect(await stateOf("silent")).toBe("running 0");
  });
});
