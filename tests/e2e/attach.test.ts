// `podman attach`: any number of people see a running container's output and type into it.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

describe("podman attach", () => {
  test("shows output, passes input, and ends with the container", async () => {
    await podman.runDetached("shell", ["sh"], ["--interactive"]);
    const client = podman.start(["attach", "shell"]);
    await client.write("echo out; echo err >&2\n");
    await client.says("out\n");
    await client.complains("err\n");
    await client.write("exit 5\n");
    await client.finished();
    expect(await podman.output(["wait", "shell"])).toBe("5");
    expect(await podman.run(["logs", "shell"])).toEqual({ status: 0, stdout: "out\n", stderr: "err\n" });
  });

  test("shows the same to several clients", async () => {
    await podman.runDetached("shared", ["sh"], ["--interactive"]);
    const clients = [0, 1, 2].map(() => podman.start(["attach", "shared"]));
    // Each has typed a line, so that all of them are connected before the common output comes.
    for (const [index, client] of clients.entries()) {
      await client.write(`echo hello ${index}\n`);
      await client.says(`hello ${index}\n`);
    }
    await clients[0]?.write("seq 20000; exit 3\n");
    const results = await Promise.all(clients.map((client) => client.finished()));
    const numbers = Array.from({ length: 20_000 }, (_, index) => `${index + 1}\n`).join("");
    // Podman adds an empty line of its own.
    for (const { stdout } of results) expect(stdout.trimEnd().endsWith(numbers.trimEnd())).toBeTrue();
    expect(await podman.output(["wait", "shared"])).toBe("3");
  });

  test("--no-stdin only shows", async () => {
    await podman.runDetached("shown", ["sh", "-c", "while :; do echo again; sleep 0.1; done"]);
    const client = podman.start(["attach", "--no-stdin", "shown"]);
    await client.write("nobody reads this\n");
    await client.says("again\nagain\n");
    await podman.output(["kill", "shown"]);
    expect((await client.finished()).stdout.trimEnd()).toMatch(/^(?:again\n)*again$/);
  });

  test("passes signals on to the container", async () => {
    const script = "read _; trap 'echo interrupted; exit 6' INT; echo ready; while :; do sleep 0.1; done";
    await podman.runDetached("proxied", ["sh", "-c", script], ["--interactive"]);
    const client = podman.start(["attach", "proxied"]);
    await client.write("\n");
    await client.says("ready\n");
    client.kill("SIGINT");
    const { stdout } = await client.finished();
    expect(stdout.trimEnd()).toBe("ready\ninterrupted");
    expect(await podman.output(["wait", "proxied"])).toBe("6");
  });

  test("leaves the container running when the client is killed", async () => {
    await podman.runDetached("left", ["sh", "-c", "read line; echo got $line; sleep 1000"], ["--interactive"]);
    const client = podman.start(["attach", "left"]);
    await client.write("word\n");
    await client.says("got word\n");
    client.kill("SIGKILL");
    await client.finished();
    expect(await podman.inspect("left", ".State.Status")).toBe("running");
    expect(await podman.output(["logs", "left"])).toBe("got word");
  });
});
