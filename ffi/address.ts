// Addresses of our own memory, for the C structs that hold pointers.
import { ptr } from "bun:ffi";

/**
 * The address of a buffer's first byte. Memory does not move, but a buffer that nothing references is reused: hold
 * it for as long as the kernel may follow the address, and take the address anew for every call.
 *
 * @throws {RangeError} for an empty buffer, which has no address
 */
export function addressOf(bytes: Uint8Array<ArrayBuffer>): number {
  // bun:ffi *returns* an error object for an empty buffer instead of throwing it.
  if (bytes.byteLength === 0) throw new RangeError("an empty buffer has no address");
  return ptr(bytes);
}

/** Keeps buffers that only addresses refer to from being collected before the call that follows the addresses. */
export function holdUntilHere(...held: readonly object[]): void {
  keepAlive = held;
  keepAlive = undefined;
}
let keepAlive: readonly object[] | undefined;
void keepAlive;
