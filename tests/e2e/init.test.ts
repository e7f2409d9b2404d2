// `podman run --init`: a small init between the monitor and the command, which reaps what the command leaves behind.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

describe("podman run --init", () => {
  test("makes the init the first process and keeps the command's code", async () => {
    const command = ["sh", "-c", "tr '\\0' ' ' </proc/1/cmdline; exit 12"];
    const { status, stdout } = await podman.run(["run", "--rm", "--init", IMAGE, ...command]);
    expect(status).toBe(12);
    expect(stdout).toStartWith("/run/podman-init -- sh -c");
  });

  test("ends when the command does, whatever still runs", async () => {
    const { status } = await podman.run(["run", "--rm", "--init", IMAGE, "sh", "-c", "sleep 1000 & exit 3"]);
    expect(status).toBe(3);
  });
});
