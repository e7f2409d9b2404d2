// A connection that is forwarded: two sockets, a direction each way, and how it ends.
import { EPOLLERR, EPOLLHUP, EPOLLIN, EPOLLOUT, EPOLLRDHUP, SHUT_WR } from "../../../ffi/constants.ts";
import { ECONNRESET, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { shutdown } from "../../../ffi/socket.ts";
import { resetOnClose, setQuickAck, takeError } from "../../../ffi/socket-option.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import { type ByteCount, Direction, type Means } from "./direction.ts";

/** Bytes, and whether they are the last. */
const READ = EPOLLIN | EPOLLRDHUP;

export interface ConnectionOptions {
  readonly reactor: Reactor;
  readonly client: Fd;
  /** The socket in the container's namespace, connected, which the server does not know yet. */
  readonly server: Fd;
  /** Whether the client is on this machine, as the server is. */
  readonly near: boolean;
  readonly means: Means;
  /** From the client to the server. */
  readonly up: ByteCount;
  readonly down: ByteCount;
  /** Called once, when both sockets are closed. @param reset whether one of the peers had broken it off */
  readonly ended: (reset: boolean) => void;
}

/** Forwards from now on; owns both sockets. */
export class Connection {
  readonly #client: Side;
  readonly #server: Side;
  readonly #ended: (reset: boolean) => void;
  /** Whether the client has. */
  #spoken = false;

  constructor({ reactor, client, server, near, means, up, down, ended }: ConnectionOptions) {
    const upward = new Direction(client, server, "always", means, up);
    const downward = new Direction(server, client, near ? "alone" : "never", means, down);
    this.#ended = ended;
    this.#client = new Side(reactor, client, upward, downward);
    this.#server = new Side(reactor, server, downward, upward);
    this.#client.start((events) => this.#ready(this.#client, events));
    this.#server.start((events) => this.#ready(this.#server, events));
    this.#attempt(() => this.#greet());
  }

  /**
   * What the client has said by now goes to the server with the packet by which the server learns of the connection; a
   * server that is to speak first learns of it at once.
   */
  #greet(): void {
    this.#spoken = this.#client.move();
    setQuickAck(this.#server.fd, true);
  }

  #ready(side: Side, events: number): void {
    this.#attempt(() => {
      side.handle(events);
      if (!this.#spoken && side === this.#client) this.#expectAnswer();
    });
  }

  /**
   * The kernel takes what it has sent for part of a dialogue, and would wait with acknowledging the first piece of the
   * answer, 40 ms, until it sends again; many a server sends the second only then (Nagle's algorithm).
   */
  #expectAnswer(): void {
    this.#spoken = true;
    setQuickAck(this.#server.fd, true);
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      // It is broken for the one, so the other must not take it for a proper end.
      resetOnClose(this.#client.fd);
      resetOnClose(this.#server.fd);
      this.#close(true);
      return;
    }
    this.#passEndsOn();
    if (this.#client.over && this.#server.over) this.#close(false);
    else this.#update();
  }

  /** A direction at its end ends the one half of the next socket, unless all of it is about to be closed. */
  #passEndsOn(): void {
    if (this.#client.over === this.#server.over) return;
    this.#client.passEndOn(this.#server.fd);
    this.#server.passEndOn(this.#client.fd);
  }

  #update(): void {
    this.#client.update();
    this.#server.update();
  }

  #close(reset: boolean): void {
    this.#client.close();
    this.#server.close();
    this.#ended(reset);
  }
}

/** One of the two sockets: source of one direction, sink of the other. */
class Side {
  readonly #reactor: Reactor;
  readonly #out: Direction;
  readonly #in: Direction;
  #watch: Watch | undefined;
  #wanted = READ;
  #endPassedOn = false;
  #handler: ((events: number) => void) | undefined;

  /** @param out takes what this socket sends @param into gives this socket what it receives */
  constructor(
    reactor: Reactor,
    readonly fd: Fd,
    out: Direction,
    into: Direction,
  ) {
    this.#reactor = reactor;
    this.#out = out;
    this.#in = into;
  }

  /** Whether nothing more comes from this socket. */
  get over(): boolean {
    return this.#out.state === "ended";
  }

  start(handler: (events: number) => void): void {
    this.#handler = handler;
    this.#watch = this.#reactor.watch(this.fd, this.#wanted, handler);
  }

  /** Passes on what there is. @returns whether there was anything @throws {SystemError} */
  move(): boolean {
    return this.#out.move();
  }

  /** @throws {SystemError} when this side or the other is broken */
  handle(events: number): void {
    if ((events & EPOLLOUT) !== 0 && this.#in.state === "writing") this.#in.flush();
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) === 0) return;
    if (this.#out.state === "reading") this.#out.move((events & EPOLLRDHUP) !== 0);
    // What it has sent before it broke off is given up where the other side has no room for it, as TCP itself does.
    else if ((events & EPOLLERR) !== 0) throw brokenOff(this.fd);
    else if ((events & EPOLLHUP) !== 0) this.#rest();
  }

  passEndOn(next: Fd): void {
    if (!this.over || this.#endPassedOn) return;
    this.#endPassedOn = true;
    shutdown(next, SHUT_WR);
  }

  /** Waits for what the two directions need. */
  update(): void {
    const wanted = (this.#out.state === "reading" ? READ : 0) | (this.#in.state === "writing" ? EPOLLOUT : 0);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (this.#watch !== undefined) this.#watch.wait(wanted);
    else if (wanted !== 0 && this.#handler !== undefined) this.start(this.#handler);
  }

  close(): void {
    this.#out.abandon();
    // Closing it takes it out of the kernel's set, too: nobody else has the socket.
    this.fd.close();
    this.#watch?.[Symbol.dispose]();
  }

  /** Both halves of this socket have ended, which would be reported all the time while the other side is slow. */
  #rest(): void {
    this.#watch?.[Symbol.dispose]();
    this.#watch = undefined;
  }
}

function brokenOff(fd: Fd): SystemError {
  return takeError(fd, "read") ?? new SystemError("read", ECONNRESET);
}
