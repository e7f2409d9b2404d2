// Amounts of memory on a command line: `64m`, `1.5g`, `65536`.
import { SpecError } from "./spec-error.ts";

/**
 * Reads an amount of bytes: a number, with or without one of the units `b`, `k`, `m`, `g`, `t` (powers of 1024, in
 * either case, also as `kb` and `KiB`), which is also the grammar of Podman's options.
 *
 * @param option what it was given with, for the error
 * @returns whole bytes
 * @throws {SpecError} when it is none, or more than a number holds exactly
 */
export function parseSize(text: string, option: string): number {
  const match = /^(\d+(?:\.\d+)?) ?(?:([kmgt])i?b?|b)?$/i.exec(text.trim());
  const [, digits = "", unit = ""] = match ?? [];
  const bytes = Math.floor(Number(digits) * 1024 ** " kmgt".indexOf(unit.toLowerCase() || " "));
  if (match === null || !Number.isSafeInteger(bytes)) {
    throw new SpecError(`Invalid size "${text}" for --${option}: use bytes, or a unit as in 64m or 1.5g`);
  }
  return bytes;
}
