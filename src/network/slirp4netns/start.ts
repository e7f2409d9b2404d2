// Gives a network namespace a network by slirp4netns, which stays with it.
import type { Fd } from "../../../ffi/fd.ts";
import type { Child } from "../../waiting/child.ts";
import type { Waiting } from "../../waiting/deadline.ts";
import { startHelper } from "../helper-process.ts";
import { NetworkError } from "../network-error.ts";
import { type SlirpTarget, slirpArguments } from "./arguments.ts";
import { findSlirp4netns, slirpFeatures } from "./features.ts";
import { ipv6WithoutDelay } from "./ipv6.ts";
import type { SlirpOptions } from "./options.ts";

export interface SlirpStart extends Waiting {
  readonly options: SlirpOptions;
  readonly target: SlirpTarget;
  /** Read end of a pipe whose write end the container's monitor holds: slirp4netns ends with the monitor. */
  readonly exit: Fd;
  /** Where it is to listen for requests (hostForwards), at most 107 bytes. */
  readonly apiSocket?: string;
  /** The program; without it, the one in PATH. */
  readonly program?: string;
  /** False where the root directory cannot be changed (`no_pivot_root`). */
  readonly sandbox?: boolean;
}

/**
 * Starts slirp4netns and waits until the device is up.
 *
 * @returns the process
 * @throws {NetworkError} when it is not installed, cannot do what is asked, or fails: with its own words
 * @throws {TimeoutError} or the signal's reason: nothing is left running
 */
export async function startSlirp4netns(start: SlirpStart): Promise<Child> {
  const { options, target, exit, apiSocket, program, sandbox = true, ...waiting } = start;
  const path = findSlirp4netns(program);
  const features = await slirpFeatures(path);
  const command = { options, features, target, sandbox, ...(apiSocket !== undefined && { apiSocket }) };
  const argv = [path, ...slirpArguments(command)];
  if (options.enableIpv6) await ipv6WithoutDelay(target, waiting);
  const isolated = sandbox && features.enableSandbox ? inOwnMountNamespace(argv) : { path, argv };
  return startHelper({ name: "slirp4netns", ...isolated, exit, complainsOn: "stderr", ...waiting });
}

/**
 * As root slirp4netns builds its sandbox in the mount namespace that it is started in, and unmounts everything below
 * /run there, each namespace of `ip netns` included. In one of its own, from which nothing comes back, it can.
 */
function inOwnMountNamespace(argv: readonly string[]): { readonly path: string; readonly argv: readonly string[] } {
  const [path = "", ...rest] = argv;
  if (process.geteuid?.() !== 0) return { path, argv };
  const unshare = Bun.which("unshare");
  if (unshare === null) throw new NetworkError("unshare not found: apt-get install util-linux");
  return { path: unshare, argv: ["unshare", "--mount", "--propagation", "private", "--", path, ...rest] };
}
