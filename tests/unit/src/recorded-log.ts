// A log that only remembers what it was told.
import type { LogDriver, StreamName } from "../../../src/logging/driver.ts";
import { textOf } from "./bytes.ts";

export class RecordedLog implements LogDriver {
  /** One entry for each write, `stdout: text`. */
  readonly writes: string[] = [];
  /** `reopen`, `rest`, `sync`, `dispose`, in the order in which they happened. */
  readonly calls: string[] = [];

  write(stream: StreamName, bytes: Uint8Array<ArrayBuffer>, start = 0, end = bytes.length): void {
    this.writes.push(`${stream}: ${textOf(bytes.subarray(start, end))}`);
  }

  /** All of one stream, put together. */
  text(stream: StreamName): string {
    const prefix = `${stream}: `;
    const own = this.writes.filter((write) => write.startsWith(prefix));
    return own.map((write) => write.slice(prefix.length)).join("");
  }

  reopen(): void {
    this.calls.push("reopen");
  }

  rest(): void {
    this.calls.push("rest");
  }

  sync(): void {
    this.calls.push("sync");
  }

  [Symbol.dispose](): void {
    this.calls.push("dispose");
  }
}
