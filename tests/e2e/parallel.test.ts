// Many containers at once: each has its own output, log and exit code.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { IMAGE, Podman } from "../helpers/podman.ts";

const CONTAINERS = 20;

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

test("20 containers in the foreground end with their own output and status", async () => {
  const results = await Promise.all(
    Array.from({ length: CONTAINERS }, (_, index) =>
      podman.run(["run", "--rm", IMAGE, "sh", "-c", `echo out ${index}; echo err ${index} >&2; exit ${index}`]),
    ),
  );
  expect(results).toEqual(
    Array.from({ length: CONTAINERS }, (_, index) => ({
      status: index,
      stdout: `out ${index}\n`,
      stderr: `err ${index}\n`,
    })),
  );
});

test("20 containers in the background are there at the same time, and end with their own log and code", async () => {
  const names = Array.from({ length: CONTAINERS }, (_, index) => `parallel-${index}`);
  const script = (index: number): string[] => [
    "sh",
    "-c",
    `echo ${index}; trap 'exit ${index}' TERM; while :; do sleep 0.1; done`,
  ];
  await Promise.all(names.map((name, index) => podman.runDetached(name, script(index))));
  expect((await podman.output(["ps", "--quiet"])).split("\n")).toHaveLength(CONTAINERS);

  await podman.output(["stop", ...names]);
  const codes = await podman.output(["wait", ...names]);
  expect(codes.split("\n").map(Number)).toEqual(names.map((_, index) => index));
  const logs = await Promise.all(names.map((name) => podman.output(["logs", name])));
  expect(logs).toEqual(names.map((_, index) => String(index)));
});
