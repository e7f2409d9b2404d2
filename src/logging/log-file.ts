// A log file on disk: appended to in whole batches, replaced when it grows too large, and never the end of the monitor.
import { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } from "../../ffi/constants.ts";
import { EINVAL, EROFS, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { open, rename, sizeOf, sync, truncate } from "../../ffi/file.ts";
import { NOT_READY, write } from "../../ffi/io.ts";
import type { LossReport } from "./loss-report.ts";

const LOG_MODE = 0o640;
const NEWLINE = 0x0a;

export interface LogLimits {
  /** Bytes that one file may hold; undefined for no limit. */
  readonly fileSize: number | undefined;
  /** Bytes written in all after which nothing more is written; undefined for no limit. */
  readonly totalSize: number | undefined;
}

/** An open log file. Failures of the disk are counted by the loss report; the caller never sees them. */
export class LogFile implements Disposable {
  readonly #path: string;
  readonly #limits: LogLimits;
  readonly #losses: LossReport;
  #fd: Fd;
  #size: number;
  #total = 0;

  /** @throws {SystemError} when the file cannot be opened or made */
  constructor(path: string, limits: LogLimits, losses: LossReport) {
    this.#path = path;
    this.#limits = limits;
    this.#losses = losses;
    this.#fd = openLog(path);
    this.#size = sizeOf(this.#fd);
  }

  /** Whether there is a limit that the writer must ask about with `accepts`, record by record. */
  get limited(): boolean {
    return this.#limits.fileSize !== undefined;
  }

  /** Whether so many more bytes fit into this file. An empty file takes any record. */
  accepts(length: number): boolean {
    const { fileSize } = this.#limits;
    return fileSize === undefined || this.#size + length <= fileSize;
  }

  /** Appends whole records: the first `length` bytes. */
  append(bytes: Uint8Array<ArrayBuffer>, length: number): void {
    if (length === 0) return;
    const room = (this.#limits.totalSize ?? Number.POSITIVE_INFINITY) - this.#total;
    if (length > room) return;
    const written = this.#writeAll(length === bytes.length ? bytes : bytes.subarray(0, length));
    this.#size += written;
    this.#total += written;
  }

  /** Replaces the file by an empty one under the same name: readers that follow it see the old one end. */
  startAnew(): void {
    try {
      const staging = `${this.#path}.tmp`;
      const fd = open(staging, O_WRONLY | O_APPEND | O_CREAT | O_TRUNC, LOG_MODE);
      rename(staging, this.#path);
      this.#replace(fd);
    } catch (error) {
      this.#losses.failed("replace", this.#path, error);
    }
  }

  /** Opens the path afresh, making the file when it is gone. */
  reopen(): void {
    try {
      this.#replace(openLog(this.#path));
    } catch (error) {
      this.#losses.failed("reopen", this.#path, error);
    }
  }

  sync(): void {
    try {
      sync(this.#fd);
    } catch (error) {
      // A log on something that is no disk: a pipe, a device, a read-only mount.
      if (error instanceof SystemError && (error.errno === EINVAL || error.errno === EROFS)) return;
      this.#losses.failed("sync", this.#path, error);
    }
  }

  [Symbol.dispose](): void {
    this.#fd.close();
  }

  #replace(fd: Fd): void {
    this.#fd.close();
    this.#fd = fd;
    this.#size = sizeOf(fd);
  }

  /** @returns bytes of whole records that are in the file now */
  #writeAll(bytes: Uint8Array<ArrayBuffer>): number {
    let written = 0;
    try {
      while (written < bytes.length) {
        const count = write(this.#fd, written === 0 ? bytes : bytes.subarray(written));
        if (count === NOT_READY) break;
        written += count;
      }
    } catch (error) {
      this.#losses.failed("write", this.#path, error);
    }
    if (written === bytes.length) {
      this.#losses.recovered();
      return written;
    }
    const whole = written === 0 ? 0 : bytes.lastIndexOf(NEWLINE, written - 1) + 1;
    this.#cutBack(written - whole);
    this.#losses.lost(bytes.length - whole);
    return whole;
  }

  /** Removes the piece of a record that a failed write has left at the end, so that the next record starts a line. */
  #cutBack(length: number): void {
    if (length === 0) return;
    try {
      truncate(this.#fd, sizeOf(this.#fd) - length);
    } catch (error) {
      this.#losses.failed("truncate", this.#path, error);
    }
  }
}

function openLog(path: string): Fd {
  return open(path, O_WRONLY | O_APPEND | O_CREAT, LOG_MODE);
}
