// The monitor's end of the sync pipe: what the engine waits for after it has started ctrmon.
import { EPIPE, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { write } from "../../ffi/io.ts";
import { encodeSyncLine, type SyncKey } from "../protocol/sync-line.ts";
import type { Diagnostics } from "./diagnostics.ts";

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
      // One write, so that it is one packet on a SOCK_SEQPACKET pipe and atomic on any other.
      write(this.#fd, line);
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
