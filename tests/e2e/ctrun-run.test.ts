// `ctrun run` in the foreground and in the background: output, exit codes, what is left.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ctrun } from "../helpers/ctrun.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON } from "../helpers/monitors.ts";

let ctrun: Ctrun;
beforeAll(() => {
  ctrun = new Ctrun();
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

describe("ctrun run", () => {
  test("passes stdout, stderr and the exit code on", async () => {
    const result = await ctrun.runContainer(["--rm"], "sh", "-c", "echo out; echo err >&2; exit 3");
    expect(result).toEqual({ status: 3, stdout: "out\n", stderr: "err\n" });
    expect(ctrun.leftovers()).toEqual([]);
  });

  test("does so with conmon as the monitor", async () => {
    const result = await ctrun.runContainer(["--rm", "--monitor", CONMON.path], "sh", "-c", "echo out; exit 4");
    expect(result).toEqual({ status: 4, stdout: "out\n", stderr: "" });
    expect(ctrun.leftovers()).toEqual([]);
  });

  test("ends with 128 + N when a signal has ended the container's process", async () => {
    const { status } = await ctrun.runContainer(["--rm", "--init"], "sh", "-c", "kill -TERM $$");
    expect(status).toBe(143);
  });

  test.each([
    [127, ["no-such-command"], 'exec: "no-such-command": executable file not found in $PATH'],
    [127, ["/bin/nothing"], "no such file or directory"],
    [126, ["/etc"], "permission denied"],
  ])("ends with %i for %p, in the runtime's words", async (code, command, text) => {
    const { status, stdout, stderr } = await ctrun.runContainer(["--rm"], ...command);
    expect({ status, stdout }).toEqual({ status: code, stdout: "" });
    expect(stderr).toStartWith("Error: runc: ");
    expect(stderr).toContain(text);
    expect(ctrun.leftovers()).toEqual([]);
  });

  test.each([
    [["run", "--rootfs", "/nowhere", "true"], 'Error: the root file system "/nowhere" is no directory\n'],
    [
      ["run", "alpine", "echo", "hi"],
      "Error: --rootfs DIR is missing: ctrun has no images, but runs what is in a directory; see ctrun run --help\n",
    ],
    [["run"], "Error: which command?; see ctrun run --help\n"],
    [["exec"], "Error: which container?; see ctrun exec --help\n"],
    [["run", "-rm", "true"], "Error: unknown option -r in -rm; did you mean --rm?; see ctrun run --help\n"],
    [["run", "--rotfs", "x", "true"], "Error: unknown option --rotfs; did you mean --rootfs?; see ctrun run --help\n"],
    [
      ["run", "--memory", "lots", "true"],
      'Error: Invalid size "lots" for --memory: use bytes, or a unit as in 64m or 1.5g; see ctrun run --help\n',
    ],
    [["rum"], 'Error: unknown command "rum"; did you mean ctrun run?\n'],
  ])("ends with 125 for %p, and says what is wrong", async (args, text) => {
    expect(await ctrun.run(args)).toEqual({ status: 125, stdout: "", stderr: text });
  });

  test.each([
    ["-v", "/nosuch:/x"],
    ["--mount", "type=bind,source=/nosuch,target=/x"],
  ])("ends with 125 when the source of %s is not there, and leaves nothing", async (option, mount) => {
    expect(await ctrun.runContainer(["--rm", option, mount], "sh")).toEqual({
      status: 125,
      stdout: "",
      stderr: 'Error: Cannot show "/nosuch" at "/x": no such file or directory\n',
    });
    expect(ctrun.leftovers()).toEqual([]);
    expect(await ctrun.output("ps", "-aq")).toBe("");
  });

  test.each([
    ["none", "Published ports are only reserved with --network none"],
    ["host", "Published ports are discarded with --network host"],
  ])("warns that ports do not lead to a container with --net %s", async (network, warning) => {
    const { status, stderr } = await ctrun.runContainer(["--rm", "--net", network, "-p", "127.0.0.1::80"], "sh");
    expect([status, stderr]).toEqual([0, expect.stringContaining(`Warning: ${warning}`)]);
  });

  test("says how to get the runtime when it is missing", async () => {
    const result = await ctrun.run(["run", ...ctrun.own, "--runtime", "runk", "true"]);
    expect(result).toEqual({ status: 125, stdout: "", stderr: 'Error: OCI runtime "runk" not found in PATH\n' });
  });

  test("passes stdin on with -i, to its end", async () => {
    const { stdout } = await ctrun.run(["run", "--rm", "-i", ...ctrun.own, "cat"], { stdin: "in\n" });
    expect(stdout).toBe("in\n");
  });

  test("gives no stdin without -i", async () => {
    const { stdout } = await ctrun.run(["run", "--rm", ...ctrun.own, "cat"], { stdin: "in\n" });
    expect(stdout).toBe("");
  });

  test("passes signals on", async () => {
    const script = "trap 'echo heard; exit 9' USR1; echo ready; while :; do sleep 0.1; done";
    const session = ctrun.start("run", "--rm", ...ctrun.own, "--", "sh", "-c", script);
    await session.says("ready\n");
    session.kill("SIGUSR1");
    expect(await session.finished()).toEqual({ status: 9, stdout: "ready\nheard\n", stderr: "" });
  });

  test("kills a container whose time is over", async () => {
    const { status } = await ctrun.runContainer(["--rm", "--timeout", "1"], "sleep", "1000");
    expect(status).toBe(255);
  });

  test("makes its output the container's own with the log driver passthrough", async () => {
    const result = await ctrun.runContainer(["--rm", "--log-driver", "passthrough"], "sh", "-c", "echo o; echo e >&2");
    expect(result).toEqual({ status: 0, stdout: "o\n", stderr: "e\n" });
  });
});

describe("ctrun run --detach", () => {
  test("prints the ID, and leaves the container to run; logs, exec, stop and rm follow", async () => {
    const id = await ctrun.detached("life", "trap 'echo bye; exit 4' TERM; echo up; while :; do sleep 0.1; done");
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    ctrun.hasWritten("life", "up");
    expect(await ctrun.output("ps", "--format", "{{.Names}} {{.State}}")).toBe("life running");

    const exec = await ctrun.run(["exec", "-e", "A=1", "life", "--", "sh", "-c", "echo $A; echo err >&2; exit 5"]);
    expect(exec).toEqual({ status: 5, stdout: "1\n", stderr: "err\n" });
    expect((await ctrun.run(["exec", "life", "nothing"])).status).toBe(127);

    expect(await ctrun.run(["rm", "life"])).toMatchObject({ status: 2 });
    expect(await ctrun.output("stop", "life")).toBe("life");
    expect(await ctrun.inspect("life", "State.ExitCode")).toBe("4");
    expect(await ctrun.output("logs", "life")).toBe("up\nbye");
    expect(await ctrun.output("wait", "life")).toBe("4");
    expect(await ctrun.output("rm", "life")).toBe("life");
    expect(await ctrun.run(["rm", "life"])).toMatchObject({ status: 1 });
    expect(ctrun.leftovers()).toEqual([]);
  });

  test("with --rm removes the container by itself", async () => {
    const id = await ctrun.detached("brief", "read x", ["--rm", "-i"]);
    const session = ctrun.start("attach", "brief");
    await session.closeInput();
    expect((await session.finished()).status).toBe(1);
    // Whoever comes now finds it gone, or waits until it is.
    await ctrun.run(["wait", id]);
    expect(await ctrun.output("ps", "-aq", "-f", `id=${id}`)).toBe("");
  });

  test("can be started again, with a log that goes on", async () => {
    await ctrun.detached("again", "echo run; exit 2");
    expect(await ctrun.output("wait", "again")).toBe("2");
    expect(await ctrun.run(["start", "-a", "again"])).toEqual({ status: 2, stdout: "run\n", stderr: "" });
    expect(await ctrun.output("logs", "again")).toBe("run\nrun");
  });

  test("is stopped by force when it does not hear, with a warning, and can be restarted", async () => {
    await ctrun.detached("deaf", "sleep 1000");
    expect(await ctrun.run(["stop", "-t", "1", "nowhere", "deaf"])).toEqual({
      status: 125,
      stdout: "deaf\n",
      stderr: expect.stringContaining(
        "Warning: SIGTERM has not ended container deaf in 1 second: resorting to SIGKILL\n",
      ),
    });
    const before = await ctrun.inspect("deaf", "State.StartedAt");
    expect(await ctrun.output("restart", "-t", "0", "deaf")).toBe("deaf");
    expect(await ctrun.output("restart", "-t", "0", "deaf")).toBe("deaf");
    expect(await ctrun.inspect("deaf", "State.Running")).toBe("true");
    expect(await ctrun.inspect("deaf", "State.StartedAt")).not.toBe(before);
    await ctrun.output("rm", "-f", "deaf");
  });

  test("writes the pid and the ID to files", async () => {
    const [pidfile, cidfile] = [join(ctrun.directory, "pid"), join(ctrun.directory, "cid")];
    const id = await ctrun.detached("files", "sleep 1000", ["--pidfile", pidfile, "--cidfile", cidfile]);
    expect(readFileSync(cidfile, "utf8")).toBe(id);
    expect(readFileSync(pidfile, "utf8")).toBe(await ctrun.inspect("files", "State.Pid"));
    const { status, stderr } = await ctrun.runContainer(["--cidfile", cidfile], "true");
    expect([status, stderr]).toEqual([
      125,
      `Error: Cannot write the container's ID to "${cidfile}": it exists already\n`,
    ]);
    await ctrun.output("rm", "-f", "files");
  });

  test("refuses a name that is taken", async () => {
    await ctrun.detached("taken", "true");
    const { status, stderr } = await ctrun.runContainer(["-d", "--name", "taken"], "true");
    expect(status).toBe(125);
    expect(stderr).toContain('the name "taken" is taken by container');
  });
});
