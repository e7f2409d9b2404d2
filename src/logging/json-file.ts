// The json-file driver: one JSON object a line, in Docker's format (its jsonlog package, read by `docker logs` and many others).
import { type Instant, readClock } from "../../ffi/clock.ts";
import type { LogDriver, StreamName } from "./driver.ts";
import type { LogFile } from "./log-file.ts";
import { forEachPiece } from "./pieces.ts";

/** Records are gathered here and written with one system call. */
const BATCH = 256 * 1024;

/**
 * Writes `{"log":"text\n","stream":"stdout","time":"…Z"}`. The text of a partial line has no newline. What is no UTF-8
 * becomes U+FFFD, but a character that lies in two pieces stays whole: it goes to the later one.
 */
export class JsonFileDriver implements LogDriver {
  readonly #file: LogFile;
  readonly #decoders: Readonly<Record<StreamName, TextDecoder>> = { stdout: utf8(), stderr: utf8() };
  readonly #now: Instant = { seconds: 0, nanoseconds: 0 };
  #batch: Uint8Array<ArrayBuffer> | undefined;
  #filled = 0;

  constructor(file: LogFile) {
    this.#file = file;
  }

  write(stream: StreamName, bytes: Uint8Array<ArrayBuffer>, start = 0, end = bytes.length): void {
    const ending = this.#recordEnding(stream);
    const decoder = this.#decoders[stream];
    forEachPiece(bytes, start, end, (from, to, whole) => {
      const text = decoder.decode(bytes.subarray(from, to), { stream: !whole });
      if (whole) this.#record(`${text}\n`, ending);
      else if (text !== "") this.#record(text, ending);
    });
    this.#flush();
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
    for (const stream of ["stdout", "stderr"] as const) {
      // The beginning of a character whose end never came.
      const rest = this.#decoders[stream].decode();
      if (rest !== "") this.#record(rest, this.#recordEnding(stream));
    }
    this.#flush();
    this.#file[Symbol.dispose]();
  }

  #recordEnding(stream: StreamName): string {
    readClock(this.#now);
    return `,"stream":"${stream}","time":"${rfc3339Nano(this.#now)}"}\n`;
  }

  #record(text: string, ending: string): void {
    const record = `{"log":${JSON.stringify(text)}${ending}`;
    this.#batch ??= new Uint8Array(new ArrayBuffer(BATCH));
    const batch = this.#batch;
    // A UTF-16 unit takes at most three bytes.
    if (this.#filled + record.length * 3 > BATCH) this.#flush();
    const { written } = new TextEncoder().encodeInto(record, batch.subarray(this.#filled));
    if (!this.#file.accepts(this.#filled, written)) {
      const start = this.#filled;
      this.#flush();
      batch.copyWithin(0, start, start + written);
      this.#file.startAnew();
    }
    this.#filled += written;
  }

  #flush(): void {
    if (this.#batch !== undefined) this.#file.append(this.#batch, this.#filled);
    this.#filled = 0;
  }
}

function utf8(): TextDecoder {
  return new TextDecoder("utf-8", { ignoreBOM: true });
}

/** Go's RFC3339Nano in UTC: no zeros at the end of the fraction. */
function rfc3339Nano({ seconds, nanoseconds }: Instant): string {
  const second = new Date(seconds * 1000).toISOString().slice(0, "2026-11-22T07:00:00".length);
  const fraction = String(nanoseconds).padStart(9, "0").replace(/0+$/, "");
  return fraction === "" ? `${second}Z` : `${second}.${fraction}Z`;
}
