// `podman run --memory`: a container that is killed for its memory is reported as such, and only then.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

const STATE = "{{.State.ExitCode}} {{.State.OOMKilled}}";
// tail keeps the last line of its input in memory, and there is only one.
const GREEDY = ["tail", "/dev/zero"];

describe("podman run --memory", () => {
  test("reports a container whose first process is killed", async () => {
    const { status } = await podman.run(["run", "--name", "greedy", "--memory", "20m", IMAGE, ...GREEDY]);
    expect(status).toBe(137);
    expect(await podman.output(["inspect", "--format", STATE, "greedy"])).toBe("137 true");
  });

  test("reports a container that survives the death of a child", async () => {
    const command = ["sh", "-c", "tail /dev/zero; echo survived; exit 3"];
    const { status, stdout } = await podman.run(["run", "--name", "parent", "--memory", "20m", IMAGE, ...command]);
    expect([status, stdout]).toEqual([3, "survived\n"]);
    expect(await podman.output(["inspect", "--format", STATE, "parent"])).toBe("3 true");
  });

  test("does not report a container that is killed otherwise", async () => {
    await podman.runDetached("killed", ["sleep", "1000"], ["--memory", "20m"]);
    await podman.output(["kill", "killed"]);
    await podman.output(["wait", "killed"]);
    expect(await podman.output(["inspect", "--format", STATE, "killed"])).toBe("137 false");
  });
});
