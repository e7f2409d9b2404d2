// The engine's end of a sync or attach pipe: lines, each of them a number or a failure.
import { EPOLLIN } from "../../../ffi/constants.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { NOT_READY } from "../../../ffi/io.ts";
import { parseSyncLine, type SyncMessage } from "../../protocol/sync-message.ts";
import { ready } from "../../waiting/ready.ts";
import { receive } from "../receive.ts";

/** No monitor writes more than 4 KiB in one line; conmon's runtime messages may come to twice that when escaped. */
const LONGEST_LINE = 64 * 1024;
const NEWLINE = 0x0a;

/** Reads from a pipe, which stays the caller's. One `next()` at a time. */
export class ReportReader {
  readonly #pipe: Fd;
  #rest = Buffer.alloc(0);
  #ended = false;

  /** @param pipe must not block */
  constructor(pipe: Fd) {
    this.#pipe = pipe;
  }

  /**
   * The next message.
   *
   * @returns undefined at the end: no process has the other end open any more
   * @throws {SyncMessageError} for a line that no monitor sends
   * @throws the signal's reason when it is aborted; nothing is lost then
   */
  async next(signal?: AbortSignal): Promise<SyncMessage | undefined> {
    let line = this.#takeLine();
    while (line === undefined && !this.#ended) {
      await ready(this.#pipe, EPOLLIN, signal);
      this.#receive();
      line = this.#takeLine();
    }
    return line === undefined ? undefined : parseSyncLine(line);
  }

  #receive(): void {
    const buffer = new Uint8Array(new ArrayBuffer(LONGEST_LINE));
    const count = receive(this.#pipe, buffer);
    if (count > 0) this.#rest = Buffer.concat([this.#rest, buffer.subarray(0, count)]);
    else if (count !== NOT_READY) this.#ended = true;
  }

  /** Up to its newline, or all that there is when more will not come, or should not have. */
  #takeLine(): Uint8Array | undefined {
    const newline = this.#rest.indexOf(NEWLINE);
    const complete = newline >= 0 || this.#ended || this.#rest.length >= LONGEST_LINE;
    if (!complete || this.#rest.length === 0) return undefined;
    const end = newline < 0 ? this.#rest.length : newline + 1;
    const line = this.#rest.subarray(0, end);
    this.#rest = this.#rest.subarray(end);
    return line;
  }
}
