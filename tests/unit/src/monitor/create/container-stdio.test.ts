// Checks which standard streams a container gets.
import { expect, test } from "bun:test";
import { fstatSync } from "node:fs";
import { read, write } from "../../../../../ffi/io.ts";
import { type ContainerStdio, containerStdio } from "../../../../../src/monitor/create/container-stdio.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { bytesOf } from "../../bytes.ts";
import { checkedOptions } from "../../checked-options.ts";

/** Which streams are pipes, on the container's and on the monitor's side. */
function pipesOf({ container, monitor }: ContainerStdio): string[] {
  return [container, monitor].map((side) =>
    Object.entries(side)
      .filter(([, fd]) => fd !== undefined)
      .map(([name]) => name)
      .join(" "),
  );
}

function close(stdio: ContainerStdio): void {
  stdio[Symbol.dispose]();
  for (const fd of Object.values(stdio.monitor)) fd?.close();
}

test.each([
  ["stdout stderr", []],
  ["stdin stdout stderr", ["-i"]],
  ["stderr", ["-t"]],
  ["stderr", ["-t", "-i"]],
])("containerStdio() makes pipes for %s with %j", (expected, args) => {
  const stdio = containerStdio(checkedOptions(...args));
  expect(pipesOf(stdio)).toEqual([expected, expected]);
  close(stdio);
});

test("containerStdio() connects the two sides, in the right direction", () => {
  const stdio = containerStdio(checkedOptions("-i"));
  const buffer = new Uint8Array(new ArrayBuffer(10));
  for (const [from, to] of [
    [stdio.monitor.stdin, stdio.container.stdin],
    [stdio.container.stdout, stdio.monitor.stdout],
    [stdio.container.stderr, stdio.monitor.stderr],
  ]) {
    if (from === undefined || to === undefined) throw new Error("no pipe");
    write(from, bytesOf("hello"));
    expect(read(to, buffer)).toBe(5);
  }
  close(stdio);
});

test("containerStdio() lets every user of the container open its streams again", () => {
  const stdio = containerStdio(checkedOptions("-i"));
  const modes = Object.values(stdio.container).map((fd) => fstatSync(fd?.number ?? -1).mode & 0o777);
  expect(modes).toEqual([0o777, 0o777, 0o777]);
  close(stdio);
});

test("containerStdio() closes the container's side, and only that, when it is disposed", () => {
  const stdio = containerStdio(checkedOptions("-i"));
  stdio[Symbol.dispose]();
  expect(Object.values(stdio.container).map((fd) => fd?.closed)).toEqual([true, true, true]);
  expect(Object.values(stdio.monitor).map((fd) => fd?.closed)).toEqual([false, false, false]);
  close(stdio);
  expect(leftOpenBy(() => close(containerStdio(checkedOptions("-i"))))).toEqual([]);
});

test("containerStdio() hands the monitor's own streams over with passthrough, and does not close them", () => {
  const stdio = containerStdio(checkedOptions("-l", "passthrough"));
  expect(pipesOf(stdio)).toEqual(["stdin stdout stderr", ""]);
  expect(Object.values(stdio.container).map((fd) => fd?.number)).toEqual([0, 1, 2]);
  stdio[Symbol.dispose]();
  expect(fstatSync(2).mode).toBeGreaterThan(0);
});
