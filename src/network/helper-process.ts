// Programs that stay with a container's network: started with a pipe that ends them and one that says that they are ready.

import { tmpdir } from "node:os";
import { join } from "node:path";
import { EPOLLIN, O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR } from "../../ffi/constants.ts";
import { messageOf } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { open, readFile, removeIfThere } from "../../ffi/file.ts";
import { read } from "../../ffi/io.ts";
import { memoryFile } from "../../ffi/memory-file.ts";
import { cString } from "../../ffi/os-string.ts";
import { pipe } from "../../ffi/pipe.ts";
import type { WaitStatus } from "../../ffi/process.ts";
import type { CStrings, SpawnOptions } from "../../ffi/spawn.ts";
import { Child } from "../waiting/child.ts";
import { Deadline, type Waiting } from "../waiting/deadline.ts";
import { ready } from "../waiting/ready.ts";
import { NetworkError } from "./network-error.ts";

/** Where a helper finds its two pipes; its arguments or its configuration tell it so. */
export const EXIT_FD = 3;
export const READY_FD = 4;

const START_TIMEOUT = 60_000;
/** Bytes of what it has said that are worth quoting. */
const MAX_WORDS = 4096;

export interface HelperStart extends Waiting {
  /** For errors. */
  readonly name: string;
  readonly path: string;
  /** The program's own name first. */
  readonly argv: readonly string[];
  /** Read end of a pipe; the helper ends when nobody holds the write end any more. */
  readonly exit: Fd;
  /** What it reads on stdin; nothing without it. */
  readonly input?: string;
  /** Where it says why it fails. */
  readonly complainsOn: "stdout" | "stderr";
}

/**
 * Starts a helper in a process group of its own, and waits until it has written to its ready pipe.
 *
 * @returns the helper, which outlives this program
 * @throws {NetworkError} when it cannot be started, or ends instead of becoming ready: with its own words
 * @throws {TimeoutError} or the signal's reason; the helper has been ended
 */
export async function startHelper(start: HelperStart): Promise<Child> {
  const { name, path, argv, exit, input, complainsOn, signal, timeout = START_TIMEOUT } = start;
  using deadline = new Deadline(name, { timeout, ...(signal && { signal }) });
  deadline.signal.throwIfAborted();
  using stdin = input === undefined ? open("/dev/null", O_RDONLY) : fileWith(input);
  using stdout = unlinkedFile();
  using stderr = unlinkedFile();
  using readyPipe = pipe();
  const fds = new Map([
    [0, stdin],
    [1, stdout],
    [2, stderr],
    [EXIT_FD, exit],
    [READY_FD, readyPipe.writeEnd],
  ]);
  const helper = startProgram(name, path, { argv: argv.map(cString), env: ownEnvironment(), fds, lead: "group" });
  // The helper's is the only one left: its end is the end of the pipe.
  readyPipe.writeEnd.close();
  try {
    await ready(readyPipe.readEnd, EPOLLIN, deadline.signal);
    if (read(readyPipe.readEnd, new Uint8Array(new ArrayBuffer(16))) > 0) return helper;
    const status = await helper.ended(deadline.signal);
    const said = { stdout: textOf(stdout), stderr: textOf(stderr) };
    const words = said[complainsOn] || said.stderr || said.stdout || "without a word";
    throw new NetworkError(`${name} has ended (${endingOf(status)}): ${words}`);
  } catch (error) {
    await helper.kill();
    throw error;
  }
}

function startProgram(name: string, path: string, options: SpawnOptions): Child {
  try {
    return Child.start(path, options);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new NetworkError(`Cannot start ${name}: ${reason}`, { cause });
  }
}

function ownEnvironment(): CStrings {
  return Object.entries(process.env).map(([name, value]) => cString(`${name}=${value ?? ""}`));
}

/** Not a pipe, which nobody would read any more when this program has ended and the helper still talks. */
function unlinkedFile(): Fd {
  const path = join(tmpdir(), `ctrmon-${crypto.randomUUID()}`);
  const file = open(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL, 0o600);
  removeIfThere(path);
  return file;
}

function fileWith(text: string): Fd {
  using file = memoryFile("input", Buffer.from(text) as Uint8Array<ArrayBuffer>);
  // Opened anew, to be read from its beginning.
  return open(`/proc/self/fd/${file.number}`, O_RDONLY);
}

function textOf(file: Fd): string {
  return new TextDecoder().decode(readFile(`/proc/self/fd/${file.number}`, MAX_WORDS)).trim();
}

function endingOf(status: WaitStatus): string {
  return "signal" in status ? `signal ${status.signal}` : `exit code ${status.code}`;
}
