// `podman logs` while the container runs, and in parts; the options that say where the log is and how long it may get.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { outputIn, readLog } from "../helpers/k8s-log.ts";
import { Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

describe("podman logs", () => {
  test("--follow shows output as it comes, and ends with the container", async () => {
    const fifo = join(podman.directory, "shared");
    mkdirSync(fifo);
    Bun.spawnSync(["mkfifo", join(fifo, "go")]);
    const script = "echo first; printf 'no newline yet'; cat /shared/go; echo err >&2; echo last";
    await podman.runDetached("followed", ["sh", "-c", script], ["--volume", `${fifo}:/shared`]);
    const logs = podman.start(["logs", "--follow", "followed"]);
    await logs.says("first\n");
    await Bun.write(Bun.file(join(fifo, "go")), ", but now\n");
    const result = await logs.finished();
    expect(result).toEqual({ status: 0, stdout: "first\nno newline yet, but now\nlast\n", stderr: "err\n" });
  });

  test("--tail and --since show the end, --timestamps the time", async () => {
    await podman.runDetached("parts", ["sh", "-c", "seq 10; sleep 1.1; echo late"]);
    await podman.output(["wait", "parts"]);
    expect(await podman.output(["logs", "--tail", "2", "parts"])).toBe("10\nlate");
    const stamped = (await podman.output(["logs", "--timestamps", "parts"])).split("\n");
    expect(stamped).toHaveLength(11);
    const [since = "", text] = (stamped.at(-1) ?? "").split(" ");
    expect(text).toBe("late");
    expect(Math.abs(Date.parse(since) - Date.now())).toBeLessThan(60_000);
    const before = new Date(Date.parse(since) - 500).toISOString();
    expect(await podman.output(["logs", "--since", before, "parts"])).toBe("late");
  });

  test("keeps an unfinished last line as it is", async () => {
    await podman.runDetached("unfinished", ["printf", "one\n\nno newline"]);
    await podman.output(["wait", "unfinished"]);
    expect((await podman.run(["logs", "unfinished"])).stdout).toStartWith("one\n\nno newline");
    const records = readLog(await podman.inspect("unfinished", ".HostConfig.LogConfig.Path"));
    expect(records.map(({ tag, text }) => `${tag} ${text}`)).toEqual(["F one", "F ", "P no newline"]);
  });
});

describe("podman run --log-opt", () => {
  test("path= puts the log there, which not everybody can read", async () => {
    const path = join(podman.directory, "elsewhere.log");
    await podman.runDetached("elsewhere", ["sh", "-c", "echo out; echo err >&2"], ["--log-opt", `path=${path}`]);
    await podman.output(["wait", "elsewhere"]);
    const records = readLog(path);
    expect([outputIn(records, "stdout"), outputIn(records, "stderr")]).toEqual(["out\n", "err\n"]);
    expect(statSync(path).mode & 0o007).toBe(0);
    expect(await podman.output(["logs", "elsewhere"])).toBe("out");
  });

  test("max-size= keeps the log below it, and its end", async () => {
    const path = join(podman.directory, "short.log");
    const options = ["--log-opt", `path=${path}`, "--log-opt", "max-size=10kb"];
    await podman.runDetached("short", ["seq", "10000"], options);
    await podman.output(["wait", "short"]);
    expect(statSync(path).size).toBeLessThanOrEqual(10_240);
    const numbers = readLog(path).map(({ text }) => Number(text));
    expect(numbers.at(-1)).toBe(10_000);
    expect(numbers).toEqual(numbers.map((_, index) => 10_001 - numbers.length + index));
    expect(readFileSync(path, "utf8")).toEndWith("10000\n");
  });
});
