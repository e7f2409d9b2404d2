// The container's standard streams: which descriptors it gets, and which ends the monitor keeps.
import { Fd } from "../../../ffi/fd.ts";
import { changeModeOf } from "../../../ffi/file.ts";
import { type Pipe, pipe } from "../../../ffi/pipe.ts";
import type { CheckedOptions } from "../../protocol/checked-options.ts";

/** Anybody in the container may open /dev/stdout again, whatever user it runs as. */
const PIPE_MODE = 0o777;

/** One descriptor for each standard stream; undefined stands for /dev/null. */
export interface StandardStreams {
  readonly stdin: Fd | undefined;
  readonly stdout: Fd | undefined;
  readonly stderr: Fd | undefined;
}

/** Both sides. Disposing closes the container's ends, which are of no use here once the runtime has them. */
export interface ContainerStdio extends Disposable {
  readonly container: StandardStreams;
  readonly monitor: StandardStreams;
}

/**
 * Makes the streams that the options ask for. With a terminal only stderr is a pipe, for the runtime's own errors:
 * the terminal itself comes from the runtime.
 *
 * @throws {SystemError} EMFILE, ENFILE
 */
export function containerStdio({ terminal, stdin, log }: CheckedOptions): ContainerStdio {
  if (log.passthrough) return passedThrough();
  const pipes: Pipe[] = [];
  try {
    const input = stdin && !terminal ? openPipe(pipes) : undefined;
    const output = terminal ? undefined : openPipe(pipes);
    const errors = openPipe(pipes);
    return {
      container: { stdin: input?.readEnd, stdout: output?.writeEnd, stderr: errors.writeEnd },
      monitor: { stdin: input?.writeEnd, stdout: output?.readEnd, stderr: errors.readEnd },
      [Symbol.dispose]: () => {
        input?.readEnd.close();
        output?.writeEnd.close();
        errors.writeEnd.close();
      },
    };
  } catch (error) {
    for (const opened of pipes) opened[Symbol.dispose]();
    throw error;
  }
}

/** The monitor's own streams, which are not ours to close; there is nothing left to monitor about them. */
function passedThrough(): ContainerStdio {
  return {
    container: { stdin: new Fd(0), stdout: new Fd(1), stderr: new Fd(2) },
    monitor: { stdin: undefined, stdout: undefined, stderr: undefined },
    [Symbol.dispose]: () => undefined,
  };
}

function openPipe(opened: Pipe[]): Pipe {
  const made = pipe();
  opened.push(made);
  changeModeOf(made.writeEnd, PIPE_MODE);
  return made;
}
