// One end of a TCP connection in a test, which waits for everything, but not for ever.
import { AF_INET, POLLOUT, SHUT_WR, SOCK_NONBLOCK } from "../../ffi/constants.ts";
import { EAGAIN, ECONNRESET, EPIPE, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { familyOf, type InetAddress } from "../../ffi/inet-address.ts";
import { acceptInet, bindInet, connectInet, inetSocket } from "../../ffi/inet-socket.ts";
import { NOT_READY, read } from "../../ffi/io.ts";
import { waitReady } from "../../ffi/poll.ts";
import { listen, send, shutdown } from "../../ffi/socket.ts";
import { resetOnClose, setReuseAddress, takeError } from "../../ffi/socket-option.ts";
import { becomesReadable, DEADLINE, DeadlineError } from "./deadline.ts";

export class TcpEnd implements Disposable {
  readonly #fd: Fd;

  /** @param fd owned from now on */
  constructor(fd: Fd) {
    this.#fd = fd;
  }

  /** @throws {SystemError} ECONNREFUSED … */
  static connect(address: InetAddress): TcpEnd {
    const fd = inetSocket(familyOf(address.ip) ?? AF_INET, "tcp", SOCK_NONBLOCK);
    if (!connectInet(fd, address)) waitReady(fd, POLLOUT, DEADLINE);
    const error = takeError(fd);
    if (error === undefined) return new TcpEnd(fd);
    fd.close();
    throw error;
  }

  /** Sends all of it. @throws {SystemError} EPIPE, ECONNRESET */
  send(data: string | Uint8Array<ArrayBuffer>): void {
    let rest = typeof data === "string" ? new TextEncoder().encode(data) : data;
    while (rest.length > 0) {
      const count = this.sendSome(rest);
      if (count === 0 && !waitReady(this.#fd, POLLOUT, DEADLINE)) throw new DeadlineError("Nobody takes what is sent");
      rest = rest.subarray(count);
    }
  }

  /** Sends what there is room for. @returns bytes */
  sendSome(bytes: Uint8Array<ArrayBuffer>): number {
    return Math.max(0, send(this.#fd, bytes));
  }

  /** Waits for so many bytes. @returns fewer at the end @throws {SystemError} ECONNRESET */
  receive(count: number): string {
    return new TextDecoder().decode(this.receiveBytes(count));
  }

  receiveBytes(count: number): Uint8Array<ArrayBuffer> {
    const buffer = new Uint8Array(new ArrayBuffer(count));
    let length = 0;
    while (length < count) {
      if (!becomesReadable(this.#fd)) throw new DeadlineError(`Waited in vain for ${count} bytes, got ${length}`);
      const got = read(this.#fd, buffer.subarray(length));
      if (got === 0) break;
      if (got !== NOT_READY) length += got;
    }
    return buffer.subarray(0, length);
  }

  /** Waits until nothing more can come. */
  ending(): "end" | "reset" {
    try {
      const rest = this.receiveBytes(1);
      if (rest.length > 0) throw new Error("there is data, and no end");
      return "end";
    } catch (error) {
      if (error instanceof SystemError && [ECONNRESET, EPIPE].includes(error.errno)) return "reset";
      throw error;
    }
  }

  /** Whether there is something to read, or the end, within so many milliseconds. */
  hasSomething(milliseconds: number): boolean {
    return becomesReadable(this.#fd, milliseconds);
  }

  /** Sends nothing more. */
  end(): void {
    shutdown(this.#fd, SHUT_WR);
  }

  /** Breaks the connection off. */
  reset(): void {
    resetOnClose(this.#fd);
    this.#fd.close();
  }

  [Symbol.dispose](): void {
    this.#fd.close();
  }
}

/** A listening socket of a test; made in whatever namespace the calling thread is in. */
export class TcpServer implements Disposable {
  readonly #fd: Fd;

  constructor(address: InetAddress) {
    this.#fd = inetSocket(familyOf(address.ip) ?? AF_INET, "tcp", SOCK_NONBLOCK);
    setReuseAddress(this.#fd);
    bindInet(this.#fd, address);
    listen(this.#fd, 4096);
  }

  /** Waits for a client. */
  accept(): TcpEnd {
    if (!becomesReadable(this.#fd)) throw new DeadlineError("Nobody connects");
    const fd = acceptInet(this.#fd);
    if (fd === undefined) throw new SystemError("accept4", EAGAIN);
    return new TcpEnd(fd);
  }

  [Symbol.dispose](): void {
    this.#fd.close();
  }
}
