// The monitor's end of the sync pipe: what the engine waits for after it has started ctrmon.
import { POLLOUT } from "../../ffi/constants.ts";
import { EAGAIN, EPIPE, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { NOT_READY, write } from "../../ffi/io.ts";
import { waitReady } from "../../ffi/poll.ts";
import { encodeSyncLine, type SyncKey } from "../protocol/sync-line.ts";
import type { Diagnostics } from "./diagnostics.ts";

/** Milliseconds that an engine has to make room in its pipe, which one that listens has from the beginning. */
const PATIENCE = 100;

/** Reports to the engine, one line for each report; without a pipe, to nobody. */
export class SyncPipe implements Disposable {
  readonly #fd: Fd | undefined;
  readonly #key: SyncKey;
  readonly #diagnostics: Diagnostics;

  constructor(fd: Fd | undefined, key: SyncKey, diagnostics: Diagnostics) {
    this.#fd = fd;
    this.#key = key;
    this.#diagnostics = diagnostics;
  }

  /** Sends a pid, an exit code, or -1 with the reason. An engine that has gone away is no reason to fail. */
  report(value: number, message?: string | Uint8Array): void {
    if (this.#fd === undefined || this.#fd.closed) return;
    const line = encodeSyncLine({ key: this.#key, value, ...(message === undefined ? {} : { message }) });
    try {
      send(this.#fd, line);
    } catch (error) {
      const gone = error instanceof SystemError && error.errno === EPIPE;
      if (!gone) this.#diagnostics.warn(`Cannot report to the engine: ${String(error)}`);
      this.#fd.close();
    }
  }

  /** Nothing more will be reported. */
  close(): void {
    this.#fd?.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** One write, so that it is one packet on a SOCK_SEQPACKET pipe and atomic on any other, unless it takes only a part. */
function send(fd: Fd, line: Uint8Array<ArrayBuffer>): void {
  let patient = true;
  for (let rest = line; rest.length > 0; ) {
    const count = write(fd, rest);
    if (count !== NOT_READY) {
      rest = rest.subarray(count);
      continue;
    }
    if (!patient) throw new SystemError("write", EAGAIN);
    patient = false;
    waitReady(fd, POLLOUT, PATIENCE);
  }
}
