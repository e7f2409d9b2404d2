// recvmmsg(2) and sendmmsg(2): many datagrams a system call, in memory that is allocated once.
import { addressOf } from "./address.ts";
import { AF_INET, AF_INET6, MSG_DONTWAIT, MSG_NOSIGNAL } from "./constants.ts";
import { EAGAIN, EINTR, errno, SystemError } from "./errno.ts";
import type { Fd } from "./fd.ts";
import type { InetSockaddr } from "./inet-address.ts";
import { Iovec, Msghdr, SockaddrIn, SockaddrIn6 } from "./layouts.ts";
import { libc } from "./libc.ts";

/** struct mmsghdr: a msghdr, `unsigned int msg_len`, and padding to 8 bytes. */
export const MMSGHDR_SIZE: number = Msghdr.size + 8;
/** Room for one datagram: more than UDP can carry, and whole pages. */
const ROOM = 65_536;
const NAME_ROOM = 32;

/** The last datagrams received, in order, until the next `receive`. */
export class DatagramBatch {
  /** The most datagrams that one call takes. */
  readonly capacity: number;
  readonly #payload: Uint8Array<ArrayBuffer>;
  readonly #names: Uint8Array<ArrayBuffer>;
  readonly #iovecs: Uint8Array<ArrayBuffer>;
  readonly #headers: Uint8Array<ArrayBuffer>;
  readonly #headerWords: Uint32Array<ArrayBuffer>;
  readonly #iovecWords: Uint32Array<ArrayBuffer>;
  readonly #nameWords: Uint32Array<ArrayBuffer>;
  /** The headers from each index on, so that none has to be made for a call. */
  readonly #headersFrom: readonly Uint8Array<ArrayBuffer>[];

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#payload = new Uint8Array(new ArrayBuffer(capacity * ROOM));
    this.#names = new Uint8Array(new ArrayBuffer(capacity * NAME_ROOM));
    this.#iovecs = new Uint8Array(new ArrayBuffer(capacity * Iovec.size));
    this.#headers = new Uint8Array(new ArrayBuffer(capacity * MMSGHDR_SIZE));
    this.#headerWords = new Uint32Array(this.#headers.buffer);
    this.#iovecWords = new Uint32Array(this.#iovecs.buffer);
    this.#nameWords = new Uint32Array(this.#names.buffer);
    this.#headersFrom = Array.from({ length: capacity }, (_, index) => this.#headers.subarray(index * MMSGHDR_SIZE));
    for (let index = 0; index < capacity; index++) this.#lay(index);
  }

  /**
   * Takes what waits on a socket.
   *
   * @param most datagrams
   * @returns how many; 0 when none waits
   * @throws {SystemError} ECONNREFUSED for an earlier datagram that nobody took …
   */
  receive(socket: Fd, most = this.capacity): number {
    const count = Math.min(most, this.capacity);
    for (let index = 0; index < count; index++) this.#offer(index);
    for (;;) {
      const received = libc.recvmmsg(socket.number, this.#headers, count, MSG_DONTWAIT, null);
      if (received >= 0) return received;
      if (errno() === EAGAIN) return 0;
      if (errno() !== EINTR) throw new SystemError("recvmmsg", errno());
    }
  }

  /** Bytes of a datagram; an empty one is a datagram, too. */
  lengthOf(index: number): number {
    return this.#headerWords[wordOf(index, Msghdr.size)] ?? 0;
  }

  /**
   * Who sent a datagram: a number for IPv4, also as IPv6 writes it (`::ffff:…`), and a text for IPv6. Equal for equal
   * senders, and good for nothing else.
   */
  senderOf(index: number): number | string {
    const at = (index * NAME_ROOM) / 4;
    const familyAndPort = this.#nameWords[at] ?? 0;
    const port = familyAndPort >>> 16;
    if ((familyAndPort & 0xffff) === AF_INET) return port * 2 ** 32 + (this.#nameWords[at + 1] ?? 0);
    // sin6_flowinfo is between the port and the address.
    const [a = 0, b = 0, c = 0, d = 0, scope = 0] = this.#nameWords.subarray(at + 2, at + 7);
    if (a === 0 && b === 0 && c === MAPPED) return port * 2 ** 32 + d;
    return `${port} ${a} ${b} ${c} ${d} ${scope}`;
  }

  /** Writes the address of a datagram's sender into `address`. */
  copySender(index: number, address: InetSockaddr): void {
    const at = index * NAME_ROOM;
    const isIpv6 = ((this.#nameWords[at / 4] ?? 0) & 0xffff) === AF_INET6;
    const size = isIpv6 ? SockaddrIn6.size : SockaddrIn.size;
    address.bytes.set(this.#names.subarray(at, at + size));
    address.length[0] = size;
  }

  /**
   * Sends datagrams on as they are, without waiting; the first that does not go ends it.
   *
   * @param to absent for a socket that is connected
   * @returns how many were sent
   * @throws {SystemError} for the first: ECONNREFUSED for an earlier datagram that nobody took, EMSGSIZE …
   */
  send(socket: Fd, first: number, count: number, to?: InetSockaddr): number {
    const name = to === undefined ? 0 : addressOf(to.bytes);
    for (let index = first; index < first + count; index++) {
      this.#putName(index, name, to?.size ?? 0);
      this.#iovecWords[wordOfIovec(index, Iovec.offsets.iov_len)] = this.lengthOf(index);
    }
    const headers = this.#headersFrom[first];
    if (headers === undefined || count === 0) return 0;
    for (;;) {
      const sent = libc.sendmmsg(socket.number, headers, count, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent >= 0) return sent;
      if (errno() === EAGAIN) return 0;
      if (errno() !== EINTR) throw new SystemError("sendmmsg", errno());
    }
  }

  #lay(index: number): void {
    putAddress(this.#iovecWords, wordOfIovec(index, Iovec.offsets.iov_base), addressOf(this.#payload) + index * ROOM);
    const iovec = addressOf(this.#iovecs) + index * Iovec.size;
    putAddress(this.#headerWords, wordOf(index, Msghdr.offsets.msg_iov), iovec);
    this.#headerWords[wordOf(index, Msghdr.offsets.msg_iovlen)] = 1;
  }

  #offer(index: number): void {
    this.#putName(index, addressOf(this.#names) + index * NAME_ROOM, NAME_ROOM);
    this.#iovecWords[wordOfIovec(index, Iovec.offsets.iov_len)] = ROOM;
  }

  #putName(index: number, address: number, size: number): void {
    putAddress(this.#headerWords, wordOf(index, Msghdr.offsets.msg_name), address);
    this.#headerWords[wordOf(index, Msghdr.offsets.msg_namelen)] = size;
  }
}

/** The third word of `::ffff:0:0`, in network byte order as a little-endian number. */
const MAPPED = 0xffff0000;

function wordOf(index: number, offset: number): number {
  return (index * MMSGHDR_SIZE + offset) / 4;
}

function wordOfIovec(index: number, offset: number): number {
  return (index * Iovec.size + offset) / 4;
}

function putAddress(words: Uint32Array, at: number, address: number): void {
  words[at] = address % 2 ** 32;
  words[at + 1] = Math.floor(address / 2 ** 32);
}
