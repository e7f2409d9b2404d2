// What the D-Bus Specification allows, for both directions: depths, sizes, the form of object paths.

/** Arrays and structs 32 deep each, in each other; variants count as either. */
export const MOST_DEPTH = 64;

export const MOST_ARRAY_BYTES = 64 * 1024 * 1024;

/** `/` or `/a/b_2`: no empty elements. */
export function isObjectPath(text: string): boolean {
  return /^\/(?:[A-Za-z0-9_]+(?:\/[A-Za-z0-9_]+)*)?$/.test(text);
}
