// From the bytes of a log's files to its entries: lines are found, records taken apart, what is none is reported.
import { LineSplitter, type LineTaker } from "./line-splitter.ts";
import type { LogEntry, MalformedLine, RecordParser } from "./log-entry.ts";

/** Bytes of the longest record. Pieces are 8 or 16 KiB; in JSON, each byte may take six. */
export const LONGEST_RECORD = 1024 * 1024;

/** Takes bytes in pieces of any size; what it gives does not depend on where they are cut. */
export class RecordReader {
  readonly #splitter: LineSplitter;
  readonly #parse: RecordParser;
  readonly #report: (line: MalformedLine) => void;
  #path = "";
  #entries: LogEntry[] = [];

  /** @param report takes what is skipped because it is no record */
  constructor(parse: RecordParser, report: (line: MalformedLine) => void = () => {}) {
    this.#parse = parse;
    this.#report = report;
    const taker: LineTaker = {
      line: (bytes, start, end) => this.#take(bytes, start, end),
      tooLong: (length) => this.#complain(`is longer than ${LONGEST_RECORD} bytes`, length),
    };
    this.#splitter = new LineSplitter(LONGEST_RECORD, taker);
  }

  /** @param path where the bytes are from, for reports @returns the entries that are complete now, often none */
  feed(path: string, bytes: Uint8Array<ArrayBuffer>): readonly LogEntry[] {
    this.#path = path;
    this.#splitter.feed(bytes);
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  /** What comes next is not what followed: the file has ended, or begins anew. Half a record is reported. */
  breakOff(): void {
    const length = this.#splitter.reset();
    if (length > 0) this.#complain("ends in the middle of a record", length);
  }

  #take(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const entry = this.#parse(bytes, start, end);
    if (entry === undefined) this.#complain("is not a record", end - start);
    else this.#entries.push(entry);
  }

  #complain(reason: string, length: number): void {
    this.#report({ path: this.#path, reason, length });
  }
}
