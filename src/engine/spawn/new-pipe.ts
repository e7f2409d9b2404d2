// A pipe between an engine and a monitor: a packet socket, so that what one side writes at once the other reads at once.
import { SOCK_SEQPACKET } from "../../../ffi/constants.ts";
import { type Fd, setNonBlocking } from "../../../ffi/fd.ts";
import { socketPair } from "../../../ffi/socket.ts";

/** Both ends; disposing closes both. */
export interface PipePair extends Disposable {
  /** Ours; does not block. */
  readonly parent: Fd;
  /** The monitor's; of no use here once the monitor has it. */
  readonly child: Fd;
}

/** Makes a pair of connected sockets, close-on-exec. @throws {SystemError} EMFILE, ENFILE */
export function newPipe(): PipePair {
  const [parent, child] = socketPair(SOCK_SEQPACKET);
  const pair: PipePair = {
    parent,
    child,
    [Symbol.dispose]: () => {
      parent.close();
      child.close();
    },
  };
  try {
    setNonBlocking(parent);
    return pair;
  } catch (error) {
    pair[Symbol.dispose]();
    throw error;
  }
}
