// `podman exec`: further commands in a running container, attached and detached, with their own exit codes.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
  await podman.runDetached("host", ["sleep", "10000"], ["--env", "COLOUR=blue"]);
});
afterAll(() => podman.close());

describe("podman exec", () => {
  test("prints what the command prints, stdout and stderr apart", async () => {
    const result = await podman.run(["exec", "host", "sh", "-c", "echo out; echo err >&2; echo $COLOUR"]);
    expect(result).toEqual({ status: 0, stdout: "out\nblue\n", stderr: "err\n" });
  });

  test.each([0, 1, 42, 127, 137, 255])("ends with %d when the command does", async (code) => {
    expect((await podman.run(["exec", "host", "sh", "-c", `exit ${code}`])).status).toBe(code);
  });

  test("ends with 137 when the command is killed", async () => {
    expect((await podman.run(["exec", "host", "sh", "-c", "kill -KILL $$"])).status).toBe(137);
  });

  test("ends with 127 and the reason when there is no such command", async () => {
    const { status, stderr } = await podman.run(["exec", "host", "no-such-command"]);
    expect(status).toBe(127);
    expect(stderr).toContain('"no-such-command": executable file not found in $PATH');
  });

  test("passes all of a large output of a fast command", async () => {
    const { status, stdout } = await podman.run(["exec", "host", "seq", "100000"]);
    expect(status).toBe(0);
    expect(stdout === Array.from({ length: 100_000 }, (_, index) => `${index + 1}\n`).join("")).toBeTrue();
  });

  test("--interactive passes input, and its end", async () => {
    const result = await podman.run(["exec", "-i", "host", "cat"], { stdin: "typed\n" });
    expect(result).toEqual({ status: 0, stdout: "typed\n", stderr: "" });
  });

  test("--interactive is a conversation", async () => {
    const session = podman.start(["exec", "-i", "host", "sh"]);
    await session.write("echo $((6 * 7))\n");
    await session.says("42\n");
    await session.write("exit 9\n");
    expect((await session.finished()).status).toBe(9);
  });

  test("--user, --workdir and --env are the command's", async () => {
    const options = ["--user", "12:34", "--workdir", "/tmp", "--env", "TASTE=sweet"];
    const output = await podman.output(["exec", ...options, "host", "sh", "-c", "id -u; id -g; pwd; echo $TASTE"]);
    expect(output).toBe("12\n34\n/tmp\nsweet");
  });

  test("--detach returns at once with the session's id, and the command goes on", async () => {
    await podman.output(["exec", "host", "mkfifo", "/fifo"]);
    const id = await podman.output(["exec", "--detach", "host", "sh", "-c", "echo from the background >/fifo"]);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(await podman.output(["exec", "host", "cat", "/fifo"])).toBe("from the background");
  });

  test("runs ten commands at the same time", async () => {
    const runs = Array.from({ length: 10 }, (_, index) =>
      podman.run(["exec", "host", "sh", "-c", `echo ${index}; exit ${index}`]),
    );
    const expected = runs.map((_, index) => ({ status: index, stdout: `${index}\n`, stderr: "" }));
    expect(await Promise.all(runs)).toEqual(expected);
  });

  test("leaves the container and its log alone", async () => {
    expect(await podman.inspect("host", ".State.Status")).toBe("running");
    expect(await podman.output(["logs", "host"])).toBe("");
  });
});
