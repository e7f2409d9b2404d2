// What ctrmon says to people: lines such as `[ctrmon:e]: text` on stderr, by level.

import { Fd } from "../../ffi/fd.ts";
import { writeAll } from "../../ffi/io.ts";
import { LOG_LEVELS, type LogLevel } from "../protocol/log-level.ts";
import { sendToSyslog } from "./syslog.ts";

const PROGRAM = "ctrmon";
/** Of syslog(3). */
const SEVERITIES = { error: 3, warning: 4, info: 6, debug: 7 } as const;
// Not ours to close.
const stderr = new Fd(2);

export interface DiagnosticsOptions {
  readonly logLevel: LogLevel;
  /** Whether the system's log gets them, too: the monitor's stderr is /dev/null. */
  readonly syslog: boolean;
  readonly cid: string;
}

/** Writes diagnostics up to a level. */
export class Diagnostics {
  readonly #threshold: number;
  readonly #options: DiagnosticsOptions;

  constructor(options: DiagnosticsOptions) {
    this.#threshold = LOG_LEVELS.indexOf(options.logLevel);
    this.#options = options;
  }

  error(text: string): void {
    this.#line("error", text);
  }

  warn(text: string): void {
    this.#line("warning", text);
  }

  info(text: string): void {
    this.#line("info", text);
  }

  debug(text: string): void {
    this.#line("debug", text);
  }

  #line(level: keyof typeof SEVERITIES, text: string): void {
    if (LOG_LEVELS.indexOf(level) > this.#threshold) return;
    say(`[${PROGRAM}:${level.charAt(0)}]: ${text}`);
    const { syslog, cid } = this.#options;
    if (syslog) sendToSyslog(PROGRAM, SEVERITIES[level], `${cid} <${level}>: ${text}`);
  }
}

/** Writes one line to stderr as it is. An engine that has closed its end cannot be told anything. */
export function say(line: string): void {
  try {
    writeAll(stderr, new TextEncoder().encode(`${line}\n`));
  } catch {
    // nowhere left to say it
  }
}
