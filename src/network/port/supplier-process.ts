// Starting the forwarder's child, and ending it.
import { O_RDWR, SIGKILL, SOCK_SEQPACKET } from "../../../ffi/constants.ts";
import { SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { cString } from "../../../ffi/os-string.ts";
import { receiveWithFds } from "../../../ffi/pass-fd.ts";
import { kill, waitForChild } from "../../../ffi/process.ts";
import { SELF } from "../../../ffi/self.ts";
import { socketPair } from "../../../ffi/socket.ts";
import { spawn } from "../../../ffi/spawn.ts";
import { SINGLE_THREAD } from "../../reactor/single-thread.ts";
import { NetworkError } from "../network-error.ts";
import { NAMESPACE, SUPPLY_CHANNEL } from "./supplier.ts";
import { decodeSupplyMessage, SUPPLY_MESSAGE_SIZE } from "./supply-message.ts";

/** What tells the child, which is the same executable under the same name, that it is the child. */
export const SUPPLIER_ARGUMENT = "--supply-sockets";

export interface SupplierProcess extends Disposable {
  /** Orders go there, sockets come from there; at its end when the process is gone. */
  readonly channel: Fd;
}

/**
 * Starts the child; `awaitEntered` says whether it has come into the namespace. Disposing it ends it, and returns when
 * nothing of it is in the namespace any more.
 *
 * @throws {SystemError} when it cannot be started
 */
export function startSupplier(namespace: Fd): SupplierProcess {
  using held = new DisposableStack();
  const [channel, theirs] = socketPair(SOCK_SEQPACKET);
  held.use(channel);
  using _theirs = theirs;
  using nothing = open("/dev/null", O_RDWR);
  const pid = spawn(SELF, {
    argv: ["rootlessport", SUPPLIER_ARGUMENT].map(cString),
    env: SINGLE_THREAD.map(cString),
    fds: new Map([
      [0, nothing],
      [1, nothing],
      // Not ours: an engine reads it to the end, which would be the child's end.
      [2, nothing],
      [SUPPLY_CHANNEL, theirs],
      [NAMESPACE, namespace],
    ]),
    // The parent's mask: what is meant for the forwarder as a whole is the parent's to deal with.
  });
  held.defer(() => {
    kill(pid, SIGKILL);
    waitForChild(pid);
  });
  const ending = held.move();
  return { channel, [Symbol.dispose]: () => ending.dispose() };
}

/** @param path of the namespace, for the error @throws {NetworkError} when the child could not enter it */
export function awaitEntered({ channel }: SupplierProcess, path: string): void {
  const message = receiveWithFds(channel, SUPPLY_MESSAGE_SIZE);
  if (message === undefined || message.bytes.length === 0) {
    throw new NetworkError(`Cannot enter network namespace ${JSON.stringify(path)}: the process that should has ended`);
  }
  const { errno } = decodeSupplyMessage(message.bytes);
  if (errno === 0) return;
  const { code } = new SystemError("setns", errno);
  throw new NetworkError(`Cannot enter network namespace ${JSON.stringify(path)}: ${code}`);
}
