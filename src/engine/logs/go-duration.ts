// Durations as Go writes them, and people after it: `10m`, `1h30m`, `1.5s`, `300ms`.

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  // Both signs that Unicode has for micro.
  "\u00b5s": 1e3,
  "\u03bcs": 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const PART = /(\d+\.?\d*|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/y;

/**
 * Reads a duration of Go's time package: a sign, then numbers with units, or a bare 0.
 *
 * @returns nanoseconds, or undefined when it is none
 */
export function parseGoDuration(text: string): bigint | undefined {
  const sign = /^[+-]?/.exec(text)?.[0] ?? "";
  const unsigned = text.slice(sign.length);
  if (unsigned === "0") return 0n;
  if (unsigned === "") return undefined;

  let sum = 0n;
  PART.lastIndex = 0;
  while (PART.lastIndex < unsigned.length) {
    const [, number, unit] = PART.exec(unsigned) ?? [];
    if (number === undefined || unit === undefined) return undefined;
    sum += scaled(number, UNITS[unit] ?? 0);
  }
  return sign === "-" ? -sum : sum;
}

/** Digits before and behind the point are scaled apart: a number would round what lies beyond 2^53. */
function scaled(number: string, unit: number): bigint {
  const [whole = "", fraction = ""] = number.split(".");
  const part = fraction === "" ? 0 : Math.trunc(Number(`0.${fraction}`) * unit);
  return BigInt(whole === "" ? "0" : whole) * BigInt(unit) + BigInt(part);
}
