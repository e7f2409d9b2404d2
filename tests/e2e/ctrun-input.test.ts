// What comes to ctrun in front of a container when nobody sits there: files, pipes, signals, and readers that go away.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Ctrun } from "../helpers/ctrun.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";

const WARNING = "Warning: The input device is not a TTY: what comes from it is typed, and ctrl-D at its end\n";

let ctrun: Ctrun;
beforeAll(() => {
  ctrun = new Ctrun();
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

describe("ctrun run -it without a terminal", () => {
  function run(stdin: string, ...command: readonly string[]): ReturnType<Ctrun["run"]> {
    return ctrun.run(["run", "--rm", "-it", ...ctrun.own, "--", ...command], { stdin });
  }

  test("types its input, and ctrl-D at its end: a shell ends", async () => {
    const { status, stdout, stderr } = await run("busybox tty; exit 3", "sh");
    expect([status, stderr]).toEqual([3, WARNING]);
    expect(stdout).toContain("/dev/pts/0\r\n");
  });

  test("ends a shell by an empty input", async () => {
    expect(await run("", "sh")).toMatchObject({ status: 0, stderr: WARNING });
  });

  test("shows the end of the input to everybody who reads, whenever they come", async () => {
    const { status, stdout } = await run("once", "sh", "-c", "cat; cat; busybox sleep 0.2; sh");
    expect([status, stdout]).toEqual([0, expect.stringContaining("once\r\nonce\r\n")]);
  });

  test("is the same for exec, attach and start", async () => {
    await ctrun.output("run", "-dit", "--name", "host", ...ctrun.own, "--", "sh");
    expect(await ctrun.run(["exec", "-it", "host", "sh"], { stdin: "exit 4" })).toMatchObject({
      status: 4,
      stderr: WARNING,
    });
    expect(await ctrun.run(["attach", "host"], { stdin: "exit 5\n" })).toMatchObject({ status: 5, stderr: WARNING });
    expect(await ctrun.run(["start", "-ai", "host"], { stdin: "exit 6\n" })).toMatchObject({
      status: 6,
      stderr: WARNING,
    });
    await ctrun.output("rm", "host");
  });
});

describe("a signal that is sent to ctrun twice", () => {
  const states = async (name: string): Promise<string> =>
    ctrun.output("ps", "-a", "-f", `name=${name}`, "--format", "{{.State}}");

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("ends ctrun where the container does not hear %s, and the container goes on", async (signal, code) => {
    const session = ctrun.start(
      "run",
      "--rm",
      "--name",
      "deaf",
      ...ctrun.own,
      "--",
      "sh",
      "-c",
      "echo up; exec sleep 1000",
    );
    await session.says("up\n");
    session.kill(signal);
    // Two that come together would be one to the kernel.
    expect(await states("deaf")).toBe("running");
    session.kill(signal);
    const { status, stderr } = await session.finished();
    expect([status, stderr]).toEqual([
      code,
      `Error: interrupted by ${signal}; container deaf goes on: ctrun stop deaf ends it\n`,
    ]);
    expect(await states("deaf")).toBe("running");
    await ctrun.output("stop", "-t", "0", "deaf");
    expect(await states("deaf")).toBe("");
  });

  test("is the container's alone when it is SIGINT, and heard", async () => {
    const script = "trap 'echo heard' INT; trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done";
    const session = ctrun.start("run", "--rm", ...ctrun.own, "--", "sh", "-c", script);
    await session.says("up\n");
    for (const heard of ["heard\n", "heard\nheard\n", "heard\nheard\nheard\n"]) {
      session.kill("SIGINT");
      await session.says(`up\n${heard}`);
    }
    session.kill("SIGTERM");
    expect((await session.finished()).status).toBe(7);
  });
});

describe("a reader that goes away", () => {
  const shell = (line: string): { readonly status: number; readonly stdout: string; readonly stderr: string } => {
    const command = [...ctrun.command, "run", "--rm", "--name", "read", ...ctrun.own];
    const child = Bun.spawnSync(["bash", "-c", line, "-", ...command], { env: { PATH: process.env["PATH"] ?? "" } });
    return { status: child.exitCode, stdout: child.stdout.toString(), stderr: child.stderr.toString() };
  };

  test("leaves a container to itself that has more to say, with the code of a broken pipe", async () => {
    const { status, stdout, stderr } = shell('"$@" busybox yes | head -n 1; exit ${PIPESTATUS[0]}');
    expect([status, stdout]).toEqual([141, "y\n"]);
    expect(stderr).toBe("Warning: Nobody reads the output any more. Container read goes on: ctrun stop read ends it\n");
    expect(await ctrun.output("stop", "-t", "0", "read")).toBe("read");
    expect(ctrun.leftovers()).toEqual([]);
  });

  test("does not change the code of a container that ends", () => {
    const script = '"$@" sh -c "echo 1; echo 2; exit 4" | head -n 1; exit ${PIPESTATUS[0]}';
    expect(shell(script)).toEqual({ status: 4, stdout: "1\n", stderr: "" });
  });

  test("that is a full disk is an error, and the container goes on", async () => {
    const { status, stderr } = shell('"$@" sh -c "echo 1; sleep 1000" > /dev/full');
    expect(status).toBe(125);
    expect(stderr).toContain("ENOSPC");
    await ctrun.output("rm", "-f", "read");
  });
});

describe("a terminal that is closed", () => {
  test("leaves the container to itself when that does not hear of it", async () => {
    const terminal = ctrun.terminal([
      "run",
      "--rm",
      "-it",
      "--name",
      "closed",
      ...ctrun.own,
      "--",
      "sh",
      "-c",
      "echo up; sleep 1000",
    ]);
    terminal.shows("up");
    terminal.hangUp();
    expect([129, 141]).toContain(terminal.status());
    expect(await ctrun.inspect("closed", "State.Running")).toBe("true");
    await ctrun.output("rm", "-f", "closed");
    terminal[Symbol.dispose]();
  });
});
