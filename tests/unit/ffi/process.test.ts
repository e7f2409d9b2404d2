// Checks waiting for processes, signalling them, and what the kernel keeps for this one.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { RLIMIT_NOFILE, SIGKILL, SIGTERM } from "../../../ffi/constants.ts";
import { ECHILD, EINVAL, ESRCH, SystemError } from "../../../ffi/errno.ts";
import { read } from "../../../ffi/io.ts";
import { cString } from "../../../ffi/os-string.ts";
import { pipe } from "../../../ffi/pipe.ts";
import * as processes from "../../../ffi/process.ts";
import { spawn } from "../../../ffi/spawn.ts";
import { becomesReadable, exitOf } from "../../helpers/deadline.ts";
import { statusField } from "../../helpers/processes.ts";
import { collectBefore } from "./garbage.ts";
import { leftOpenBy } from "./leaks.ts";
import { resultOf } from "./programs.ts";
import { RunningCat } from "./running-cat.ts";

/** Greater than any pid that Linux gives. */
const NO_PID = 2 ** 30;
const SOFT_LIMITS = `${import.meta.dir}/programs/soft-limits.ts`;

test("exitCode() is the shell's", () => {
  expect([{ code: 0 }, { code: 255 }, { signal: 9 }].map(processes.exitCode)).toEqual([0, 255, 137]);
});

test("waitForChild() tells how a child has ended", () => {
  const endings = ["exit 0", "exit 7", "exit 255", "kill -TERM $$", "kill -KILL $$", "kill -QUIT $$", "exit 256"];
  expect(endings.map((script) => processes.waitForChild(startShell(script)))).toEqual([
    { code: 0 },
    { code: 7 },
    { code: 255 },
    { signal: 15 },
    { signal: 9 },
    { signal: 3 },
    { code: 0 },
  ]);
});

test("waitForChild() throws for what is no child", () => {
  expect(() => processes.waitForChild(1)).toThrow(new SystemError("waitpid", ECHILD));
});

test("collectChild() does not wait, and collects once", () => {
  using gate = pipe();
  const pid = spawn("/bin/sh", {
    argv: ["sh", "-c", "read line; exit 3"].map(cString),
    env: [],
    fds: new Map([[0, gate.readEnd]]),
  });
  expect(processes.collectChild(pid)).toBe("running");
  expect(processes.collectChild(-1)).toBe("running");
  gate.writeEnd.close();
  using ended = processes.pidFd(pid);
  expect(becomesReadable(ended)).toBe(true);
  expect(processes.collectChild(-1)).toEqual({ pid, status: { code: 3 } });
  expect(processes.collectChild(pid)).toBe("none");
});

test("pidFd() becomes readable at the end of a process, and stays with that process", () => {
  const pid = startShell("exit 0");
  using fd = processes.pidFd(pid);
  expect(becomesReadable(fd)).toBe(true);
  processes.waitForChild(pid);
  expect(becomesReadable(fd, 0)).toBe(true);
});

test("pidFd() of nothing throws and leaves nothing open", () => {
  const attempt = (): void => {
    expect(() => processes.pidFd(NO_PID)).toThrow(new SystemError("pidfd_open", ESRCH));
    expect(() => processes.pidFd(0)).toThrow(new SystemError("pidfd_open", EINVAL));
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

test("kill() signals a process or a group, and says when there is none", () => {
  using cat = new RunningCat({ lead: "group" });
  expect(processes.kill(cat.pid, 0)).toBe(true);
  expect(processes.kill(NO_PID, SIGTERM)).toBe(false);
  expect(processes.kill(-NO_PID, SIGTERM)).toBe(false);
  expect(() => processes.kill(cat.pid, 1000)).toThrow(new SystemError("kill", EINVAL));

  using gate = pipe();
  const shell = spawn("/bin/sh", {
    argv: ["sh", "-c", "read line"].map(cString),
    env: [],
    fds: new Map([[0, gate.readEnd]]),
    lead: "group",
  });
  expect(processes.kill(-shell, SIGKILL)).toBe(true);
  expect(exitOf(shell, "sh")).toEqual({ signal: 9 });
});

test("processGroup() is undefined for a process that is gone", () => {
  using cat = new RunningCat({ lead: "group" });
  expect(processes.processGroup(cat.pid)).toBe(cat.pid);
  expect(String(processes.processGroup(0))).toBe(statusField(process.pid, "NSpgid").split("\t").at(-1) ?? "");
  expect(processes.processGroup(NO_PID)).toBeUndefined();
});

test("setSubreaper() makes orphans children of this process, or not", () => {
  processes.setSubreaper(true);
  const orphan = startOrphan();
  expect(processes.waitForChild(orphan)).toEqual({ code: 7 });
  processes.setSubreaper(false);
  expect(processes.collectChild(startOrphan())).toBe("none");
});

test("setProcessName() is cut to fifteen bytes, and kept through collections", () => {
  const name = readFileSync("/proc/self/comm", "latin1").trimEnd();
  using _pressure = collectBefore("prctl");
  processes.setProcessName("a name of more than fifteen bytes");
  expect(readFileSync("/proc/self/comm", "latin1")).toBe("a name of more \n");
  processes.setProcessName(name);
  expect(readFileSync("/proc/self/comm", "latin1")).toBe(`${name}\n`);
  expect(() => processes.setProcessName("a\0b")).toThrow(TypeError);
});

test("resourceLimit() reads what /proc says", () => {
  const limits = readFileSync("/proc/self/limits", "latin1");
  const [, soft, hard] = /^Max open files\s+(\d+)\s+(\d+)/m.exec(limits) ?? [];
  expect(processes.resourceLimit(0, RLIMIT_NOFILE)).toEqual({ soft: Number(soft), hard: Number(hard) });
  expect(processes.resourceLimit(process.pid, RLIMIT_NOFILE).soft).toBe(Number(soft));
  expect(() => processes.resourceLimit(NO_PID, RLIMIT_NOFILE)).toThrow(new SystemError("prlimit", ESRCH));
  expect(() => processes.resourceLimit(0, 99)).toThrow(new SystemError("prlimit", EINVAL));
});

test("setSoftLimit() leaves the hard limit, also where there is none", () => {
  expect(resultOf(SOFT_LIMITS)).toEqual([
    "none: Infinity Infinity",
    "1234: 1234 unlimited",
    "5 GiB: 5368709120 unlimited",
    "Infinity: unlimited unlimited",
    "open files: 100, hard as before",
  ]);
  expect(() => processes.setSoftLimit(RLIMIT_NOFILE, 2 ** 31)).toThrow(new SystemError("prlimit", EINVAL));
});

test("exitNow() ends the process on the spot", () => {
  const script = `const { exitNow } = await import("${import.meta.dir}/../../../ffi/process.ts");
    process.on("exit", () => console.log("a handler has run")); exitNow(9);`;
  const { exitCode, stdout } = Bun.spawnSync([process.execPath, "-e", script]);
  expect([exitCode, stdout.toString()]).toEqual([9, ""]);
});

function startShell(script: string): number {
  return spawn("/bin/sh", { argv: ["sh", "-c", script].map(cString), env: [], fds: new Map() });
}

/** Starts a process whose parent has ended, and that itself exits with 7 as soon as that is so. @returns its pid */
function startOrphan(): number {
  using gate = pipe();
  using output = pipe();
  const pid = spawn("/bin/sh", {
    argv: ["sh", "-c", "(read line <&3; exit 7) & echo $!"].map(cString),
    env: [],
    fds: new Map([
      [1, output.writeEnd],
      [3, gate.readEnd],
    ]),
  });
  processes.waitForChild(pid);
  const line = new Uint8Array(new ArrayBuffer(16));
  return Number(Buffer.from(line.subarray(0, read(output.readEnd, line))).toString());
}

test("yieldProcessor() comes back", () => {
  expect(processes.yieldProcessor()).toBeUndefined();
});
