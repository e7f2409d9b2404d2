// Pods: several containers, and a monitor for each, the infra container's included.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

describe("a pod", () => {
  test("runs, stops, starts again and is removed with its containers", async () => {
    await podman.output(["pod", "create", "--name", "pair", "--network", "none"]);
    const script = "echo $(hostname) $0; trap 'exit 3' TERM; while :; do sleep 0.1; done";
    for (const name of ["left", "right"]) {
      await podman.runDetached(name, ["sh", "-c", script, name], ["--pod", "pair"]);
    }
    expect(await statusOf("pair")).toBe("Running");

    await podman.output(["pod", "stop", "pair"]);
    expect(await statusOf("pair")).toBe("Exited");
    expect(await podman.output(["inspect", "--format", "{{.State.ExitCode}}", "left", "right"])).toBe("3\n3");

    await podman.output(["pod", "start", "pair"]);
    expect(await statusOf("pair")).toBe("Running");
    await podman.output(["pod", "kill", "pair"]);
    expect(await podman.output(["wait", "left", "right"])).toBe("137\n137");
    expect(await podman.output(["logs", "left"])).toBe("pair left\npair left");

    await podman.output(["pod", "rm", "pair"]);
    expect(await podman.output(["ps", "--all", "--quiet"])).toBe("");
  });
});

describe("podman play kube", () => {
  test("starts the containers of a description, and --down removes them", async () => {
    const file = join(podman.directory, "pod.json");
    const container = { name: "speaker", image: IMAGE, imagePullPolicy: "Never" };
    const command = ["sh", "-c", "echo $WORD; exec sleep 1000"];
    const env = [{ name: "WORD", value: "played" }];
    const containers = [{ ...container, command, env }];
    const spec = { hostNetwork: true, restartPolicy: "Never", containers };
    writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "played" }, spec }));

    await podman.output(["play", "kube", file]);
    const logs = podman.start(["logs", "--follow", "played-speaker"]);
    await logs.says("played\n");
    await podman.output(["play", "kube", "--down", file]);
    await logs.finished();
    expect(await podman.output(["pod", "ps", "--quiet"])).toBe("");
  });
});

function statusOf(pod: string): Promise<string> {
  return podman.output(["pod", "ps", "--filter", `name=${pod}`, "--format", "{{.Status}}"]);
}
