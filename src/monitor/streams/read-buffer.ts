// The one buffer that all of the container's output passes through.
import { HEADROOM } from "./line-joiner.ts";

/** Bytes taken from a pipe at once. */
const READ_SIZE = 256 * 1024;

/** Memory of a monitor whose container says nothing is precious: nothing is allocated before the first byte. */
export class ReadBuffer {
  #whole: Uint8Array<ArrayBuffer> | undefined;
  #area: Uint8Array<ArrayBuffer> | undefined;

  /** Gives the memory back until the next output. */
  release(): void {
    this.#whole = undefined;
    this.#area = undefined;
  }

  /** Everything: room for the beginning of a line, then the area. */
  get whole(): Uint8Array<ArrayBuffer> {
    this.#whole ??= new Uint8Array(new ArrayBuffer(HEADROOM + READ_SIZE));
    return this.#whole;
  }

  /** Where reads go. */
  get area(): Uint8Array<ArrayBuffer> {
    this.#area ??= this.whole.subarray(HEADROOM);
    return this.#area;
  }
}
