// What a container may tell the service manager: the part of sd_notify(3) that cannot be used to take over the service.

const EXACT: ReadonlySet<string> = new Set(["READY=1", "RELOADING=1", "STOPPING=1", "WATCHDOG=1", "WATCHDOG=trigger"]);
const PREFIXES = ["STATUS=", "ERRNO=", "BUSERROR=", "MONOTONIC_USEC="] as const;

/**
 * Keeps the assignments of a datagram that may be passed on. MAINPID=, FDSTORE=1 and the like would let a container
 * replace the service's main process or descriptors.
 *
 * @param text assignments, one a line
 * @returns those that are allowed, each with a newline; empty when none is
 */
export function allowedNotifications(text: string): string {
  // systemd takes a carriage return for the end of an assignment, too, and drops a message with a NUL in it.
  const lines = text.split(/[\n\r]/).filter((line) => !line.includes("\0"));
  const allowed = lines.filter((line) => EXACT.has(line) || PREFIXES.some((prefix) => line.startsWith(prefix)));
  return allowed.map((line) => `${line}\n`).join("");
}
