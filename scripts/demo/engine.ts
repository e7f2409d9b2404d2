// The engine's part: starts ctrmon with its two pipes, lets it go on, and hears what it reports.

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { EPOLLIN, O_RDWR, SOCK_SEQPACKET } from "../../ffi/constants.ts";
import { Epoll } from "../../ffi/epoll.ts";
import type { Fd } from "../../ffi/fd.ts";
import { open } from "../../ffi/file.ts";
import { read, writeAll } from "../../ffi/io.ts";
import { cString } from "../../ffi/os-string.ts";
import { exitCode, pidFd, waitForChild } from "../../ffi/process.ts";
import { initialEnvironment } from "../../ffi/self.ts";
import { socketPair } from "../../ffi/socket.ts";
import { spawn } from "../../ffi/spawn.ts";
import { START_PIPE, SYNC_PIPE } from "../../src/protocol/environment.ts";
import { parseSyncLine } from "../../src/protocol/sync-message.ts";
import { findProgram } from "./prerequisites.ts";

/** Milliseconds after which something that should take a blink is taken for broken. */
const PATIENCE = 10_000;

/** Where an engine keeps what belongs to a container. */
export interface Container {
  readonly directory: string;
  readonly id: string;
  readonly runc: string;
  /** runc's own notes. */
  readonly state: string;
  readonly bundle: string;
  readonly log: string;
  readonly exits: string;
  readonly pidFile: string;
  readonly monitorPidFile: string;
}

export function containerIn(directory: string): Container {
  return {
    directory,
    // Also the cgroup's name, so it must not be one that somebody else has.
    id: basename(directory),
    runc: findProgram("runc") ?? "runc",
    state: join(directory, "runc"),
    bundle: join(directory, "bundle"),
    log: join(directory, "ctr.log"),
    exits: join(directory, "exits"),
    pidFile: join(directory, "container.pid"),
    monitorPidFile: join(directory, "monitor.pid"),
  };
}

export interface MonitorOption {
  readonly args: readonly string[];
  /** In a few words for a reader. */
  readonly meaning: string;
}

/** The monitor's command line, in groups. */
export function monitorOptions({
  id,
  runc,
  state,
  bundle,
  log,
  exits,
  pidFile,
  monitorPidFile,
}: Container): MonitorOption[] {
  return [
    { args: ["--api-version", "1"], meaning: "how sync lines look" },
    { args: ["--cid", id], meaning: "the container's id" },
    { args: ["--cuuid", id], meaning: "and a name for its sockets" },
    { args: ["--runtime", runc], meaning: "the OCI runtime" },
    { args: ["--runtime-arg", "--root", "--runtime-arg", state], meaning: "and its own options" },
    { args: ["--bundle", bundle], meaning: "what to make the container from" },
    { args: ["--container-pidfile", pidFile], meaning: "where the runtime leaves the container's pid" },
    { args: ["--conmon-pidfile", monitorPidFile], meaning: "where ctrmon leaves its own" },
    { args: ["--stdin"], meaning: "the container has an input" },
    { args: ["--full-attach"], meaning: "the attach socket is in the bundle" },
    { args: ["--log-path", `k8s-file:${log}`], meaning: "where output is kept" },
    { args: ["--exit-dir", exits], meaning: "where the exit code goes" },
    { args: ["--exit-command", runc], meaning: "what to run at the end" },
    { args: ["--exit-command-arg", "--root", "--exit-command-arg", state], meaning: "" },
    { args: ["--exit-command-arg", "delete", "--exit-command-arg", id], meaning: "" },
  ];
}

/** Runs one monitor. */
export class Engine implements Disposable {
  readonly #sync: Fd;
  readonly #start: Fd;
  readonly #firstProcess: number;

  /** Starts the executable. It waits for the start byte. */
  constructor(executable: string, options: readonly string[]) {
    // Podman's pipes are packet sockets: one write is one message.
    const [sync, theirSync] = socketPair(SOCK_SEQPACKET);
    const [start, theirStart] = socketPair(SOCK_SEQPACKET);
    this.#sync = sync;
    this.#start = start;
    using nothing = open("/dev/null", O_RDWR);
    const pipes = [`${SYNC_PIPE}=3`, `${START_PIPE}=4`].map(cString);
    try {
      this.#firstProcess = spawn(executable, {
        argv: [executable, ...options].map(cString),
        env: [...initialEnvironment(), ...pipes],
        fds: new Map([
          [0, nothing],
          [3, theirSync],
          [4, theirStart],
        ]),
      });
    } finally {
      theirSync.close();
      theirStart.close();
    }
  }

  /** Podman writes a zero; any byte will do. */
  sendStartByte(): void {
    writeAll(this.#start, Uint8Array.of(0));
  }

  /** Waits until the first process has daemonised the monitor. @returns when that was, by `performance.now()` */
  awaitFirstProcess(): number {
    const code = exitCode(waitForChild(this.#firstProcess));
    if (code !== 0) throw new Error(`ctrmon has ended with status ${code}`);
    return performance.now();
  }

  /** @throws {Error} when the monitor reports a failure, or nothing */
  readSyncLine(): { readonly line: string; readonly pid: number } {
    awaitReadable(this.#sync, "a sync line");
    const buffer = new Uint8Array(new ArrayBuffer(4096));
    const bytes = buffer.subarray(0, Math.max(0, read(this.#sync, buffer)));
    if (bytes.length === 0) throw new Error("ctrmon has ended without a sync line");
    const { value, message } = parseSyncLine(bytes);
    if (value < 0) throw new Error(`ctrmon reports: ${message}`);
    return { line: new TextDecoder().decode(bytes), pid: value };
  }

  monitorFigures({ monitorPidFile }: Container): { readonly threads: number; readonly anonymousKilobytes: number } {
    const status = readFileSync(`/proc/${readFileSync(monitorPidFile, "utf8")}/status`, "utf8");
    const field = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(status)?.[1] ?? 0);
    return { threads: field("Threads"), anonymousKilobytes: field("RssAnon") };
  }

  /** The monitor is nobody's child: its end is seen on a pid descriptor. */
  awaitMonitor({ monitorPidFile }: Container): void {
    const pid = Number(readFileSync(monitorPidFile, "utf8"));
    try {
      using end = pidFd(pid);
      awaitReadable(end, "the monitor's end");
    } catch (error) {
      // ESRCH: it was faster.
      if (!String(error).includes("ESRCH")) throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#sync.close();
    this.#start.close();
  }
}

/** @throws {Error} when there is nothing to read in time */
export function awaitReadable(fd: Fd, what: string): void {
  using epoll = new Epoll();
  epoll.add(fd, EPOLLIN, 0);
  const end = performance.now() + PATIENCE;
  // A signal ends a wait early.
  while (epoll.wait(Math.max(1, end - performance.now()), () => undefined) === 0) {
    if (performance.now() > end) throw new Error(`waited ${PATIENCE / 1000} s in vain for ${what}`);
  }
}
