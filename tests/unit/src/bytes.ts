// Bytes for tests, out of texts and by number.
import type { Fd } from "../../../ffi/fd.ts";
import { read } from "../../../ffi/io.ts";

/** UTF-8. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Every value from 0 to 255, over and over. */
export function countingBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(new ArrayBuffer(length));
  // A step that is no divisor of the sizes of buffers, so that bytes out of place are noticed.
  for (let at = 0; at < length; at++) bytes[at] = (at + Math.floor(at / 251)) & 0xff;
  return bytes;
}

/** One character for each byte, so that differences can be printed. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** What there is to read just now; empty for nothing, and at the end. */
export function availableIn(fd: Fd): string {
  const buffer = new Uint8Array(new ArrayBuffer(65_536));
  const count = read(fd, buffer);
  return count > 0 ? textOf(buffer.subarray(0, count)) : "";
}
