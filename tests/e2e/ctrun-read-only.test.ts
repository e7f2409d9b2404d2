// ctrun's directories that become read-only while a container runs, as a disk does that fails or is full.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { Ctrun } from "../helpers/ctrun.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { processOf } from "../helpers/processes.ts";
import { readOnly } from "../helpers/read-only-mount.ts";

const UNTIL_TOLD = "echo up; read word; echo got $word; exit 7";

let ctrun: Ctrun;
beforeAll(() => {
  ctrun = new Ctrun();
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

test("a directory of exit codes: the code arrives in the foreground and on record, and rm works later", async () => {
  const session = ctrun.start("run", "-i", "--name", "it", ...ctrun.own, "--", "sh", "-c", UNTIL_TOLD);
  await session.says("up\n");
  {
    using _exits = readOnly(join(ctrun.root, "run/exits"));
    await session.write("go\n");
    expect(await session.finished()).toEqual({ status: 7, stdout: "up\ngot go\n", stderr: "" });
    expect(await ctrun.output("ps", "-a", "--format", "{{.State}} {{.ExitCode}}")).toBe("exited 7");
    expect(await ctrun.output("wait", "it")).toBe("7");
    const again = await ctrun.run(["start", "-a", "it"]);
    expect([again.status, again.stderr]).toEqual([125, expect.stringContaining("EROFS")]);
  }
  expect((await ctrun.run(["start", "-ai", "it"], { stdin: "anew\n" })).status).toBe(7);
  await ctrun.output("rm", "it");
  expect(ctrun.leftovers()).toEqual([]);
});

test("a directory of exit codes: a container in the background has its code on record", async () => {
  await ctrun.detached("back", UNTIL_TOLD, ["-i"]);
  {
    using _exits = readOnly(join(ctrun.root, "run/exits"));
    const waiting = ctrun.output("wait", "back");
    expect((await ctrun.run(["attach", "back"], { stdin: "go\n" })).status).toBe(7);
    expect(await waiting).toBe("7");
    expect(await ctrun.inspect("back", "State.ExitCode")).toBe("7");
  }
  await ctrun.output("rm", "back");
});

test("a container's own directory: its code arrives, and what it has written is there", async () => {
  const id = await ctrun.detached("own", UNTIL_TOLD, ["-i"]);
  ctrun.hasWritten("own", "up");
  {
    using _container = readOnly(join(ctrun.root, "containers", id));
    expect(await ctrun.run(["attach", "own"], { stdin: "go\n" })).toMatchObject({ status: 7, stderr: "" });
    expect(await ctrun.inspect("own", "State.ExitCode")).toBe("7");
    expect(await ctrun.output("logs", "own")).toBe("up\ngot go");
  }
  await ctrun.output("rm", "own");
  expect(ctrun.leftovers()).toEqual([]);
});

test("a command that has ended in a container does not pass for the container's end", async () => {
  await ctrun.detached("host", UNTIL_TOLD, ["-i"]);
  expect((await ctrun.run(["exec", "host", "sh", "-c", "exit 3"])).status).toBe(3);
  const monitor = Number(await ctrun.inspect("host", "State.ConmonPid"));
  kill(monitor, SIGKILL);
  waitUntil("the monitor to be gone", () => ["Z", undefined].includes(processOf(monitor)?.state));
  expect(await ctrun.output("ps", "-a", "--format", "{{.State}} {{.ExitCode}}")).toBe("exited 255");
  expect(await ctrun.inspect("host", "State.Error")).toBe("its monitor is gone and has left no exit code");
  await ctrun.output("rm", "host");
});
