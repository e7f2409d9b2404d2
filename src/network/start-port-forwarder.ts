// Starts the port forwarder for a container: ours, or another one with the same configuration, such as Podman's.
import type { Fd } from "../../ffi/fd.ts";
import { type ForwardedPorts, renderPortForwarderConfig } from "../protocol/port-forwarder-config.ts";
import type { Child } from "../waiting/child.ts";
import type { Waiting } from "../waiting/deadline.ts";
import { EXIT_FD, READY_FD, startHelper } from "./helper-process.ts";
import { ownProgram } from "./own-program.ts";

const ROOTLESSPORT = "rootlessport";

export interface PortForwarderStart extends Waiting {
  readonly mappings: readonly ForwardedPorts[];
  /** The container's network namespace. */
  readonly netnsPath: string;
  /** The container's address in it. */
  readonly childIp: string;
  readonly containerId: string;
  /** Read end of a pipe whose write end the container's monitor holds: the forwarder ends with the monitor. */
  readonly exit: Fd;
  /** Another forwarder than ours. */
  readonly program?: string;
}

/**
 * Starts the forwarder and waits until every port listens.
 *
 * @returns the process
 * @throws {NetworkError} when a port is taken or privileged, or the namespace is gone: in the forwarder's words
 * @throws {TimeoutError} or the signal's reason: nothing listens
 */
export function startPortForwarder(start: PortForwarderStart): Promise<Child> {
  const { mappings, netnsPath, childIp, containerId, exit, program, ...waiting } = start;
  const input = renderPortForwarderConfig({
    mappings,
    netnsPath,
    exitFd: EXIT_FD,
    readyFd: READY_FD,
    tmpDir: "",
    childIp,
    containerId,
    rootlessCni: false,
  });
  return startHelper({ name: ROOTLESSPORT, ...command(program), exit, input, complainsOn: "stdout", ...waiting });
}

function command(program: string | undefined): { readonly path: string; readonly argv: readonly string[] } {
  if (program !== undefined) return { path: program, argv: [program] };
  return ownProgram(ROOTLESSPORT);
}
