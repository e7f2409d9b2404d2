// A container that says much: nothing of it is lost, repeated or reordered on its way through log and terminal.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { IMAGE, Podman } from "../helpers/podman.ts";

const MEGABYTE = 1_000_000;

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

/** Numbered lines of 100 bytes each. */
function numberedLines(lines: number): string[] {
  return ["awk", `BEGIN { for (i = 1; i <= ${lines}; i++) printf "%099d\\n", i }`];
}

function numberedLinesDigest(lines: number): string {
  const hash = createHash("sha256");
  for (let line = 1; line <= lines; line++) hash.update(`${String(line).padStart(99, "0")}\n`);
  return hash.digest("hex");
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of Bun.file(path).stream()) hash.update(chunk);
  return hash.digest("hex");
}

describe("podman logs", () => {
  test("gives back 100 MB of lines, byte for byte", async () => {
    const lines = (100 * MEGABYTE) / 100;
    await podman.runDetached("hundred", numberedLines(lines));
    expect(await podman.output(["wait", "hundred"])).toBe("0");
    const stdoutFile = join(podman.directory, "hundred");
    expect((await podman.run(["logs", "hundred"], { stdoutFile })).status).toBe(0);
    expect(Bun.file(stdoutFile).size).toBe(100 * MEGABYTE);
    expect(await digestOf(stdoutFile)).toBe(numberedLinesDigest(lines));
    await podman.output(["rm", "hundred"]);
  });

  test("gives back one line of 10 MB", async () => {
    const length = 10 * MEGABYTE;
    await podman.runDetached("long-line", ["sh", "-c", `head -c ${length} /dev/zero | tr '\\0' x; echo`]);
    expect(await podman.output(["wait", "long-line"])).toBe("0");
    const stdoutFile = join(podman.directory, "long-line");
    await podman.run(["logs", "long-line"], { stdoutFile });
    expect(await Bun.file(stdoutFile).text()).toBe(`${"x".repeat(length)}\n`);
  });

  test("keeps the order of the lines of each stream when both are busy", async () => {
    const script = "seq 1 20000 & seq 1 20000 >&2; wait";
    await podman.runDetached("both", ["sh", "-c", script]);
    await podman.output(["wait", "both"]);
    const { stdout, stderr } = await podman.run(["logs", "both"]);
    const numbers = Array.from({ length: 20_000 }, (_, index) => `${index + 1}\n`).join("");
    expect(stdout === numbers).toBeTrue();
    expect(stderr === numbers).toBeTrue();
  });
});

describe("podman run", () => {
  test("prints 30 MB, byte for byte", async () => {
    const lines = (30 * MEGABYTE) / 100;
    const stdoutFile = join(podman.directory, "thirty");
    const { status } = await podman.run(["run", "--rm", IMAGE, ...numberedLines(lines)], { stdoutFile });
    expect(status).toBe(0);
    expect(Bun.file(stdoutFile).size).toBe(30 * MEGABYTE);
    expect(await digestOf(stdoutFile)).toBe(numberedLinesDigest(lines));
  });
});
