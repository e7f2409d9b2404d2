// The pipes between the monitor and the container: who holds which end.
import { changeModeOf } from "../../../ffi/file.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { type Pipe, pipe } from "../../../ffi/pipe.ts";

/** Anybody in the container may open /dev/stdout again, whatever user it runs as. */
const PIPE_MODE = 0o777;

/** What the container's process gets as its standard streams. */
export interface ContainerStdio {
  /** Undefined: /dev/null. */
  readonly stdin: Fd | undefined;
  readonly stdout: Fd;
  readonly stderr: Fd;
}

/** Both sides of the container's standard streams. Disposing closes the container's ends. */
export interface StdioPipes extends Disposable {
  readonly container: ContainerStdio;
  readonly monitor: { readonly stdin: Fd | undefined; readonly stdout: Fd; readonly stderr: Fd };
}

/** @param options.stdin whether the container has an input @throws {SystemError} EMFILE, ENFILE */
export function stdioPipes(options: { readonly stdin: boolean }): StdioPipes {
  const pipes: Pipe[] = [];
  try {
    const stdin = options.stdin ? openPipe(pipes) : undefined;
    const stdout = openPipe(pipes);
    const stderr = openPipe(pipes);
    return {
      container: { stdin: stdin?.readEnd, stdout: stdout.writeEnd, stderr: stderr.writeEnd },
      monitor: { stdin: stdin?.writeEnd, stdout: stdout.readEnd, stderr: stderr.readEnd },
      [Symbol.dispose]: () => {
        stdin?.readEnd.close();
        stdout.writeEnd.close();
        stderr.writeEnd.close();
      },
    };
  } catch (error) {
    for (const opened of pipes) opened[Symbol.dispose]();
    throw error;
  }
}

function openPipe(opened: Pipe[]): Pipe {
  const made = pipe();
  opened.push(made);
  changeModeOf(made.writeEnd, PIPE_MODE);
  return made;
}
