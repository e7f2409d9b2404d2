// `podman stop` and `podman kill`: signals reach the container, and its end reaches Podman at once.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Podman } from "../helpers/podman.ts";
import type { PodmanSession } from "../helpers/podman-session.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

/** Starts a shell that says which signals it gets. */
async function startTrap(name: string, traps: string): Promise<PodmanSession> {
  await podman.runDetached(name, ["sh", "-c", `${traps} echo ready; while :; do sleep 0.1; done`]);
  const logs = podman.start(["logs", "--follow", name]);
  await logs.says("ready\n");
  return logs;
}

describe("podman stop", () => {
  test("lets the container end in its own way", async () => {
    const logs = await startTrap("polite", "trap 'echo farewell; exit 4' TERM;");
    const began = performance.now();
    expect(await podman.output(["stop", "polite"])).toBe("polite");
    // It would be killed after ten seconds.
    expect(performance.now() - began).toBeLessThan(8000);
    expect(await podman.inspect("polite", ".State.ExitCode")).toBe("4");
    expect((await logs.finished()).stdout).toBe("ready\nfarewell\n");
  });

  test("kills a container that does not listen when its time is up", async () => {
    const logs = await startTrap("stubborn", "trap 'echo no' TERM;");
    await podman.output(["stop", "--time", "1", "stubborn"]);
    expect(await podman.inspect("stubborn", ".State.ExitCode")).toBe("137");
    expect((await logs.finished()).stdout).toBe("ready\nno\n");
  });

  test("sends the signal that the container was created with", async () => {
    await podman.runDetached("own-signal", ["sleep", "1000"], ["--init", "--stop-signal", "USR2"]);
    await podman.output(["stop", "own-signal"]);
    expect(await podman.inspect("own-signal", ".State.ExitCode")).toBe("140");
  });

  test("stops several at once", async () => {
    const names = ["several-1", "several-2", "several-3"];
    await Promise.all(names.map((name) => podman.runDetached(name, ["sleep", "1000"], ["--init"])));
    expect((await podman.output(["stop", ...names])).split("\n").toSorted()).toEqual(names);
    const codes = await podman.output(["inspect", "--format", "{{.State.ExitCode}}", ...names]);
    expect(codes).toBe("143\n143\n143");
  });
});

describe("podman kill", () => {
  test("ends the container with SIGKILL", async () => {
    await podman.runDetached("killed", ["sleep", "1000"]);
    expect(await podman.output(["kill", "killed"])).toBe("killed");
    expect(await podman.output(["wait", "killed"])).toBe("137");
  });

  test("sends any signal, and the container goes on", async () => {
    const logs = await startTrap("signalled", "trap 'echo usr1' USR1; trap 'echo hup' HUP;");
    await podman.output(["kill", "--signal", "USR1", "signalled"]);
    await logs.says("usr1\n");
    await podman.output(["kill", "-s", "1", "signalled"]);
    await logs.says("hup\n");
    expect(await podman.inspect("signalled", ".State.Status")).toBe("running");
    await podman.output(["kill", "signalled"]);
    expect((await logs.finished()).stdout).toBe("ready\nusr1\nhup\n");
  });

  test("is refused for a container that has ended", async () => {
    await podman.runDetached("ended", ["true"]);
    await podman.output(["wait", "ended"]);
    const { status, stderr } = await podman.run(["kill", "ended"]);
    expect(status).not.toBe(0);
    expect(stderr).toContain("can only kill running containers");
  });
});
