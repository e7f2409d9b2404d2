// Health checks, which Podman runs as exec sessions.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

// Timers of systemd would run the checks; here the test does.
const MANUAL = ["--health-interval", "disable"];

describe("podman healthcheck run", () => {
  test("is content with a command that ends well", async () => {
    await podman.runDetached("well", ["sleep", "1000"], ["--health-cmd", "echo checked", ...MANUAL]);
    expect((await podman.run(["healthcheck", "run", "well"])).status).toBe(0);
    expect(await podman.inspect("well", ".State.Health.Status")).toBe("healthy");
    expect(await podman.inspect("well", "(index .State.Health.Log 0).Output")).toContain("checked");
  });

  test("takes a container for unhealthy when the command has failed too often", async () => {
    const options = ["--health-cmd", "test -e /fine", "--health-retries", "2", ...MANUAL];
    await podman.runDetached("ill", ["sleep", "1000"], options);
    expect((await podman.run(["healthcheck", "run", "ill"])).status).toBe(1);
    expect((await podman.run(["healthcheck", "run", "ill"])).status).toBe(1);
    expect(await podman.inspect("ill", ".State.Health.Status")).toBe("unhealthy");

    await podman.output(["exec", "ill", "touch", "/fine"]);
    expect((await podman.run(["healthcheck", "run", "ill"])).status).toBe(0);
    expect(await podman.inspect("ill", ".State.Health.Status")).toBe("healthy");
  });
});
