// `--ulimit NAME=SOFT[:HARD]`: one resource limit of the container's process.
import type { Integer, OciRlimit } from "./oci-types.ts";
import { SpecError } from "./spec-error.ts";

/** RLIM_INFINITY of getrlimit(2). */
export const UNLIMITED = 0xffff_ffff_ffff_ffffn;

/**
 * Reads one limit in Podman's grammar; −1 means unlimited. Raising a hard limit needs CAP_SYS_RESOURCE, which the
 * runtime finds out.
 *
 * @throws {SpecError} for an unknown name, something that is no number, or a soft limit above the hard one
 */
export function parseUlimit(text: string): OciRlimit {
  const match = /^(?:rlimit_)?([a-z]+)=(-?\d+)(?::(-?\d+))?$/i.exec(text);
  if (match === null) throw new SpecError(`Invalid --ulimit "${text}": use NAME=SOFT[:HARD], as in nofile=1024:4096`);
  const [, name = "", softText = "", hardText = softText] = match;
  if (!NAMES.has(name.toLowerCase())) {
    throw new SpecError(`Unknown limit "${name}" in --ulimit: use one of ${[...NAMES].join(", ")}`);
  }
  const soft = limit(softText, text);
  const hard = limit(hardText, text);
  if (soft > hard) throw new SpecError(`Invalid --ulimit "${text}": the soft limit is above the hard one`);
  return { type: `RLIMIT_${name.toUpperCase()}`, hard, soft };
}

const NAMES: ReadonlySet<string> = new Set(
  "as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack".split(" "),
);

function limit(digits: string, text: string): Integer {
  const value = BigInt(digits);
  if (value === -1n) return UNLIMITED;
  if (value < 0n || value > UNLIMITED) throw new SpecError(`Invalid --ulimit "${text}": ${digits} is out of range`);
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}
