// The wall clock with nanoseconds, and the local time zone as the C library knows it.
import { CLOCK_MONOTONIC, CLOCK_REALTIME } from "./constants.ts";
import { Timespec, Tm } from "./layouts.ts";
import { libc } from "./libc.ts";

const timespec = Timespec.create();
const words = new Uint32Array(timespec.bytes.buffer);

/** A point in time: whole seconds since 1970, and nanoseconds into the second. One object, reused by every call. */
export interface Instant {
  seconds: number;
  nanoseconds: number;
}

/** Reads the wall clock into `instant`; cheap enough for every chunk of output. */
export function readClock(instant: Instant): void {
  libc.clock_gettime(CLOCK_REALTIME, timespec.bytes);
  instant.seconds = (words[1] ?? 0) * 2 ** 32 + (words[0] ?? 0);
  instant.nanoseconds = words[2] ?? 0;
}

/** Milliseconds on a clock that never jumps. */
export function monotonicMilliseconds(): number {
  libc.clock_gettime(CLOCK_MONOTONIC, timespec.bytes);
  return ((words[1] ?? 0) * 2 ** 32 + (words[0] ?? 0)) * 1000 + (words[2] ?? 0) / 1e6;
}

export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Seconds east of UTC. */
  readonly offset: number;
}

/** Calendar time in the local zone (TZ, else /etc/localtime). @param seconds since 1970 */
export function localTime(seconds: number): LocalTime {
  const time = Timespec.create().set("tv_sec", seconds);
  const tm = Tm.create();
  libc.localtime_r(time.bytes, tm.bytes);
  return {
    year: tm.get("tm_year") + 1900,
    month: tm.get("tm_mon") + 1,
    day: tm.get("tm_mday"),
    hour: tm.get("tm_hour"),
    minute: tm.get("tm_min"),
    second: tm.get("tm_sec"),
    offset: tm.get("tm_gmtoff"),
  };
}
