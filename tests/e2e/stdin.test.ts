// `podman run --interactive`: what is typed or piped in reaches the container, byte for byte, and so does its end.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

describe("podman run --interactive", () => {
  test("passes input on, and its end", async () => {
    const result = await podman.run(["run", "--rm", "-i", IMAGE, "cat"], { stdin: "line\nno newline" });
    expect(result).toEqual({ status: 0, stdout: "line\nno newline", stderr: "" });
  });

  test("passes an input that is empty", async () => {
    const result = await podman.run(["run", "--rm", "-i", IMAGE, "wc", "-c"], { stdin: "" });
    expect(result).toEqual({ status: 0, stdout: "0\n", stderr: "" });
  });

  test("passes 50 MB to a reader that takes its time, byte for byte", async () => {
    const stdin = new Uint8Array(50_000_000);
    for (let at = 0; at < stdin.length; at += 65_536) crypto.getRandomValues(stdin.subarray(at, at + 65_536));
    const digest = createHash("sha256").update(stdin).digest("hex");
    const command = ["sh", "-c", "dd bs=1000 count=100 of=/part 2>/dev/null; sleep 0.3; cat /part - | sha256sum"];
    const { stdout } = await podman.run(["run", "--rm", "-i", IMAGE, ...command], { stdin });
    expect(stdout).toBe(`${digest}  -\n`);
  });

  test("is a conversation", async () => {
    const session = podman.start(["run", "--rm", "-i", IMAGE, "sh"]);
    await session.write("echo $((6 * 7))\n");
    await session.says("42\n");
    await session.write("echo problem >&2\n");
    await session.complains("problem\n");
    await session.write("exit 9\n");
    expect(await session.finished()).toEqual({ status: 9, stdout: "42\n", stderr: "problem\n" });
  });

  test("ends when the container does not read to the end", async () => {
    const stdin = "line\n".repeat(200_000);
    const result = await podman.run(["run", "--rm", "-i", IMAGE, "head", "-n", "1"], { stdin });
    expect(result).toEqual({ status: 0, stdout: "line\n", stderr: "" });
  });
});
