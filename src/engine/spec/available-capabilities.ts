// Which capabilities this machine can give at all: a virtual machine or a container may itself lack some.
import { readFileSync } from "node:fs";
import { parseCapabilityMask } from "./capabilities.ts";

/**
 * The engine's own bounding set, which is the most that a container of root's can have. In a user namespace the kernel
 * begins with all of them, see user_namespaces(7): a rootless engine needs not ask.
 *
 * @param status the text of proc_pid_status(5)
 */
export function availableCapabilities(status: string = readFileSync("/proc/self/status", "latin1")): readonly string[] {
  const [, mask = "0"] = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  return parseCapabilityMask(mask);
}
