// The connection to journald, which may be slow, restarted, or not there at all.
import { POLLOUT, SOCK_DGRAM, SOCK_NONBLOCK } from "../../ffi/constants.ts";
import { EMSGSIZE, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { NOT_READY } from "../../ffi/io.ts";
import { memoryFile } from "../../ffi/memory-file.ts";
import { sendWithFds } from "../../ffi/pass-fd.ts";
import { waitReady } from "../../ffi/poll.ts";
import { connectUnix, send, unixSocket } from "../../ffi/socket.ts";
import type { LossReport } from "./loss-report.ts";

/** Milliseconds that output may be held up by a journald that does not read, once; then entries are dropped. */
const PATIENCE = 1000;

/** Sends entries, and counts those that nobody takes. */
export class JournalSocket implements Disposable {
  readonly #path: string;
  readonly #losses: LossReport;
  #socket: Fd | undefined;
  #patient = true;
  /** Why the last attempt failed. */
  #trouble: unknown;

  /** @param path journald's socket, /run/systemd/journal/socket */
  constructor(path: string, losses: LossReport) {
    this.#path = path;
    this.#losses = losses;
  }

  /** Sends one entry, the first `length` bytes. Never throws; what cannot be sent is counted as lost. */
  send(entry: Uint8Array<ArrayBuffer>, length = entry.length): void {
    // A journald that was restarted has a new socket under the old name.
    if (this.#trySend(entry, length) || this.#trySend(entry, length)) {
      this.#patient = true;
      this.#losses.recovered();
    } else {
      this.#losses.lost(length, this.#path, this.#trouble);
    }
  }

  [Symbol.dispose](): void {
    this.#disconnect();
    this.#losses[Symbol.dispose]();
  }

  /** @returns false when the connection was broken, or journald takes nothing */
  #trySend(entry: Uint8Array<ArrayBuffer>, length: number): boolean {
    try {
      const socket = this.#socket ?? this.#connect();
      this.#socket = socket;
      if (sendEntry(socket, entry, length)) return true;
      this.#trouble = "nobody reads it";
      if (!this.#patient) return false;
      this.#patient = waitReady(socket, POLLOUT, PATIENCE);
      return this.#patient && sendEntry(socket, entry, length);
    } catch (error) {
      this.#trouble = error;
      this.#disconnect();
      return false;
    }
  }

  #disconnect(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  #connect(): Fd {
    const socket = unixSocket(SOCK_DGRAM | SOCK_NONBLOCK);
    try {
      connectUnix(socket, this.#path);
      return socket;
    } catch (error) {
      socket.close();
      throw error;
    }
  }
}

/** @returns false when there is no room just now @throws {SystemError} */
function sendEntry(socket: Fd, entry: Uint8Array<ArrayBuffer>, length: number): boolean {
  try {
    return send(socket, entry, 0, length) !== NOT_READY;
  } catch (error) {
    if (error instanceof SystemError && error.errno === EMSGSIZE)
      return sendInMemory(socket, entry.subarray(0, length));
    throw error;
  }
}

/** An entry too large for a datagram goes as a file in memory. */
function sendInMemory(socket: Fd, entry: Uint8Array<ArrayBuffer>): boolean {
  using file = memoryFile("journal-entry", entry);
  return sendWithFds(socket, new Uint8Array(0), [file]) !== NOT_READY;
}
