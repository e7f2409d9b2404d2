// `podman run --tty`: a terminal inside, with its size, its echo and its keys.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

describe("podman run --tty", () => {
  test("gives the container a terminal; its lines end as a terminal's do", async () => {
    const result = await podman.run(["run", "--rm", "-t", IMAGE, "sh", "-c", "tty; echo err >&2; exit 4"]);
    expect(result).toEqual({ status: 4, stdout: "/dev/pts/0\r\nerr\r\n", stderr: "" });
  });

  test("keeps what appears on it in the log", async () => {
    await podman.runDetached("logged", ["sh", "-c", "echo one; echo two >&2"], ["--tty"]);
    await podman.output(["wait", "logged"]);
    const { stdout, stderr } = await podman.run(["logs", "logged"]);
    expect([stdout.replaceAll("\r", ""), stderr]).toEqual(["one\ntwo\n", ""]);
  });

  test("tells the runtime's reason when there is no such command", async () => {
    const { status, stderr } = await podman.run(["run", "--rm", "-t", IMAGE, "no-such-command"]);
    expect(status).toBe(127);
    expect(stderr).toContain("executable file not found in $PATH");
  });
});

describe("podman run --interactive --tty", () => {
  test("has the size of the terminal around it, and follows it", async () => {
    const terminal = podman.terminal(["run", "--rm", "-it", IMAGE, "sh"], { cols: 77, rows: 33 });
    // The shell asks the terminal for its width with its first prompt.
    await terminal.screen.has("# ");
    terminal.type("stty size\r");
    await terminal.screen.has("33 77\r\n");
    terminal.type('exec sh -c \'trap "stty size; exit 5" WINCH; echo listen""ing; while :; do sleep 0.1; done\'\r');
    await terminal.screen.has("listening\r\n");
    terminal.resize({ cols: 111, rows: 44 });
    await terminal.screen.has("44 111\r\n");
    expect(await terminal.finished()).toBe(5);
  });

  test("knows control-C and control-D", async () => {
    const script = "trap 'echo inter''rupted' INT; echo ready; cat; echo ended; exit 3";
    const terminal = podman.terminal(["run", "--rm", "-it", IMAGE, "sh", "-c", script]);
    await terminal.screen.has("ready\r\n");
    terminal.type("echoed\r");
    // Once by the terminal, once by cat.
    await terminal.screen.has("echoed\r\nechoed\r\n");
    terminal.type("\x03");
    await terminal.screen.has("interrupted\r\n");
    expect(await terminal.finished()).toBe(3);
  });

  test("lets go of the container with the detach keys, and attach takes it up", async () => {
    const first = podman.terminal(["run", "-it", "--name", "kept", "--detach-keys", "ctrl-x", IMAGE, "sh"]);
    await first.screen.has("# ");
    first.type("word=remembered; echo ''set\r");
    await first.screen.has("set\r\n");
    first.type("\x18");
    expect(await first.finished()).toBe(0);
    expect(await podman.inspect("kept", ".State.Status")).toBe("running");

    const second = podman.terminal(["attach", "kept"]);
    second.type("echo still $word\r");
    await second.screen.has("still remembered\r\n");
    second.type("exit 8\r");
    await second.finished();
    expect(await podman.output(["wait", "kept"])).toBe("8");
  });
});

describe("podman exec --interactive --tty", () => {
  test("has a terminal of its own size, and ends with the command's code", async () => {
    await podman.runDetached("host", ["sleep", "1000"]);
    const terminal = podman.terminal(["exec", "-it", "host", "sh"], { cols: 66, rows: 22 });
    await terminal.screen.has("# ");
    terminal.type("stty size; tty\r");
    await terminal.screen.has("22 66\r\n/dev/pts/0\r\n");
    terminal.type("exit 7\r");
    expect(await terminal.finished()).toBe(7);
  });

  test("tells the reason when there is no such command", async () => {
    const terminal = podman.terminal(["exec", "-it", "host", "no-such-command"]);
    expect(await terminal.finished()).toBe(127);
    expect(terminal.screen.text).toContain("executable file not found in $PATH");
  });
});
