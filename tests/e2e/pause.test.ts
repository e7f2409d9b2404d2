// `podman pause` and `podman unpause`: a container stands still, and goes on as if nothing had been.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

test("a paused container says nothing, and nothing is lost when it goes on", async () => {
  await podman.runDetached("frozen", ["sh", "-c", "i=0; while :; do i=$((i + 1)); echo $i; sleep 0.02; done"]);
  const logs = podman.start(["logs", "--follow", "frozen"]);
  await logs.says("5\n");
  await podman.output(["pause", "frozen"]);
  expect(await podman.inspect("frozen", ".State.Status")).toBe("paused");
  const before = await podman.output(["logs", "frozen"]);
  expect(await podman.output(["logs", "frozen"])).toBe(before);

  await podman.output(["unpause", "frozen"]);
  const next = before.split("\n").length + 5;
  await logs.says(`\n${next}\n`);
  await podman.output(["kill", "frozen"]);
  const lines = (await logs.finished()).stdout.trim().split("\n").map(Number);
  expect(lines).toEqual(lines.map((_, index) => index + 1));
});

test("a paused container can be removed by force", async () => {
  await podman.runDetached("stuck", ["sleep", "1000"]);
  await podman.output(["pause", "stuck"]);
  await podman.output(["rm", "--force", "--time", "0", "stuck"]);
  expect((await podman.run(["container", "exists", "stuck"])).status).toBe(1);
});
