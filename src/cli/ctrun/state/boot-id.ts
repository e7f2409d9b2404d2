// Tells one run of the machine from the next: after a restart, no process and no mount of before is there.
import { readFileSync } from "node:fs";

/** The kernel's random name for this run of the machine: random(4). */
export function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
}
