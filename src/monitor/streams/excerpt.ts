// The beginning and the end of a text of any length.

/** Bytes kept of each; a sync line carries less. */
const KEPT = 4096;

/** Keeps the first and the last bytes of what it is given: a runtime's first words and the cause of its failure. */
export class Excerpt {
  #head = new Uint8Array(0);
  #tail = new Uint8Array(0);

  add(bytes: Uint8Array): void {
    const room = KEPT - this.#head.length;
    if (room > 0) this.#head = joined(this.#head, bytes.subarray(0, room));
    const rest = bytes.subarray(Math.max(0, room));
    if (rest.length > 0) this.#tail = joined(this.#tail, rest.subarray(-KEPT)).slice(-KEPT);
  }

  /** What is kept, in order. Between beginning and end bytes may be missing. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return joined(this.#head, this.#tail);
  }
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
