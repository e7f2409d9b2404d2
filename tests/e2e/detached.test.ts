// `podman run --detach` and the commands that follow such a container: logs, wait, inspect, ps, rm.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, readlinkSync } from "node:fs";
import { CTRMON } from "../helpers/monitors.ts";
import { IMAGE, Podman } from "../helpers/podman.ts";
import { awaitEnd } from "../helpers/podman-leftovers.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

describe("a detached container", () => {
  test("is started, waited for, read and removed", async () => {
    const id = await podman.runDetached("life", ["sh", "-c", "echo out; echo err >&2; exit 7"]);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(await podman.output(["wait", "life"])).toBe("7");
    expect(await podman.run(["logs", "life"])).toEqual({ status: 0, stdout: "out\n", stderr: "err\n" });
    expect(await podman.output(["rm", "life"])).toBe("life");
    expect((await podman.run(["container", "exists", "life"])).status).toBe(1);
  });

  test("tells its exit code to everybody who waits", async () => {
    await podman.runDetached("awaited", ["sleep", "1000"]);
    const waiters = Array.from({ length: 4 }, () => podman.output(["wait", "awaited"]));
    await podman.output(["kill", "awaited"]);
    expect(await Promise.all(waiters)).toEqual(["137", "137", "137", "137"]);
  });

  test("has its own pid and its monitor's in the state", async () => {
    await podman.runDetached("inspected", ["sleep", "1000"]);
    const [pid, monitor] = await pidsOf("inspected");
    expect(readFileSync(`/proc/${pid}/cmdline`, "utf8")).toBe("sleep\x001000\0");
    // A newer build may have taken the file's place meanwhile.
    expect(readlinkSync(`/proc/${monitor}/exe`).replace(/ \(deleted\)$/, "")).toBe(CTRMON.path);
    expect(readFileSync(`/proc/${pid}/status`, "utf8")).toMatch(new RegExp(`^PPid:\\s*${monitor}$`, "m"));

    await podman.output(["rm", "--force", "--time", "0", "inspected"]);
  });

  test("has no pids any more when it has ended", async () => {
    await podman.runDetached("over", ["sh", "-c", "exit 9"]);
    await podman.output(["wait", "over"]);
    const format = "{{.State.Status}} {{.State.Running}} {{.State.Pid}} {{.State.ExitCode}} {{.State.OOMKilled}}";
    expect(await podman.output(["inspect", "--format", format, "over"])).toBe("exited false 0 9 false");
  });

  test("killed behind Podman's back is listed as exited", async () => {
    await podman.runDetached("stabbed", ["sleep", "1000"]);
    const [pid] = await pidsOf("stabbed");
    process.kill(pid, "SIGKILL");
    expect(await podman.output(["wait", "stabbed"])).toBe("137");
    expect(await podman.output(["ps", "--quiet", "--filter", "name=stabbed"])).toBe("");
    const line = await podman.output(["ps", "--all", "--filter", "name=stabbed", "--format", "{{.Status}}"]);
    expect(line).toStartWith("Exited (137)");
  });

  test("ends when its monitor is asked to end", async () => {
    await podman.runDetached("asked", [
      "sh",
      "-c",
      "trap 'echo asked; exit 5' TERM; echo ready; while :; do sleep 0.1; done",
    ]);
    const logs = podman.start(["logs", "--follow", "asked"]);
    await logs.says("ready");
    const [, monitor] = await pidsOf("asked");
    process.kill(monitor, "SIGTERM");
    expect(await podman.output(["wait", "asked"])).toBe("5");
    expect(await logs.finished()).toEqual({ status: 0, stdout: "ready\nasked\n", stderr: "" });
  });

  test("removes itself with --rm", async () => {
    await podman.output(["run", "--detach", "--rm", "--name", "brief", IMAGE, "sleep", "1000"]);
    const [, monitor] = await pidsOf("brief");
    await podman.output(["kill", "brief"]);
    await podman.run(["wait", "brief"]);
    awaitEnd(monitor);
    expect((await podman.run(["container", "exists", "brief"])).status).toBe(1);
  });
});

async function pidsOf(name: string): Promise<[container: number, monitor: number]> {
  const pids = await podman.inspect(name, ".State.Pid}} {{.State.ConmonPid");
  const [container = 0, monitor = 0] = pids.split(" ").map(Number);
  expect(container).toBeGreaterThan(1);
  expect(monitor).toBeGreaterThan(1);
  return [container, monitor];
}
