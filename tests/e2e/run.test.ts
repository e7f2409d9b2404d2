// `podman run` in the foreground: what the container writes is what the person gets.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

describe("podman run", () => {
  test("prints exactly what the container prints", async () => {
    const result = await podman.run(["run", "--rm", IMAGE, "echo", "hi"]);
    expect(result).toEqual({ status: 0, stdout: "hi\n", stderr: "" });
  });

  test("keeps stdout and stderr apart", async () => {
    const result = await podman.run(["run", "--rm", IMAGE, "sh", "-c", "echo out; echo err >&2; echo more"]);
    expect(result).toEqual({ status: 0, stdout: "out\nmore\n", stderr: "err\n" });
  });

  test("passes every byte, the last line without its newline included", async () => {
    const octal = Array.from({ length: 256 }, (_, byte) => `\\${byte.toString(8).padStart(4, "0")}`).join("");
    const stdoutFile = join(podman.directory, "bytes");
    const { status } = await podman.run(["run", "--rm", IMAGE, "printf", "%b", octal], { stdoutFile });
    expect(status).toBe(0);
    expect([...readFileSync(stdoutFile)]).toEqual(Array.from({ length: 256 }, (_, byte) => byte));
  });

  test("shows what the container has written just before its end", async () => {
    const result = await podman.run(["run", "--rm", IMAGE, "sh", "-c", "seq 5000; exit 3"]);
    const numbers = Array.from({ length: 5000 }, (_, index) => `${index + 1}\n`).join("");
    expect(result).toEqual({ status: 3, stdout: numbers, stderr: "" });
  });

  test("lets the container open /dev/stdout and /dev/stderr, as any user", async () => {
    const command = ["sh", "-c", "echo out >/dev/stdout; echo err >/dev/stderr"];
    const result = await podman.run(["run", "--rm", "--user", "1234:1234", IMAGE, ...command]);
    expect(result).toEqual({ status: 0, stdout: "out\n", stderr: "err\n" });
  });

  test("without --interactive the container reads nothing", async () => {
    const result = await podman.run(["run", "--rm", IMAGE, "cat"], { stdin: "not for you\n" });
    expect(result).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("removes a container with --rm when it ends", async () => {
    await podman.run(["run", "--rm", "--name", "gone", IMAGE, "true"]);
    expect((await podman.run(["container", "exists", "gone"])).status).toBe(1);
  });
});
