// What ctrmon says to people: lines such as `[ctrmon:e]: text` on stderr, by level.
import { write } from "../../ffi/io.ts";
import { Fd } from "../../ffi/fd.ts";
import { LOG_LEVELS, type LogLevel } from "../protocol/log-level.ts";

const PROGRAM = "ctrmon";
// Not ours to close.
const stderr = new Fd(2);

/** Writes diagnostics up to a level. */
export class Diagnostics {
  readonly #threshold: number;

  constructor(level: LogLevel) {
    this.#threshold = LOG_LEVELS.indexOf(level);
  }

  error(text: string): void {
    this.#line("error", "e", text);
  }

  warn(text: string): void {
    this.#line("warning", "w", text);
  }

  info(text: string): void {
    this.#line("info", "i", text);
  }

  debug(text: string): void {
    this.#line("debug", "d", text);
  }

  #line(level: LogLevel, letter: string, text: string): void {
    if (LOG_LEVELS.indexOf(level) > this.#threshold) return;
    say(`[${PROGRAM}:${letter}]: ${text}`);
  }
}

/** Writes one line to stderr as it is. An engine that has closed its end cannot be told anything. */
export function say(line: string): void {
  try {
    write(stderr, new TextEncoder().encode(`${line}\n`));
  } catch {
    // nowhere left to say it
  }
}
