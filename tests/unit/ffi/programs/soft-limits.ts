// Sets soft limits of its own, and prints what /proc makes of them.
import { readFileSync } from "node:fs";
import { RLIMIT_NOFILE } from "../../../../ffi/constants.ts";
import { resourceLimit, setSoftLimit } from "../../../../ffi/process.ts";

/** <sys/resource.h>; a limit that nobody sets, so that there is none. */
const RLIMIT_RTTIME = 15;

const initial = resourceLimit(0, RLIMIT_RTTIME);
const { hard } = resourceLimit(0, RLIMIT_NOFILE);
setSoftLimit(RLIMIT_RTTIME, 1234);
const results = [`none: ${initial.soft} ${initial.hard}`, `1234: ${shown("Max realtime timeout")}`];
setSoftLimit(RLIMIT_RTTIME, 5 * 2 ** 30);
results.push(`5 GiB: ${shown("Max realtime timeout")}`);
setSoftLimit(RLIMIT_RTTIME, Number.POSITIVE_INFINITY);
results.push(`Infinity: ${shown("Max realtime timeout")}`);
setSoftLimit(RLIMIT_NOFILE, 100);
results.push(`open files: ${shown("Max open files") === `100 ${hard}` ? "100, hard as before" : "wrong"}`);
console.log(JSON.stringify(results));

function shown(name: string): string {
  const line = readFileSync("/proc/self/limits", "latin1")
    .split("\n")
    .find((candidate) => candidate.startsWith(name));
  return line?.slice(name.length).trim().split(/\s+/).slice(0, 2).join(" ") ?? "missing";
}
