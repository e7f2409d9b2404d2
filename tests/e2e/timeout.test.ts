// `podman run --timeout`: a container that takes too long is killed, with everything in it.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

describe("podman run --timeout", () => {
  test("kills a container when its time is up, and its output so far is kept", async () => {
    const began = performance.now();
    const command = ["sh", "-c", "trap '' TERM; echo started; sleep 1000"];
    const { stdout, status } = await podman.run(["run", "--name", "late", "--timeout", "1", IMAGE, ...command]);
    const took = performance.now() - began;
    expect(stdout).toBe("started\n");
    // Podman makes 255 of the monitor's -1, in the status and in the state.
    expect(status).toBe(255);
    expect(took).toBeGreaterThan(1000);
    expect(took).toBeLessThan(8000);
    expect(await podman.inspect("late", ".State.Status")).toBe("exited");
  });

  test("leaves a container alone that is done in time", async () => {
    const result = await podman.run(["run", "--rm", "--timeout", "30", IMAGE, "sh", "-c", "exit 3"]);
    expect(result.status).toBe(3);
  });
});
