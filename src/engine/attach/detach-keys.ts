// The keys that leave a session: their grammar, which is Docker's and Podman's, and finding them in what is typed.

/** What engines take unless they are told otherwise. */
export const DEFAULT_DETACH_KEYS = "ctrl-p,ctrl-q";

/** The keys of ctrl-@, ctrl-a … ctrl-z, ctrl-[ … ctrl-_, by the byte that a terminal sends for them. */
const CONTROL_KEYS = "@abcdefghijklmnopqrstuvwxyz[\\]^_";
const DELETE = 0x7f;
const NOTHING = new Uint8Array(0);

/**
 * Reads a sequence of keys: single ASCII characters, `ctrl-` with a letter or one of `@[\]^_`, or `DEL`, with commas in between.
 *
 * @returns the bytes that a terminal sends for them; none for an empty text, which means no keys
 * @throws {RangeError} for what is no key
 *
 * @example
 * ```ts
 * const { length } = parseDetachKeys("ctrl-p,ctrl-q"); // 2
 * ```
 */
export function parseDetachKeys(text: string): Uint8Array<ArrayBuffer> {
  return text === "" ? NOTHING : Uint8Array.from(text.split(","), (key) => byteOf(key, text));
}

function byteOf(key: string, text: string): number {
  if (/^[\x20-\x7e]$/.test(key)) return key.charCodeAt(0);
  const control = /^ctrl-(.)$/.exec(key)?.[1];
  const byte = control === undefined ? -1 : CONTROL_KEYS.indexOf(control);
  if (byte >= 0) return byte;
  if (key === "DEL") return DELETE;
  const grammar = "a key is one ASCII character, DEL, or ctrl- and one of a-z @ [ \\ ] ^ _";
  throw new RangeError(`Bad detach keys ${JSON.stringify(text)}: ${JSON.stringify(key)} is no key; ${grammar}`);
}

/** What is to be done with bytes that were typed. */
export interface Typed {
  /** For the container; valid until the next call. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether the keys came right behind them. What was typed after those is lost. */
  readonly detach: boolean;
}

/**
 * Looks for the keys in bytes that come in pieces. The beginning of the keys is held back until it is clear whether the
 * rest follows.
 */
export class DetachMatcher {
  readonly #keys: Uint8Array<ArrayBuffer>;
  /** For each number of keys that match: how many still do when the last of them is taken for a later start. */
  readonly #shorter: readonly number[];
  #matched = 0;

  /** @param keys of `parseDetachKeys`; none never match */
  constructor(keys: Uint8Array<ArrayBuffer>) {
    this.#keys = keys;
    this.#shorter = shorterMatches(keys);
  }

  /** Takes what was typed next. */
  feed(bytes: Uint8Array<ArrayBuffer>): Typed {
    if (this.#keys.length === 0) return { bytes, detach: false };
    const passed = new Uint8Array(new ArrayBuffer(this.#matched + bytes.length));
    let length = 0;
    for (const byte of bytes) {
      while (this.#matched > 0 && byte !== this.#keys[this.#matched]) {
        // What is held back are the first keys themselves: those that cannot be a beginning any more are let go.
        const kept = this.#shorter[this.#matched] ?? 0;
        passed.set(this.#keys.subarray(0, this.#matched - kept), length);
        length += this.#matched - kept;
        this.#matched = kept;
      }
      if (byte === this.#keys[this.#matched]) this.#matched++;
      else passed[length++] = byte;
      if (this.#matched === this.#keys.length) return { bytes: passed.subarray(0, length), detach: true };
    }
    return { bytes: passed.subarray(0, length), detach: false };
  }

  /** Nothing more is typed. @returns what was held back */
  end(): Uint8Array<ArrayBuffer> {
    const held = this.#keys.slice(0, this.#matched);
    this.#matched = 0;
    return held;
  }
}

/** The failure function of Knuth, Morris and Pratt: `ctrl-p,ctrl-p,ctrl-q` is found in p p p q, too. */
function shorterMatches(keys: Uint8Array<ArrayBuffer>): number[] {
  const shorter = [0, 0];
  for (let length = 1, kept = 0; length < keys.length; length++) {
    while (kept > 0 && keys[kept] !== keys[length]) kept = shorter[kept] ?? 0;
    if (keys[kept] === keys[length]) kept++;
    shorter[length + 1] = kept;
  }
  return shorter;
}
