// What the kernel says of a process in /proc/PID: proc(5).
import { readFileSync } from "node:fs";

export interface ProcessStatus {
  readonly pid: number;
  /** Whether it has ended, and waits to be collected. */
  readonly isZombie: boolean;
  readonly parent: number;
  readonly session: number;
  /** Clock ticks since the machine was started: with the number, it tells a process from a later one. */
  readonly startTime: number;
}

/** Reads `stat`. @returns undefined when there is no such process */
export function processStatus(pid: number): ProcessStatus | undefined {
  // The name may hold anything, parentheses and blanks included.
  const fields = /^\d+ \(.*\) (.*)$/s.exec(textOf(`/proc/${pid}/stat`))?.[1]?.split(" ");
  if (fields === undefined) return undefined;
  // proc(5) counts from 1, and the state is its third.
  const number = (field: number): number => Number(fields[field - 3]);
  const isZombie = fields[0] === "Z" || fields[0] === "X";
  return { pid, isZombie, parent: number(4), session: number(6), startTime: number(22) };
}

/** The arguments of a process, each with its final NUL; empty for a zombie, and where there is none. */
export function commandLineOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
