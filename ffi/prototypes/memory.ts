// Prototypes of the C library. Time, memory and errors.
import type { Prototype } from "./prototype.ts";

export const MEMORY = {
  /** int clock_gettime(clockid_t, struct timespec *) */
  clock_gettime: { args: ["i32", "ptr"], returns: "i32" },
  /** struct tm *localtime_r(const time_t *, struct tm *) */
  localtime_r: { args: ["ptr", "ptr"], returns: "u64_fast" },

  /** void *memcpy(void *dest, const void *src, size_t n), on addresses */
  memcpy: { args: ["u64", "u64", "u64"], returns: "u64_fast" },
  /** void *memccpy(void *dest, const void *src, int c, size_t n), on addresses */
  memccpy: { args: ["u64", "u64", "i32", "u64"], returns: "u64_fast" },
  /** int *__errno_location(void) */
  __errno_location: { args: [], returns: "ptr" },
} as const satisfies Record<string, Prototype>;
