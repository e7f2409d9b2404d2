// Reads what tests/fixtures/recording.h writes: what a program was started with.
import { readFileSync } from "node:fs";

export interface RecordedDescriptor {
  readonly number: number;
  /** Type and permissions, octal. */
  readonly mode: string;
  /** O_ACCMODE and O_NONBLOCK, octal. */
  readonly flags: string;
  readonly link: string;
}

export interface Recording {
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly fds: readonly RecordedDescriptor[];
  /** Lines of /proc/self/status, of limits, and the oom_score_adj. */
  readonly proc: readonly string[];
  readonly cwd: string;
  /** The remaining facts: umask, subreaper, leads-session, leads-group, pid, parent. */
  readonly numbers: Readonly<Record<string, number>>;
}

export function readRecording(path: string): Recording {
  return parseRecording(readFileSync(path, "latin1"));
}

export function parseRecording(text: string): Recording {
  const facts = text.split("\n").filter(Boolean).map(splitFact);
  const all = (name: string): string[] => facts.filter(([fact]) => fact === name).map(([, value]) => value);
  const numbers = facts.filter(([name]) => !["arg", "env", "fd", "proc", "cwd"].includes(name));
  return {
    args: all("arg"),
    env: all("env"),
    fds: all("fd")
      .map(parseDescriptor)
      .toSorted((a, b) => a.number - b.number),
    proc: all("proc"),
    cwd: all("cwd")[0] ?? "",
    numbers: Object.fromEntries(numbers.map(([name, value]) => [name, Number(value)])),
  };
}

/** Soft and hard limit as /proc/self/limits has them. */
export function recordedLimit(recording: Recording, name: string): readonly [soft: string, hard: string] {
  const line = recording.proc.find((entry) => entry.startsWith(name)) ?? "";
  const [soft = "", hard = ""] = line.slice(name.length).trim().split(/\s+/);
  return [soft, hard];
}

/** A field of /proc/self/status. */
export function recordedStatus(recording: Recording, name: string): string {
  const line = recording.proc.find((entry) => entry.startsWith(`${name}:`)) ?? "";
  return line.slice(name.length + 1).trim();
}

function splitFact(line: string): readonly [string, string] {
  const space = line.indexOf(" ");
  return [line.slice(0, space), line.slice(space + 1)];
}

function parseDescriptor(value: string): RecordedDescriptor {
  const [number = "", mode = "", flags = "", ...link] = value.split(" ");
  return { number: Number(number), mode, flags, link: link.join(" ") };
}
