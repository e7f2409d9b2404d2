// Copying bytes without a view of them, which TypedArray.set would need and leave to the garbage collector.
import { addressOf } from "./address.ts";
import { libc } from "./libc.ts";

/**
 * Copies `length` bytes between buffers that do not overlap.
 *
 * @throws {RangeError} when they do not fit
 */
export function copyBytes(
  from: Uint8Array<ArrayBuffer>,
  fromIndex: number,
  to: Uint8Array<ArrayBuffer>,
  toIndex: number,
  length: number,
): void {
  if (length === 0) return;
  if (length < 0 || fromIndex < 0 || toIndex < 0 || fromIndex + length > from.length || toIndex + length > to.length) {
    throw new RangeError(
      `cannot copy ${length} bytes from ${fromIndex} of ${from.length} to ${toIndex} of ${to.length}`,
    );
  }
  libc.memcpy(addressOf(to) + toIndex, addressOf(from) + fromIndex, length);
}
