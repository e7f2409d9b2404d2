// C structs as typed views: offsets from the field list by C's alignment rules, values through a DataView.
import { addressOf } from "./address.ts";

const sizes = { u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, i64: 8, u64: 8, pointer: 8 } as const;

/** A scalar, or a run of bytes (`{ bytes: n }`, aligned like char). */
export type Field = keyof typeof sizes | { readonly bytes: number };
export type Fields = Readonly<Record<string, Field>>;

/** One struct in memory. What its `point`ers point to lives as long as its bytes do. */
export interface StructValue<F extends Fields> {
  /** The memory itself, to be passed where C expects a pointer to the struct. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Reads a number; 64-bit fields hold no more than 2^53 here. */
  get(field: keyof F & string): number;
  set(field: keyof F & string, value: number): this;
  /** Stores the address of a buffer. */
  point(field: keyof F & string, target: Uint8Array<ArrayBuffer>): this;
}

/** A struct's layout: its size, the offset of every field, and how to make one. */
export interface StructLayout<F extends Fields> {
  readonly size: number;
  readonly offsets: Readonly<Record<keyof F & string, number>>;
  /** A zeroed struct in memory of its own, or a view of `bytes`. */
  create(bytes?: Uint8Array<ArrayBuffer>): StructValue<F>;
}

/**
 * Lays out a struct, when it is first used: a process uses few of those that there are.
 *
 * @param fields names and types in C's order
 * @param options.packed no padding, as `__attribute__((packed))`
 */
export function defineStruct<const F extends Fields>(
  fields: F,
  options: { readonly packed?: boolean } = {},
): StructLayout<F> {
  let known: Layout<F> | undefined;
  const layout = (): Layout<F> => {
    known ??= layOut(fields, options.packed === true);
    return known;
  };
  return {
    get size() {
      return layout().size;
    },
    get offsets() {
      return layout().offsets;
    },
    create: (bytes = new Uint8Array(new ArrayBuffer(layout().size))) => new View(layout(), bytes),
  };
}

/** By a struct's bytes, not by its view: whoever calls C holds only the bytes. */
const pointedTo = new WeakMap<Uint8Array, Map<string, Uint8Array>>();

interface Layout<F extends Fields> {
  readonly fields: F;
  readonly offsets: Readonly<Record<keyof F & string, number>>;
  readonly size: number;
}

function layOut<F extends Fields>(fields: F, packed: boolean): Layout<F> {
  const offsets: Record<string, number> = {};
  let end = 0;
  let alignment = 1;
  for (const [name, field] of Object.entries(fields)) {
    const align = packed || typeof field === "object" ? 1 : sizes[field];
    alignment = Math.max(alignment, align);
    offsets[name] = roundUp(end, align);
    end = roundUp(end, align) + sizeOf(field);
  }
  return { fields, offsets: offsets as Record<keyof F & string, number>, size: roundUp(end, alignment) };
}

class View<F extends Fields> implements StructValue<F> {
  readonly #layout: Layout<F>;
  readonly #data: DataView;

  constructor(
    layout: Layout<F>,
    readonly bytes: Uint8Array<ArrayBuffer>,
  ) {
    this.#layout = layout;
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get(name: keyof F & string): number {
    const at = this.#layout.offsets[name];
    switch (this.#layout.fields[name]) {
      case "u8":
        return this.#data.getUint8(at);
      case "i16":
        return this.#data.getInt16(at, true);
      case "u16":
        return this.#data.getUint16(at, true);
      case "i32":
        return this.#data.getInt32(at, true);
      case "u32":
        return this.#data.getUint32(at, true);
      case "i64":
        return this.#data.getInt32(at + 4, true) * 2 ** 32 + this.#data.getUint32(at, true);
      case "u64":
      case "pointer":
        return this.#data.getUint32(at + 4, true) * 2 ** 32 + this.#data.getUint32(at, true);
      default:
        throw new TypeError(`${name} is a run of bytes, not a number`);
    }
  }

  set(name: keyof F & string, value: number): this {
    const at = this.#layout.offsets[name];
    switch (this.#layout.fields[name]) {
      case "u8":
        this.#data.setUint8(at, value);
        break;
      case "i16":
      case "u16":
        this.#data.setUint16(at, value, true);
        break;
      case "i32":
      case "u32":
        this.#data.setUint32(at, value, true);
        break;
      case "i64":
      case "u64":
      case "pointer":
        this.#data.setUint32(at, value % 2 ** 32, true);
        this.#data.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
        break;
      default:
        throw new TypeError(`${name} is a run of bytes, not a number`);
    }
    return this;
  }

  point(name: keyof F & string, target: Uint8Array<ArrayBuffer>): this {
    const address = addressOf(target);
    pointedTo.getOrInsertComputed(this.bytes, () => new Map()).set(name, target);
    return this.set(name, address);
  }
}

function sizeOf(field: Field): number {
  return typeof field === "object" ? field.bytes : sizes[field];
}

function roundUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
