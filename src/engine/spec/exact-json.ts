// JSON whose integers survive reading and writing: OCI files have 64-bit ones, such as the limit 18446744073709551615.

/**
 * Reads JSON. An integer that a number cannot hold exactly becomes a bigint.
 *
 * @throws {SyntaxError} when it is no JSON
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, value, { source }) => {
    const exact = typeof value !== "number" || Number.isSafeInteger(value) || source === undefined;
    return exact || !INTEGER.test(source) ? value : BigInt(source);
  });
}

/** Writes JSON, a bigint as the integer that it is. */
export function renderExactJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "bigint" ? JSON.rawJSON(`${member}`) : member,
  );
}

const INTEGER = /^-?\d+$/;

// ECMAScript's "JSON.parse source text access", which TypeScript's library does not know yet.
declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
    rawJSON(text: string): unknown;
  }
}
