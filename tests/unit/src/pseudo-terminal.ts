// A pseudo-terminal: what an OCI runtime would send over the console socket, and what a container would have.
import { O_NOCTTY, O_RDWR } from "../../../ffi/constants.ts";
import { check } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { libc } from "../../../ffi/libc.ts";

// <asm-generic/ioctls.h>
const TIOCGPTN = 0x80045430;
const TIOCSPTLCK = 0x40045431;

export class PseudoTerminal implements Disposable {
  readonly master: Fd = open("/dev/ptmx", O_RDWR | O_NOCTTY);
  readonly #path: string;

  constructor() {
    check(libc.ioctl(this.master.number, TIOCSPTLCK, new Int32Array(new ArrayBuffer(4))), "ioctl");
    const number = new Int32Array(new ArrayBuffer(4));
    check(libc.ioctl(this.master.number, TIOCGPTN, number), "ioctl");
    this.#path = `/dev/pts/${number[0]}`;
  }

  /** Opens the container's side. */
  openSlave(): Fd {
    return open(this.#path, O_RDWR | O_NOCTTY);
  }

  [Symbol.dispose](): void {
    this.master.close();
  }
}
