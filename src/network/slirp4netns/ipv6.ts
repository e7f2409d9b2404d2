// Makes IPv6 usable at once in a new network namespace.
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import { NetworkError } from "../network-error.ts";
import type { SlirpTarget } from "./arguments.ts";

/** For devices that come later, tap0 among them. */
const SETTING = "/proc/sys/net/ipv6/conf/default/accept_dad";

/**
 * Turns off the search for duplicate addresses, which would keep the container's only address "tentative", and of no use,
 * for a second after slirp4netns says that it is ready. Nobody else is on that network.
 *
 * @throws {NetworkError} when the setting cannot be written, such as where the kernel has no IPv6
 */
export async function ipv6WithoutDelay(target: SlirpTarget, waiting: Waiting = {}): Promise<void> {
  using deadline = new Deadline("IPv6 to be set up", waiting);
  deadline.signal.throwIfAborted();
  const enter =
    "path" in target
      ? [`--net=${target.path}`]
      : [
          "--target",
          String(target.pid),
          "--net",
          ...(process.geteuid?.() === 0 ? [] : ["--user", "--preserve-credentials"]),
        ];
  // A setting below /proc/sys/net belongs to the namespace of whoever opens it.
  await using shell = Bun.spawn(["nsenter", ...enter, "--", "sh", "-c", `echo 0 > ${SETTING}`], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
    signal: deadline.signal,
  });
  const [complaint, code] = await Promise.all([shell.stderr.text(), shell.exited]);
  deadline.signal.throwIfAborted();
  if (code !== 0) throw new NetworkError(`Cannot set ${SETTING} in the container's network: ${complaint.trim()}`);
}
