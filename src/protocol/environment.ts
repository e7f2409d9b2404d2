// The environment variables that an engine, the monitor and the container's side agree on, and the pipe numbers in them.
import { parseCInteger } from "./c-integer.ts";

/** Descriptor on which the monitor reports pids, exit codes and failures (sync-line.ts). */
export const SYNC_PIPE = "_OCI_SYNCPIPE";
/** Descriptor on which the monitor waits until the engine has moved it into its cgroup. */
export const START_PIPE = "_OCI_STARTPIPE";
/** Descriptor on which an exec session says that its attach socket is there. */
export const ATTACH_PIPE = "_OCI_ATTACHPIPE";

export type PipeVariable = typeof SYNC_PIPE | typeof START_PIPE | typeof ATTACH_PIPE;

/** Socket activation, sd_listen_fds(3): the pid that the descriptors are meant for, how many, and their names. */
export const LISTEN_PID = "LISTEN_PID";
export const LISTEN_FDS = "LISTEN_FDS";
export const LISTEN_FDNAMES = "LISTEN_FDNAMES";

/** Service notification, sd_notify(3): the socket that READY=1 goes to. */
export const NOTIFY_SOCKET = "NOTIFY_SOCKET";

/** Where the console socket and other short-lived files go. */
export const TMPDIR = "TMPDIR";

/** A variable does not hold what it must; the message is conmon's. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

/**
 * Reads a descriptor number as conmon does: decimal, white space and `+` allowed in front. Unlike conmon, which would
 * take an empty value for descriptor 0 and keep the low 32 bits of a large one, an empty value counts as absent and
 * what can be no descriptor is an error.
 *
 * @param value the variable's value, undefined when it is not set
 * @returns the descriptor, or undefined when there is none
 * @throws {EnvironmentError} when the value is not a descriptor number
 */
export function parsePipeNumber(name: PipeVariable, value: string | undefined): number | undefined {
  if (value === undefined || value === "") return undefined;
  const descriptor = parseCInteger(value, 10);
  if (descriptor === undefined || descriptor < 0n || descriptor > LARGEST_DESCRIPTOR) {
    throw new EnvironmentError(`unable to parse ${name}: "${value}" is not a descriptor`);
  }
  return Number(descriptor);
}

// Descriptors are C's `int`.
const LARGEST_DESCRIPTOR = 2n ** 31n - 1n;
