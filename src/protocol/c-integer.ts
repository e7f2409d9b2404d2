// Integers as C programs read them: strtol(3) on the whole of a text, which is what conmon and GOption accept.

/**
 * Reads an integer: white space, a sign, digits, and nothing behind them.
 *
 * @param text what somebody wrote
 * @param base 10, or 0 for C's notation with `0x…` hexadecimal and `0…` octal, as GOption reads its integers
 * @returns the exact value however large it is, or undefined when the text is not an integer
 */
export function parseCInteger(text: string, base: 0 | 10): bigint | undefined {
  const match = (base === 10 ? DECIMAL : C_NOTATION).exec(text);
  const digits = match?.[2];
  if (digits === undefined) return undefined;
  const magnitude = BigInt(isOctal(digits, base) ? `0o${digits}` : digits);
  return match?.[1] === "-" ? -magnitude : magnitude;
}

// What isspace(3) knows: tab, newline, vertical tab, form feed, carriage return, space.
const DECIMAL = /^[\t-\r ]*([+-]?)([0-9]+)$/;
const C_NOTATION = /^[\t-\r ]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/;

function isOctal(digits: string, base: 0 | 10): boolean {
  return base === 0 && digits.length > 1 && digits.startsWith("0") && !/^0[xX]/.test(digits);
}
