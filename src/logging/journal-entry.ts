// Journal entries on the wire: systemd's native protocol (https://systemd.io/JOURNAL_NATIVE_PROTOCOL).

const NEWLINE = 0x0a;
const EQUALS = 0x3d;

/**
 * Encodes one field. A value with a newline takes the binary form: name, newline, length as 64 little-endian bits,
 * value, newline; any other is `NAME=value` and a newline.
 *
 * @param name upper-case letters, digits and underscores
 * @param value any bytes
 */
export function encodeField(name: string, value: Uint8Array): Uint8Array<ArrayBuffer> {
  const isBinary = value.includes(NEWLINE);
  const separator = isBinary ? binaryLength(value.length) : Uint8Array.of(EQUALS);
  return concatenate([new TextEncoder().encode(name), separator, value, Uint8Array.of(NEWLINE)]);
}

/** Joins encoded fields to an entry, or pieces to anything else. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function binaryLength(length: number): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = NEWLINE;
  new DataView(bytes.buffer).setBigUint64(1, BigInt(length), true);
  return bytes;
}
