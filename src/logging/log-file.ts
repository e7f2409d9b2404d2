// A log file on disk: appended to in whole batches, replaced when it grows too large, and never the end of the monitor.
import { EINVAL, EROFS, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { sizeOf, sync, truncate } from "../../ffi/file.ts";
import { NOT_READY, write } from "../../ffi/io.ts";
import type { LogPlace } from "./log-place.ts";
import type { LossReport } from "./loss-report.ts";

const NEWLINE = 0x0a;

export interface LogLimits {
  /** Bytes that one file may hold; undefined for no limit. */
  readonly fileSize: number | undefined;
  /** Bytes written in all after which nothing more is written; undefined for no limit. */
  readonly totalSize: number | undefined;
  /** How many full files are kept under other names; 0: a full file is thrown away. */
  readonly keptFiles: number;
}

/** An open log file. Failures of the disk are counted by the loss report; the caller never sees them. */
export class LogFile implements Disposable {
  readonly #place: LogPlace;
  readonly #limits: LogLimits;
  readonly #losses: LossReport;
  #fd: Fd;
  #size: number;
  #total = 0;

  /** @throws {Error} when the file cannot be opened or made */
  constructor(place: LogPlace, limits: LogLimits, losses: LossReport) {
    this.#place = place;
    this.#limits = limits;
    this.#losses = losses;
    this.#fd = place.open();
    this.#size = sizeOf(this.#fd);
  }

  /** Bytes that fit into this file for sure; infinite without a limit. */
  get room(): number {
    const { fileSize } = this.#limits;
    return fileSize === undefined ? Number.POSITIVE_INFINITY : fileSize - this.#size;
  }

  /**
   * Whether one more record fits into this file. An empty file takes any record, and so does one that will not get it
   * because of the limit in all: starting anew would only throw away what is there.
   *
   * @param batched bytes that will be appended before it
   * @param length bytes of the record
   */
  accepts(batched: number, length: number): boolean {
    const { fileSize } = this.#limits;
    const before = this.#size + batched;
    return fileSize === undefined || before === 0 || before + length <= fileSize || batched + length > this.#roomInAll;
  }

  /** Appends whole records: the first `length` bytes, or as many of them as the limit in all allows. */
  append(bytes: Uint8Array<ArrayBuffer>, length: number): void {
    const allowed = this.#allowedOf(bytes, length);
    if (allowed === 0) return;
    const written = this.#writeAll(bytes, allowed);
    this.#size += written;
    this.#total += written;
  }

  /** Goes on in an empty file under the same name. Readers that follow the log see the old one end. */
  startAnew(): void {
    const { keptFiles } = this.#limits;
    this.#reopenAs("replace", () => (keptFiles === 0 ? this.#place.replace() : this.#place.rotate(keptFiles)));
  }

  /** Opens the path afresh, making the file when it is gone. */
  reopen(): void {
    this.#reopenAs("reopen", () => this.#place.open());
  }

  sync(): void {
    try {
      sync(this.#fd);
    } catch (error) {
      // A log on something that is no disk: a pipe, a device, a read-only mount.
      if (error instanceof SystemError && (error.errno === EINVAL || error.errno === EROFS)) return;
      this.#losses.failed("sync", this.#place.path, error);
    }
  }

  [Symbol.dispose](): void {
    this.#fd.close();
    this.#losses[Symbol.dispose]();
  }

  /** Bytes left of the limit in all. */
  get #roomInAll(): number {
    return this.#limits.totalSize === undefined ? Number.POSITIVE_INFINITY : this.#limits.totalSize - this.#total;
  }

  #allowedOf(records: Uint8Array<ArrayBuffer>, length: number): number {
    const room = this.#roomInAll;
    if (length <= room) return length;
    // What comes after the first record that does not fit is not written either, even if it would fit.
    this.#total = Number.POSITIVE_INFINITY;
    return room <= 0 ? 0 : records.lastIndexOf(NEWLINE, room - 1) + 1;
  }

  /** When it fails, the log goes on in the old file: better too long than lost. */
  #reopenAs(action: string, openIt: () => Fd): void {
    try {
      const fd = openIt();
      this.#fd.close();
      this.#fd = fd;
      this.#size = sizeOf(fd);
    } catch (error) {
      this.#losses.failed(action, this.#place.path, error);
    }
  }

  /** @returns bytes of whole records that are in the file now */
  #writeAll(bytes: Uint8Array<ArrayBuffer>, length: number): number {
    let written = 0;
    let trouble: unknown = "it takes nothing just now";
    try {
      while (written < length) {
        const count = write(this.#fd, written === 0 ? bytes : bytes.subarray(written), length - written);
        if (count === NOT_READY) break;
        written += count;
      }
    } catch (error) {
      trouble = error;
    }
    if (written === length) {
      this.#losses.recovered();
      return written;
    }
    const whole = written === 0 ? 0 : bytes.lastIndexOf(NEWLINE, written - 1) + 1;
    this.#cutBack(written - whole);
    this.#losses.lost(length - whole, this.#place.path, trouble);
    return whole;
  }

  /** Removes the piece of a record that a failed write has left at the end, so that the next record starts a line. */
  #cutBack(length: number): void {
    if (length === 0) return;
    try {
      truncate(this.#fd, sizeOf(this.#fd) - length);
    } catch (error) {
      this.#losses.failed("truncate", this.#place.path, error);
    }
  }
}
