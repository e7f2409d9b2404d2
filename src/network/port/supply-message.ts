// What the two processes of the port forwarder say to each other: "so many sockets, please", and the sockets.

import { AF_INET, AF_INET6 } from "../../../ffi/constants.ts";
import type { InetFamily } from "../../../ffi/inet-address.ts";

/*
 * Both run the same executable, over a socket that keeps messages apart (SOCK_SEQPACKET). A message is 8 bytes:
 *
 *   0  u8   address family, AF_INET or AF_INET6
 *   1  u8   0 tcp, 1 udp
 *   2  u8   how many sockets are asked for, or come with the message (SCM_RIGHTS, which allows 253)
 *   3  u8   0
 *   4  i32  in an answer: errno of what has gone wrong, 0 for nothing; little-endian
 *
 * The child's first message has no sockets: it says whether it could enter the namespace.
 */

export type SocketTransport = "tcp" | "udp";

/** Which sockets are meant. */
export interface SocketKind {
  readonly family: InetFamily;
  readonly transport: SocketTransport;
}

export interface SupplyMessage extends SocketKind {
  /** From 0 to `MOST_SOCKETS`. */
  readonly count: number;
  readonly errno: number;
}

/** The most descriptors that one message carries (SCM_MAX_FD). */
export const MOST_SOCKETS = 253;
export const SUPPLY_MESSAGE_SIZE = 8;

/** @throws {RangeError} for more sockets than a message carries */
export function encodeSupplyMessage({ family, transport, count, errno }: SupplyMessage): Uint8Array<ArrayBuffer> {
  if (!(count >= 0 && count <= MOST_SOCKETS)) throw new RangeError(`not a number of sockets: ${count}`);
  const bytes = new Uint8Array(new ArrayBuffer(SUPPLY_MESSAGE_SIZE));
  bytes.set([family, transport === "tcp" ? 0 : 1, count]);
  new DataView(bytes.buffer).setInt32(4, errno, true);
  return bytes;
}

/** @throws {RangeError} for what is no such message */
export function decodeSupplyMessage(bytes: Uint8Array): SupplyMessage {
  const [family = 0, transport = 0, count = 0] = bytes;
  const isMessage = bytes.length === SUPPLY_MESSAGE_SIZE && transport <= 1 && count <= MOST_SOCKETS;
  if (!isMessage || (family !== AF_INET && family !== AF_INET6)) {
    throw new RangeError(`not a message of the port forwarder: ${bytes.toHex()}`);
  }
  const errno = new DataView(bytes.buffer, bytes.byteOffset).getInt32(4, true);
  return { family, transport: transport === 0 ? "tcp" : "udp", count, errno };
}
