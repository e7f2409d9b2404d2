// A container that lives more than once: `podman start`, `podman restart`, and the restart policy.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

describe("podman start", () => {
  test("runs a container again, and its log grows", async () => {
    await podman.runDetached("again", [
      "sh",
      "-c",
      "echo run $(cat /count 2>/dev/null | wc -l); echo x >>/count; exit 6",
    ]);
    expect(await podman.output(["wait", "again"])).toBe("6");
    await podman.output(["start", "again"]);
    expect(await podman.output(["wait", "again"])).toBe("6");
    expect(await podman.output(["logs", "again"])).toBe("run 0\nrun 1");
  });

  test("--attach prints what the container prints and ends with its code", async () => {
    await podman.output(["create", "--name", "attached", IMAGE, "sh", "-c", "echo out; echo err >&2; exit 8"]);
    const first = await podman.run(["start", "--attach", "attached"]);
    expect(first).toEqual({ status: 8, stdout: "out\n", stderr: "err\n" });
    expect(await podman.run(["start", "--attach", "attached"])).toEqual(first);
  });
});

describe("podman restart", () => {
  test("ends a running container and starts it anew", async () => {
    await podman.runDetached("anew", ["sleep", "1000"], ["--init"]);
    const before = await podman.inspect("anew", ".State.Pid}} {{.State.ConmonPid");
    await podman.output(["restart", "anew"]);
    const after = await podman.inspect("anew", ".State.Pid}} {{.State.ConmonPid");
    const [container, monitor] = after.split(" ");
    expect(await podman.inspect("anew", ".State.Status")).toBe("running");
    expect(before.split(" ")).not.toContain(container);
    expect(before.split(" ")).not.toContain(monitor);
  });

  test("starts a container that has ended", async () => {
    await podman.runDetached("ended", ["sh", "-c", "echo started; exit 2"]);
    await podman.output(["wait", "ended"]);
    await podman.output(["restart", "ended"]);
    expect(await podman.output(["wait", "ended"])).toBe("2");
    expect(await podman.output(["logs", "ended"])).toBe("started\nstarted");
  });
});

describe("podman run --restart", () => {
  test("on-failure:3 tries three times more", async () => {
    await podman.runDetached("trying", ["sh", "-c", "echo try; exit 1"], ["--restart", "on-failure:3"]);
    const filters = ["--filter", "container=trying", "--filter", "event=died"];
    const deaths = podman.start(["events", "--since", "10m", ...filters, "--format", "{{.Status}}"]);
    await deaths.says("died\ndied\ndied\ndied\n");
    deaths.kill("SIGTERM");
    await deaths.finished();
    await podman.output(["wait", "trying"]);
    expect(await podman.inspect("trying", ".RestartCount")).toBe("3");
    expect(await podman.output(["logs", "trying"])).toBe("try\ntry\ntry\ntry");
  });

  test("on-failure leaves a container alone that ends well", async () => {
    await podman.runDetached("content", ["true"], ["--restart", "on-failure:3"]);
    expect(await podman.output(["wait", "content"])).toBe("0");
    expect(await podman.inspect("content", ".RestartCount")).toBe("0");
  });
});
