// Checks how the runtime is started: its descriptors at their numbers, and the pid that it leaves.
import { expect, test } from "bun:test";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { O_CREAT, O_WRONLY } from "../../../../../ffi/constants.ts";
import { duplicate, type Fd } from "../../../../../ffi/fd.ts";
import { open } from "../../../../../ffi/file.ts";
import type { libc } from "../../../../../ffi/libc.ts";
import { cString } from "../../../../../ffi/os-string.ts";
import { SignalSet } from "../../../../../ffi/signal.ts";
import { readContainerPid, startRuntime } from "../../../../../src/monitor/create/runtime.ts";
import { exitOf } from "../../../../helpers/deadline.ts";
import { failingOnce } from "../../../failing-once.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { checkedOptions } from "../../checked-options.ts";

const NOTHING = { stdin: undefined, stdout: undefined, stderr: undefined };

/** Descriptors that a runtime has, `number target`. @param inherited all at numbers of their own */
function descriptorsOf(inherited: readonly Fd[], env: readonly string[], ...args: readonly string[]): string[] {
  using directory = new TemporaryDirectory();
  const runtime = directory.at("runtime");
  const record = 'for fd in /proc/$$/fd/*; do echo "${fd##*/} $(readlink $fd)"; done';
  writeFileSync(runtime, `#!/bin/bash\n${record} > ${directory.at("fds")} 2> /dev/null\n`);
  chmodSync(runtime, 0o755);
  using stdout = open(directory.at("stdout"), O_WRONLY | O_CREAT, 0o600);
  const pid = startRuntime({
    options: checkedOptions("--runtime", runtime, ...args),
    environment: ["PATH=/usr/bin:/bin", ...env].map(cString),
    mask: new SignalSet(),
    inherited,
    stdio: { ...NOTHING, stdout },
    consoleSocket: undefined,
  });
  expect(exitOf(pid, "the runtime")).toEqual({ code: 0 });
  const lines = readFileSync(directory.at("fds"), "latin1").trimEnd().split("\n");
  // The shell's own: the script, and what it writes to.
  const own = (line: string): boolean => line.includes(runtime) || line.includes(directory.at("fds"));
  return lines.filter((line) => !own(line)).map((line) => line.replace(directory.path, ""));
}

test("startRuntime() gives /dev/null for what there is not, and nothing beyond the standard streams", () => {
  using other = duplicate(open("/dev/zero", O_WRONLY), 60);
  const standard = descriptorsOf([other], []).filter((line) => /^[02] /.test(line));
  expect(standard).toEqual(["0 /dev/null", "2 /dev/null"]);
  expect(descriptorsOf([other], []).filter((line) => line.includes("/dev/zero"))).toEqual([]);
});

test.each([
  [["--runtime-opt", "--preserve-fds", "--runtime-opt", "59"], []],
  [["--runtime-opt", "--preserve-fds=59"], []],
  [[], ["LISTEN_FDS=59", "LISTEN_PID=1"]],
])("startRuntime() passes descriptors on at their numbers, up to N + 2, with %j %j", (args, env) => {
  using zero = open("/dev/zero", O_WRONLY);
  using last = duplicate(zero, 61);
  using beyond = duplicate(zero, 62);
  expect([last.number, beyond.number]).toEqual([61, 62]);
  expect(descriptorsOf([last, beyond], env, ...args).filter((line) => line.includes("/dev/zero"))).toEqual([
    "61 /dev/zero",
  ]);
});

test("startRuntime() fails when there is no runtime", () => {
  const start = { environment: [], mask: new SignalSet(), inherited: [], stdio: NOTHING, consoleSocket: undefined };
  expect(() => startRuntime({ ...start, options: checkedOptions("--runtime", "/nowhere-at-all") })).toThrow("ENOENT");
});

test.each([
  ["123", 123],
  ["123\n", 123],
  [" 7 ", 7],
  ["", undefined],
  ["\n", undefined],
  ["0", undefined],
  ["-1", undefined],
  ["12x", undefined],
  ["1 2", undefined],
  ["1".repeat(100), undefined],
])("readContainerPid() reads %j", (content, pid) => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("pid"), content);
  expect(readContainerPid(directory.at("pid"))).toBe(pid);
});

test("readContainerPid() finds none where there is no file", () => {
  expect(readContainerPid("/nowhere-at-all/pid")).toBeUndefined();
  expect(readContainerPid("/")).toBeUndefined();
});

test("readContainerPid() tries again when the file cannot be opened just then", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("pid"), "123");
  const refused = (real: typeof libc.openat): number => real(-1, new Uint8Array([120, 0]), 0, 0);
  failingOnce("openat", refused, () => expect(readContainerPid(directory.at("pid"))).toBe(123));
});
