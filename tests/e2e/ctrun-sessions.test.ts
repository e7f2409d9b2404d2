// What outlives a command: exec sessions in the background, and checkpoints.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Ctrun } from "../helpers/ctrun.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";

let ctrun: Ctrun;
let id: string;
beforeAll(async () => {
  ctrun = new Ctrun();
  id = await ctrun.detached("host", "i=0; while :; do echo $i; i=$((i+1)); sleep 0.1; done");
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

function sessions(): string[] {
  return readdirSync(join(ctrun.root, "containers", id, "bundle/exec"));
}

describe("ctrun exec --detach", () => {
  test("prints the session's ID, and leaves the command to run", async () => {
    const session = await ctrun.output("exec", "-d", "host", "sleep", "1234");
    expect(session).toMatch(/^[0-9a-f]{64}$/);
    expect(sessions()).toEqual([session]);
    expect(await ctrun.output("exec", "host", "busybox", "ps")).toContain("sleep 1234");
  });

  test("removes what earlier sessions have left, if they are over", async () => {
    const [running = ""] = sessions();
    for (let count = 0; count < 3; count++) await ctrun.output("exec", "-d", "host", "busybox", "true");
    const last = await ctrun.output("exec", "-d", "host", "sleep", "1235");
    // A command that has just ended may still have its monitor.
    waitUntil("the sessions to be removed", () => {
      Bun.spawnSync([
        process.env["CTRMON"] ?? "dist/ctrmon",
        "--as=ctrun",
        "--root",
        ctrun.root,
        "exec",
        "-d",
        "host",
        "busybox",
        "true",
      ]);
      return sessions().length <= 4;
    });
    expect(sessions()).toEqual(expect.arrayContaining([running, last]));
  });
});

describe("ctrun checkpoint", () => {
  test("writes the container to disk, where criu can; otherwise it says why, and the container goes on", async () => {
    const works = Bun.spawnSync(["criu", "check"]).success;
    const { status, stdout, stderr } = await ctrun.run(["checkpoint", "host"]);
    if (!works) {
      expect([status, stdout]).toEqual([125, ""]);
      expect(stderr).toContain(`Error: criu cannot write container ${id.slice(0, 12)} to disk: `);
      expect(await ctrun.inspect("host", "State.Status")).toBe("running");
      return;
    }
    expect([status, stdout, stderr]).toEqual([0, "host\n", ""]);
    expect(await ctrun.inspect("host", "State.Status")).toBe("exited");
    const before = Number((await ctrun.output("logs", "--tail", "1", "host")).trim());
    expect(await ctrun.output("restore", "host")).toBe("host");
    ctrun.hasWritten("host", `\n${before + 3}\n`);
  });
});

describe("ctrun restore", () => {
  test("says that there is no checkpoint", async () => {
    await ctrun.detached("fresh", "true");
    await ctrun.output("wait", "fresh");
    const { status, stderr } = await ctrun.run(["restore", "fresh"]);
    expect([status, stderr]).toEqual([125, "Error: container fresh has no checkpoint\n"]);
  });
});
