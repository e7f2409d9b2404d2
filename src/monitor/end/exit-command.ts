// The engine's own command at the end of a container, such as `podman container cleanup`.
import { monotonicMilliseconds } from "../../../ffi/clock.ts";
import { O_RDONLY, O_WRONLY } from "../../../ffi/constants.ts";
import { EAGAIN, EINTR, EMFILE, ENFILE, ENOMEM, SystemError } from "../../../ffi/errno.ts";
import { open } from "../../../ffi/file.ts";
import { cString } from "../../../ffi/os-string.ts";
import { pause } from "../../../ffi/poll.ts";
import { exitCode, setSubreaper, waitForChild } from "../../../ffi/process.ts";
import type { SignalSet } from "../../../ffi/signal.ts";
import { type CStrings, spawn } from "../../../ffi/spawn.ts";
import type { ExitCommand } from "../../protocol/checked-options.ts";
import { withOriginalOomScore } from "../create/oom-score.ts";

/** Milliseconds that poll(2) can be told. */
const LONGEST_PAUSE = 2 ** 31 - 1;
/** How often, and after how many milliseconds, a command is tried again that cannot be started just now. */
const ATTEMPTS = 5;
const PAUSE = 200;
/** What passes: too many processes or open files, too little memory, a signal. */
const PASSING: readonly number[] = [EAGAIN, ENOMEM, EMFILE, ENFILE, EINTR];

export interface ExitCommandStart {
  readonly command: ExitCommand;
  readonly environment: CStrings;
  readonly mask: SignalSet;
}

/**
 * Waits for the delay, then runs the command and waits for it. It gets /dev/null as its standard streams and no other
 * descriptor, and is no child of a subreaper: what it leaves behind is not ours to wait for.
 *
 * @returns the command's exit code, which is nobody's business but its own
 * @throws {SystemError} when the command cannot be started, and still not after a second
 */
export function runExitCommand(start: ExitCommandStart): number {
  const { delaySeconds } = start.command;
  sleep(delaySeconds * 1000);
  return exitCode(waitForChild(startPatiently(start)));
}

/** An engine cleans up by this command: mounts and networks stay when it is not run. */
function startPatiently(start: ExitCommandStart): number {
  for (let attempt = 1; ; attempt++) {
    try {
      return startCommand(start);
    } catch (error) {
      const passes = error instanceof SystemError && PASSING.includes(error.errno);
      if (!passes || attempt === ATTEMPTS) throw error;
      pause(PAUSE);
    }
  }
}

function startCommand({ command, environment, mask }: ExitCommandStart): number {
  setSubreaper(false);
  using empty = open("/dev/null", O_RDONLY);
  using sink = open("/dev/null", O_WRONLY);
  const argv = [command.path, ...command.args].map(cString);
  const fds = new Map([empty, sink, sink].map((fd, number) => [number, fd]));
  return withOriginalOomScore(() => spawn(command.path, { argv, env: environment, fds, mask }));
}

function sleep(milliseconds: number): void {
  const end = monotonicMilliseconds() + milliseconds;
  for (let left = milliseconds; left > 0; left = end - monotonicMilliseconds()) pause(Math.min(left, LONGEST_PAUSE));
}
