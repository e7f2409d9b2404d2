// Bytes that are read from their start, with D-Bus alignment and bounds: what the decoder stands on.
import { DbusProtocolError } from "./dbus-error.ts";

/** Knows where the next value begins; positions count from the start of the message. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  constructor(
    bytes: Uint8Array,
    readonly isLittle: boolean,
  ) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Skips padding, which has to be zero. */
  align(alignment: number): void {
    const padding = this.take(-this.at & (alignment - 1));
    if (padding.some((byte) => byte !== 0)) throw new DbusProtocolError(`Padding before byte ${this.at} is not zero`);
  }

  take(count: number): Uint8Array {
    const end = this.at + count;
    if (end > this.#bytes.length) {
      throw new DbusProtocolError(`${count} bytes are needed at byte ${this.at}, of ${this.#bytes.length} in all`);
    }
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  /** A number that is aligned to its size. */
  number<T>(size: number, read: (view: DataView, at: number) => T): T {
    this.align(size);
    const { at } = this;
    this.take(size);
    return read(this.#view, at);
  }

  uint32(): number {
    return this.number(4, (view, at) => view.getUint32(at, this.isLittle));
  }
}
