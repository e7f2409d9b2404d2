// `npm run demo`: the whole tour, and what is left when somebody stops it.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PREFIX } from "../helpers/directories.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { finished } from "../helpers/podman-ending.ts";
import { PodmanSession } from "../helpers/podman-session.ts";

leavesNothing();

const ROOT = `${import.meta.dir}/../..`;
const DEMO = [process.execPath, `${ROOT}/scripts/demo.ts`];

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), PREFIX));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("the demo", () => {
  test("shows everything without colours when it is not on a terminal, and removes its containers", async () => {
    const child = Bun.spawn(DEMO, { stdio: ["ignore", "pipe", "pipe"], env: environment() });
    const { status, stdout, stderr } = await finished(child, "the demo");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).not.toContain("\x1b");
    for (const text of [
      "exit code 3",
      "tick 3",
      "exited with 0",
      "out of memory: true",
      "exit code 127",
      "Your turn",
    ]) {
      expect(stdout).toContain(text);
    }
    expect(readdirSync(directory)).toEqual([]);
    expect(existsSync(`${ROOT}/dist/rootfs/bin/sh`)).toBe(true);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("that is stopped by %s ends with %i, and leaves no container", async (signal, code) => {
    const session = new PodmanSession(DEMO, environment());
    await session.says("tick 2\n");
    session.kill(signal);
    const { status, stderr } = await session.finished();
    expect([status, stderr]).toEqual([code, `\nThe demo was stopped by ${signal}.\n`]);
    expect(readdirSync(directory)).toEqual([]);
  });

  test("says what is missing", async () => {
    const child = Bun.spawn(DEMO, { stdio: ["ignore", "pipe", "pipe"], env: { PATH: directory } });
    const { status, stderr } = await finished(child, "the demo");
    expect(status).toBe(1);
    expect(stderr).toContain("busybox is missing: install it (on Debian: apt-get install busybox-static)\n");
  });
});

/** Its state directory is made in ours, where a leftover shows. */
function environment(): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", TMPDIR: directory };
}
