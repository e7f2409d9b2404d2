// Tests of src/engine/container.ts: what it asks the runtime and the monitor for. Whole lives: tests/integration.
import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { O_NONBLOCK, O_RDWR } from "../../../../ffi/constants.ts";
import { makeFifo, open } from "../../../../ffi/file.ts";
import { read } from "../../../../ffi/io.ts";
import { Container, openContainer } from "../../../../src/engine/container.ts";
import { ContainerStateError } from "../../../../src/engine/errors.ts";
import type { ContainerPlace } from "../../../../src/engine/place.ts";
import { failureOf } from "../../../helpers/engine-failure.ts";
import { BUSYBOX } from "../../../helpers/monitors.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";
import { PLACE } from "./made-up-place.ts";

/** A place whose runtime writes down what it is asked for. */
function placeIn(directory: TemporaryDirectory): ContainerPlace {
  const path = directory.at("runtime");
  writeFileSync(path, `#!${BUSYBOX} sh\necho "$*" >>${directory.at("asked")}\n`);
  chmodSync(path, 0o755);
  mkdirSync(directory.at("exits"));
  return {
    ...PLACE,
    bundle: directory.path,
    runtime: { path, args: ["--root", "/r"] },
    pidfile: directory.at("pid"),
    monitorPidfile: directory.at("monitor.pid"),
    exitDir: directory.at("exits"),
    socketDir: directory.path,
    logs: [{ driver: "none" }, { driver: "k8s-file", path: directory.at("log") }],
  };
}

test("Container asks the runtime for what the runtime can do", async () => {
  using directory = new TemporaryDirectory();
  const container = openContainer(placeIn(directory));
  await container.start();
  await container.kill(15, { all: true });
  await container.checkpoint({ imagePath: "/images", tcpEstablished: true });
  await container.delete({ force: true });
  const asked = readFileSync(directory.at("asked"), "latin1").trimEnd().split("\n");
  expect(asked.map((line) => line.replace("--root /r ", ""))).toEqual([
    "start -- a-container",
    "kill --all -- a-container 15",
    "checkpoint --image-path /images --tcp-established -- a-container",
    "delete --force -- a-container",
  ]);
});

test("Container knows pids from its creation, or else from the files", () => {
  using directory = new TemporaryDirectory();
  const place = placeIn(directory);
  expect([openContainer(place).pid, openContainer(place).monitorPid]).toEqual([undefined, undefined]);
  writeFileSync(place.pidfile, "12");
  writeFileSync(place.monitorPidfile, "34");
  expect([openContainer(place).pid, openContainer(place).monitorPid]).toEqual([12, 34]);
  const created = new Container(place, { pid: 5, monitorPid: 6 });
  expect([created.pid, created.monitorPid, created.ports]).toEqual([5, 6, []]);
});

test("Container.resize() and reopenLogs() write to the monitor, and say so when there is none", () => {
  using directory = new TemporaryDirectory();
  const container = openContainer(placeIn(directory));
  expect(() => container.reopenLogs()).toThrow(ContainerStateError);
  makeFifo(directory.at("ctl"), 0o600);
  expect(() => container.resize({ height: 1, width: 2 })).toThrow(ContainerStateError);
  using monitor = open(directory.at("ctl"), O_RDWR | O_NONBLOCK);
  container.resize({ height: 24, width: 80 });
  container.reopenLogs();
  const buffer = new Uint8Array(new ArrayBuffer(100));
  expect(new TextDecoder().decode(buffer.subarray(0, read(monitor, buffer)))).toBe("1 24 80\n2 0 0\n");
});

test("Container.wait() tells the exit code, and attach() that there is no monitor", async () => {
  using directory = new TemporaryDirectory();
  const container = openContainer(placeIn(directory));
  writeFileSync(directory.at("exits/a-container"), "7");
  expect((await container.wait()).code).toBe(7);
  expect(await failureOf(container.attach())).toBeInstanceOf(ContainerStateError);
});

test("Container.logs() reads the first log that can be read, and stops with the container", async () => {
  using directory = new TemporaryDirectory();
  const place = placeIn(directory);
  writeFileSync(directory.at("log"), "2024-01-02T03:04:05.000000006+00:00 stdout F hello\n");
  writeFileSync(directory.at("exits/a-container"), "0");
  const texts: string[] = [];
  for await (const { bytes } of openContainer(place).logs({ follow: true }))
    texts.push(new TextDecoder().decode(bytes));
  expect(texts).toEqual(["hello"]);
  const without = openContainer({ ...place, logs: [{ driver: "none" }] });
  expect(await failureOf(without.logs().next())).toBeInstanceOf(ContainerStateError);
});

test("Container.delete() removes what it was reached by, and leaves what is to be read", async () => {
  using directory = new TemporaryDirectory();
  const place = placeIn(directory);
  for (const fifo of ["ctl", "winsz"]) makeFifo(directory.at(fifo), 0o600);
  symlinkSync(directory.path, directory.at(place.id));
  writeFileSync(directory.at("log"), "");
  await openContainer(place).delete();
  expect(readdirSync(directory.path).toSorted()).toEqual(["asked", "exits", "log", "runtime"]);
});
