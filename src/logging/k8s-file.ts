// The k8s-file driver: one text record a line, `TIME stdout F text`, as CRI defines it (the kubelet and Podman read it).
import { addressOf } from "../../ffi/address.ts";
import { libc } from "../../ffi/libc.ts";
import { type LogDriver, MAX_PIECE, type StreamName } from "./driver.ts";
import type { LogFile } from "./log-file.ts";
import { PREFIX_LENGTH, RecordPrefix, TAG_AT } from "./record-prefix.ts";

const NEWLINE = 0x0a;
const PARTIAL = 0x50; // P
/** Records are gathered here and written with one system call. */
const BATCH = 256 * 1024;
const LONGEST_RECORD = PREFIX_LENGTH + MAX_PIECE + 1;

/** Writes records to a file. The file's size limits hold for whole records: none is ever split between two files. */
export class K8sFileDriver implements LogDriver {
  readonly #file: LogFile;
  readonly #prefixes: Readonly<Record<StreamName, RecordPrefix>> = {
    stdout: new RecordPrefix("stdout"),
    stderr: new RecordPrefix("stderr"),
  };
  /** Allocated with the first output: most of the containers of a machine say nothing for most of the time. */
  #batch: DataView<ArrayBuffer> | undefined;

  constructor(file: LogFile) {
    this.#file = file;
  }

  /*
   * The hot path of the monitor. A line is found and copied in one pass by memccpy(3) on plain addresses, the only call
   * out of JavaScript: 0.40 s of our own time for each GB of 80-byte lines, where it was 0.73 with a second one for the
   * prefix and a third for the file's limit, and indexOf with TypedArray copies took twice as much again.
   */
  write(stream: StreamName, bytes: Uint8Array<ArrayBuffer>, start = 0, end = bytes.length): void {
    this.#batch ??= new DataView(new ArrayBuffer(BATCH));
    const view = this.#batch;
    const batch = new Uint8Array(view.buffer);
    const prefix = this.#prefixes[stream];
    prefix.update();

    const batchAddress = addressOf(batch);
    let source = addressOf(bytes) + start;
    const sourceEnd = source + end - start;
    let filled = 0;
    let room = this.#file.room;
    while (source < sourceEnd) {
      if (filled + LONGEST_RECORD > BATCH) {
        this.#file.append(batch, filled);
        filled = 0;
        room = this.#file.room;
      }
      const record = filled;
      const text = batchAddress + record + PREFIX_LENGTH;
      prefix.putAt(view, record);
      // One byte more than a piece holds, so that a line of exactly that length keeps its newline.
      const limit = Math.min(MAX_PIECE + 1, sourceEnd - source);
      const after = libc.memccpy(text, source, NEWLINE, limit);
      if (after !== 0) {
        source += after - text;
        // Addresses are beyond 32 bits, their difference is not: without the hint the compiler takes it for a fraction,
        // and all the code that it is an index in is four times slower.
        filled = (after - batchAddress) | 0;
      } else {
        const length = Math.min(MAX_PIECE, limit);
        source += length;
        filled = record + PREFIX_LENGTH + length + 1;
        batch[record + TAG_AT] = PARTIAL;
        batch[filled - 1] = NEWLINE;
      }
      if (filled > room && !this.#file.accepts(record, filled - record)) {
        this.#file.append(batch, record);
        batch.copyWithin(0, record, filled);
        filled -= record;
        this.#file.startAnew();
        room = this.#file.room;
      }
    }
    this.#file.append(batch, filled);
  }

  reopen(): void {
    this.#file.reopen();
  }

  rest(): void {
    this.#batch = undefined;
  }

  sync(): void {
    this.#file.sync();
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}
