// How much the monitor says about itself: the levels of `--log-level`.
import { ValidationError } from "./validation-error.ts";

/** From the least to the most talkative. */
export const LOG_LEVELS = ["panic", "fatal", "error", "warning", "info", "debug", "trace"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Reads a level, in upper or lower case; `warn` is short for `warning`, which is also the default.
 *
 * @throws {ValidationError} when there is no such level
 */
export function parseLogLevel(text: string | undefined): LogLevel {
  const name = text?.toLowerCase() ?? "warning";
  const level = LOG_LEVELS.find((known) => known === name || (name === "warn" && known === "warning"));
  if (level === undefined) throw new ValidationError(`No such log level ${text}`);
  return level;
}
