// Signals by name and by number, as kill(1) takes them.

import { constants } from "node:os";

const NUMBERS: Readonly<Record<string, number>> = constants.signals;

/** The kernel's first and last real-time signals that the C library leaves to programs. */
const RTMIN = 34;
const RTMAX = 64;

/**
 * Reads `TERM`, `SIGTERM`, `term`, `15`, `RTMIN+3` or `RTMAX-1`.
 *
 * @returns the number
 * @throws {Error} for anything else
 */
export function parseSignal(text: string): number {
  const name = text.toUpperCase().replace(/^SIG/, "");
  const number = /^\d+$/.test(text) ? Number(text) : (NUMBERS[`SIG${name}`] ?? realTime(name));
  if (number === undefined || number < 1 || number > RTMAX) throw new Error("no such signal");
  return number;
}

/** A signal's name, such as `SIGTERM`, or its number where it has none. */
export function signalName(number: number): string {
  const entry = Object.entries(NUMBERS).find(([, one]) => one === number);
  return entry?.[0] ?? String(number);
}

function realTime(name: string): number | undefined {
  const match = /^RT(MIN|MAX)(?:([+-])(\d+))?$/.exec(name);
  if (match === null) return undefined;
  const distance = Number(match[3] ?? 0) * (match[2] === "-" ? -1 : 1);
  const number = (match[1] === "MIN" ? RTMIN : RTMAX) + distance;
  return number >= RTMIN ? number : undefined;
}
