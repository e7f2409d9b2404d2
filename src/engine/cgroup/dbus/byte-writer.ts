// Bytes that grow at their end, with D-Bus alignment: the memory under the encoder.

/** Bytes that grow; new ones are zero, so skipping is padding. */
export class ByteWriter {
  #bytes = new Uint8Array(new ArrayBuffer(256));
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  align(alignment: number): void {
    this.#take(-this.#length & (alignment - 1));
  }

  /** Room for a number, aligned to its size: where it is to be put. */
  number(size: number): { readonly view: DataView; readonly at: number } {
    this.align(size);
    const at = this.#take(size);
    return { view: this.#view, at };
  }

  append(bytes: Uint8Array): void {
    const at = this.#take(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Puts a length where room was left for it. */
  setLength(at: number, length: number): void {
    this.#view.setUint32(at, length, true);
  }

  #take(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(new ArrayBuffer(Math.max(this.#length, this.#bytes.length * 2)));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
