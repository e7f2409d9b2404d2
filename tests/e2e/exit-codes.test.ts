// The container's exit code is the exit status of `podman run`, and what `podman wait` says.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

describe("podman run ends with", () => {
  test.each([0, 1, 42, 127, 128, 137, 255])("%d when the command does", async (code) => {
    const { status } = await podman.run(["run", "--rm", IMAGE, "sh", "-c", `exit ${code}`]);
    expect(status).toBe(code);
  });

  test("127 and the runtime's reason when there is no such command", async () => {
    const { status, stdout, stderr } = await podman.run(["run", "--rm", IMAGE, "no-such-command"]);
    expect({ status, stdout }).toEqual({ status: 127, stdout: "" });
    expect(stderr).toContain('exec: "no-such-command": executable file not found in $PATH');
  });

  test("126 and the runtime's reason when the command cannot be executed", async () => {
    const { status, stdout, stderr } = await podman.run(["run", "--rm", IMAGE, "/etc"]);
    expect({ status, stdout }).toEqual({ status: 126, stdout: "" });
    expect(stderr).toContain('exec: "/etc": permission denied');
  });

  test("an error when the runtime itself is missing", async () => {
    const { status, stderr } = await podman.run(["--runtime", "/no/such/runtime", "run", "--rm", IMAGE, "true"]);
    expect(status).not.toBe(0);
    expect(stderr).toContain("/no/such/runtime");
  });
});

describe("podman wait says", () => {
  test.each([
    ["TERM", 143],
    ["KILL", 137],
    ["USR1", 138],
    ["ALRM", 142],
  ])("128 + the signal's number after SIG%s", async (signal, code) => {
    const name = `signal-${signal}`.toLowerCase();
    await podman.runDetached(name, ["sleep", "1000"], ["--init"]);
    await podman.output(["kill", "--signal", signal, name]);
    expect(await podman.output(["wait", name])).toBe(String(code));
    expect(await podman.inspect(name, ".State.ExitCode")).toBe(String(code));
  });
});
