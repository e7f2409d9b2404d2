// Strings of the operating system: paths, arguments and variables are bytes, nearly always UTF-8.

const NUL = 0;
const FIRST_ESCAPE = 0xdc80;
const LAST_ESCAPE = 0xdcff;
// Not Buffer: naming it once costs a process 80 KiB.
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Bytes as text, without loss: a byte that is not UTF-8 becomes a lone surrogate U+DC80…U+DCFF (the scheme of
 * Python's PEP 383), which `encodeOsString` turns back.
 */
export function decodeOsString(bytes: Uint8Array): string {
  const text = lenient.decode(bytes);
  return text.includes("\ufffd") ? decodeWithEscapes(bytes) : text;
}

/** Text as bytes: the inverse of `decodeOsString`. */
export function encodeOsString(text: string): Uint8Array<ArrayBuffer> {
  return text.isWellFormed() ? encodeText(text) : encodeWithEscapes(text);
}

/**
 * Text as a C string.
 *
 * @throws {TypeError} when the text has a NUL inside, which C would take for its end
 */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  if (text.includes("\0")) throw new TypeError(`NUL byte in ${JSON.stringify(text)}`);
  return encodeOsString(`${text}\0`);
}

/** The strings of a block in which each ends with NUL, such as /proc/PID/cmdline and /proc/PID/environ. */
export function splitCStrings(block: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const strings: Uint8Array<ArrayBuffer>[] = [];
  let start = 0;
  while (start < block.length) {
    const end = block.indexOf(NUL, start);
    // The kernel cuts the last string short when a program has overwritten its own argument area.
    const stop = end < 0 ? block.length : end;
    strings.push(block.subarray(start, stop));
    start = stop + 1;
  }
  return strings;
}

function decodeWithEscapes(bytes: Uint8Array): string {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const length = characterAt(strict, bytes, at);
    text +=
      length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : strict.decode(bytes.subarray(at, at + length));
    at += Math.max(length, 1);
  }
  return text;
}

/** Length in bytes of the valid UTF-8 character at an index, 0 when there is none. */
function characterAt(strict: TextDecoder, bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    try {
      strict.decode(bytes.subarray(at, at + length));
      return length;
    } catch {
      // too short still, or not UTF-8 at all
    }
  }
  return 0;
}

function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function encodeWithEscapes(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= FIRST_ESCAPE && code <= LAST_ESCAPE) bytes.push(code - 0xdc00);
    else bytes.push(...encodeText(character));
  }
  return Uint8Array.from(bytes);
}
