// `podman run --log-driver`: every driver that needs no service, and what can be read afterwards.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readLog } from "../helpers/k8s-log.ts";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

const COMMAND = ["sh", "-c", "echo out; echo err >&2; exit 3"];

describe("podman run --log-driver", () => {
  test.each(["k8s-file", "json-file"])("%s keeps the output in a file", async (driver) => {
    const result = await podman.run(["run", "--name", driver, "--log-driver", driver, IMAGE, ...COMMAND]);
    expect(result).toEqual({ status: 3, stdout: "out\n", stderr: "err\n" });
    expect(await podman.run(["logs", driver])).toEqual({ status: 0, stdout: "out\n", stderr: "err\n" });
    // Podman 4.3 takes both for the same.
    const records = readLog(await podman.inspect(driver, ".HostConfig.LogConfig.Path"));
    expect(records.map(({ stream, text }) => `${stream} ${text}`).toSorted()).toEqual(["stderr err", "stdout out"]);
  });

  test("none keeps nothing, but the output is shown", async () => {
    const result = await podman.run(["run", "--name", "none", "--log-driver", "none", IMAGE, ...COMMAND]);
    expect(result).toEqual({ status: 3, stdout: "out\n", stderr: "err\n" });
    const logs = await podman.run(["logs", "none"]);
    expect(logs.status).not.toBe(0);
    expect(logs.stderr).toContain("'none' log driver");
  });

  test("passthrough gives the container Podman's own streams", async () => {
    const command = ["run", "--name", "passthrough", "--log-driver", "passthrough", IMAGE, ...COMMAND];
    expect(await podman.run(command)).toEqual({ status: 3, stdout: "out\n", stderr: "err\n" });
    expect((await podman.run(["logs", "passthrough"])).status).not.toBe(0);
  });
});
