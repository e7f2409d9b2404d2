// The forwarder's child: it lives in the container's network namespace and makes sockets there, for its parent.
import { AF_INET, SIGKILL, SOCK_NONBLOCK } from "../../../ffi/constants.ts";
import { EPERM, SystemError } from "../../../ffi/errno.ts";
import { Fd } from "../../../ffi/fd.ts";
import { inetSocket } from "../../../ffi/inet-socket.ts";
import { enterNetworkNamespace, enterUserNamespaceOf } from "../../../ffi/network-namespace.ts";
import { signalOnParentDeath } from "../../../ffi/parent-death.ts";
import { receiveWithFds, sendWithFds } from "../../../ffi/pass-fd.ts";
import { setProcessName } from "../../../ffi/process.ts";
import { send } from "../../../ffi/socket.ts";
import { prepareDial } from "./connection-options.ts";
import { decodeSupplyMessage, encodeSupplyMessage, SUPPLY_MESSAGE_SIZE, type SupplyMessage } from "./supply-message.ts";

/** Where the parent has put the child's descriptors. */
export const SUPPLY_CHANNEL = 3;
export const NAMESPACE = 4;

/**
 * Makes sockets for as long as somebody asks for them.
 *
 * A socket belongs to the namespace that it was made in, whoever uses it. So the parent connects it itself, from the
 * host's namespace, and no connection ever has to wait for this process.
 */
export function runSupplier(): void {
  signalOnParentDeath(SIGKILL);
  setProcessName("rootlessport");
  using channel = new Fd(SUPPLY_CHANNEL);
  if (!enter(channel)) return;
  for (;;) {
    const request = receiveWithFds(channel, SUPPLY_MESSAGE_SIZE);
    if (request === undefined || request.bytes.length === 0) return;
    supply(channel, decodeSupplyMessage(request.bytes));
  }
}

function enter(channel: Fd): boolean {
  using namespace = new Fd(NAMESPACE);
  let error = attempt(() => enterNetworkNamespace(namespace));
  // An ordinary user has no rights over the namespace but in the user namespace that it was made in, with the container.
  if (error === EPERM && attempt(() => enterUserNamespaceOf(namespace)) === 0) {
    error = attempt(() => enterNetworkNamespace(namespace));
  }
  send(channel, encodeSupplyMessage({ family: AF_INET, transport: "tcp", count: 0, errno: error }));
  return error === 0;
}

function supply(channel: Fd, request: SupplyMessage): void {
  const sockets: Fd[] = [];
  const error = attempt(() => {
    while (sockets.length < request.count) sockets.push(makeSocket(request));
  });
  sendWithFds(channel, encodeSupplyMessage({ ...request, count: sockets.length, errno: error }), sockets);
  for (const socket of sockets) socket.close();
}

function makeSocket({ family, transport }: SupplyMessage): Fd {
  const socket = inetSocket(family, transport, SOCK_NONBLOCK);
  if (transport === "tcp") prepareDial(socket);
  return socket;
}

/** The errno of what an action has thrown, 0 when it has succeeded. */
function attempt(action: () => void): number {
  try {
    action();
    return 0;
  } catch (error) {
    if (error instanceof SystemError) return error.errno;
    throw error;
  }
}
