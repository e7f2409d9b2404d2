// Pipes, and the size of their buffers.
import { F_SETPIPE_SZ, O_CLOEXEC } from "./constants.ts";
import { check } from "./errno.ts";
import { Fd } from "./fd.ts";
import { libc } from "./libc.ts";

export interface Pipe extends Disposable {
  readonly readEnd: Fd;
  readonly writeEnd: Fd;
}

/**
 * Makes a pipe, both ends close-on-exec.
 *
 * @param flags O_NONBLOCK for both ends
 * @throws {SystemError} EMFILE, ENFILE
 */
export function pipe(flags = 0): Pipe {
  const fds = new Int32Array(new ArrayBuffer(8));
  check(libc.pipe2(fds, flags | O_CLOEXEC), "pipe2");
  const readEnd = new Fd(fds[0] ?? -1);
  const writeEnd = new Fd(fds[1] ?? -1);
  return {
    readEnd,
    writeEnd,
    [Symbol.dispose]: () => {
      readEnd.close();
      writeEnd.close();
    },
  };
}

/**
 * Asks for a larger buffer in the kernel.
 *
 * @param size bytes; unprivileged users get at most /proc/sys/fs/pipe-max-size, and no more than their quota
 * @returns whether the kernel agreed; the pipe works all the same when it did not
 */
export function growPipe(end: Fd, size: number): boolean {
  return libc.fcntl(end.number, F_SETPIPE_SZ, size) >= 0;
}
