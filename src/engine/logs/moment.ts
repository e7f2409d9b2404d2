// The moments that people name when they ask for a part of a log: `--since 10m`, `--until 2026-11-22T08:00:00Z`.
import { parseGoDuration } from "./go-duration.ts";
import { LogError } from "./log-error.ts";
import { fractionNanoseconds, LogTime, nanosecondsOf } from "./log-time.ts";

/** A Date, nanoseconds since 1970, or text as `parseSince` and `parseUntil` read it. */
export type Moment = Date | bigint | string;

const UNIX_SECONDS = /^(\d+)(?:\.(\d+))?$/;
/** Without a zone it is local time, as Podman and Docker have it. */
const LOCAL = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?)?$/;
const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/**
 * Reads where a part of a log begins: RFC 3339, the same without a zone (local time) or without a time, seconds since
 * 1970 with any fraction, or a Go duration, which is as long before now.
 *
 * @param now what durations count from
 * @returns nanoseconds since 1970
 * @throws {LogError} when it is nothing of the kind
 *
 * @example
 * ```ts
 * const tenMinutesAgo = parseSince("10m");
 * const entries = readLogs({ driver: "k8s-file", path: "/run/web/log" }, { since: tenMinutesAgo });
 * ```
 */
export function parseSince(text: string, now = new Date()): bigint {
  const duration = parseGoDuration(text);
  return duration === undefined || UNIX_SECONDS.test(text) ? parseMoment(text) : nanosecondsOf(now) - duration;
}

/**
 * As `parseSince`, for the end: a duration is as long after now, as with Podman.
 *
 * @throws {LogError}
 *
 * @example
 * ```ts
 * const newYear = parseUntil("2027-01-01T00:00:00Z");
 * ```
 */
export function parseUntil(text: string, now = new Date()): bigint {
  const duration = parseGoDuration(text);
  return duration === undefined || UNIX_SECONDS.test(text) ? parseMoment(text) : nanosecondsOf(now) + duration;
}

/** @param parse for texts: `parseSince` or `parseUntil` @returns nanoseconds since 1970 */
export function nanosecondsOfMoment(moment: Moment, parse: (text: string) => bigint): bigint {
  if (typeof moment === "bigint") return moment;
  return typeof moment === "string" ? parse(moment) : nanosecondsOf(moment);
}

function parseMoment(text: string): bigint {
  const nanoseconds = LogTime.parse(text)?.nanoseconds ?? unixSeconds(text) ?? localTime(text);
  if (nanoseconds !== undefined) return nanoseconds;
  throw new LogError(
    `Cannot read ${JSON.stringify(text)} as a moment: it is no RFC 3339, no seconds since 1970, no duration such as 10m`,
  );
}

function unixSeconds(text: string): bigint | undefined {
  const [, seconds, fraction = ""] = UNIX_SECONDS.exec(text) ?? [];
  return seconds === undefined ? undefined : BigInt(seconds) * NANOSECONDS_PER_SECOND + fractionNanoseconds(fraction);
}

function localTime(text: string): bigint | undefined {
  const [, day, clock = "00:00", fraction = ""] = LOCAL.exec(text) ?? [];
  if (day === undefined) return undefined;
  const milliseconds = Date.parse(`${day}T${clock}`);
  return Number.isNaN(milliseconds) ? undefined : nanosecondsOf(new Date(milliseconds)) + fractionNanoseconds(fraction);
}
