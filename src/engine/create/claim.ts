// One creation at a time in a bundle: of two, each would take what the other makes for something that an earlier run left.
import { O_DIRECTORY, O_RDONLY } from "../../../ffi/constants.ts";
import { SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { tryToLock } from "../../../ffi/lock.ts";
import { ContainerStateError, EngineError } from "../errors.ts";
import type { ContainerPlace } from "../place.ts";

/**
 * Claims a container's bundle for whatever makes or removes the monitor's files there, against other programs, too.
 *
 * @returns what ends the claim when it is disposed of
 * @throws {ContainerStateError} when somebody else has it
 * @throws {EngineError} when there is no such directory, or it cannot be read
 */
export function claimBundle({ id, bundle }: ContainerPlace): Fd {
  using stack = new DisposableStack();
  const directory = stack.use(openBundle(id, bundle));
  if (!tryToLock(directory)) {
    throw new ContainerStateError(`Cannot create container ${id}: somebody else is creating one in "${bundle}"`);
  }
  stack.move();
  return directory;
}

function openBundle(id: string, bundle: string): Fd {
  try {
    return open(bundle, O_RDONLY | O_DIRECTORY);
  } catch (cause) {
    if (!(cause instanceof SystemError)) throw cause;
    throw new EngineError(`Cannot create container ${id} in bundle "${bundle}": ${cause.code} (${cause.reason})`, {
      cause,
    });
  }
}
