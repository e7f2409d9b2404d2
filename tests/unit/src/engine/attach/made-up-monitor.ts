// What a client sees of a monitor: a listening attach socket, and a control FIFO that somebody reads.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import {
  EPOLLIN,
  O_DIRECTORY,
  O_NONBLOCK,
  O_PATH,
  O_RDONLY,
  SOCK_NONBLOCK,
  SOCK_SEQPACKET,
} from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { makeFifo, open } from "../../../../../ffi/file.ts";
import { read } from "../../../../../ffi/io.ts";
import { accept, bindUnix, listen, send, unixSocket } from "../../../../../ffi/socket.ts";
import { attach } from "../../../../../src/engine/attach/attach.ts";
import type { Attachment } from "../../../../../src/engine/attach/attachment.ts";
import { FRAME_STREAMS } from "../../../../../src/protocol/attach-frame.ts";
import { ready } from "../../../../../src/waiting/ready.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { availableIn, bytesOf, textOf } from "../../bytes.ts";

const BACKLOG = 1;

export class MadeUpMonitor extends TemporaryDirectory {
  readonly bundle: string;
  readonly socket: string;
  readonly controlFifo: string;
  readonly #control: Fd;
  #listener: Fd | undefined;

  /** @param bundle path of the bundle below the directory */
  constructor(bundle = "bundle") {
    super();
    this.bundle = this.at(bundle);
    mkdirSync(this.bundle, { recursive: true });
    this.socket = `${this.bundle}/attach`;
    this.controlFifo = `${this.bundle}/ctl`;
    makeFifo(this.controlFifo, 0o600);
    this.#control = open(this.controlFifo, O_RDONLY | O_NONBLOCK);
  }

  /** What clients have asked for since the last look. */
  get commands(): string {
    return availableIn(this.#control);
  }

  bind(): this {
    this.#listener = unixSocket(SOCK_SEQPACKET | SOCK_NONBLOCK);
    using directory = open(dirname(this.socket), O_PATH | O_DIRECTORY);
    bindUnix(this.#listener, `/proc/self/fd/${directory.number}/attach`);
    return this;
  }

  listen(): this {
    if (this.#listener === undefined) this.bind();
    if (this.#listener !== undefined) listen(this.#listener, BACKLOG);
    return this;
  }

  /** Takes the client that has connected. */
  accept(): Connection {
    const socket = this.#listener === undefined ? undefined : accept(this.#listener);
    if (socket === undefined) throw new Error("nobody has connected");
    return new Connection(socket);
  }

  /** Waits for a client and takes it. */
  async next(): Promise<Connection> {
    if (this.#listener !== undefined) await ready(this.#listener, EPOLLIN);
    return this.accept();
  }

  /** Both sides of a connection. */
  async connected(): Promise<{ readonly attachment: Attachment; readonly connection: Connection }> {
    this.listen();
    const attachment = await attach({ socket: this.socket, controlFifo: this.controlFifo });
    return { attachment, connection: this.accept() };
  }

  /** Stops listening, and leaves the socket behind. */
  die(): void {
    this.#listener?.close();
  }

  override [Symbol.dispose](): void {
    this.#listener?.close();
    this.#control.close();
    super[Symbol.dispose]();
  }
}

/** The monitor's side of one connection. */
export class Connection implements Disposable {
  readonly #socket: Fd;

  constructor(socket: Fd) {
    this.#socket = socket;
  }

  /** Sends output as a monitor does. @returns false when the client has too much unread */
  show(stream: keyof typeof FRAME_STREAMS, payload: string | Uint8Array): boolean {
    const bytes = typeof payload === "string" ? bytesOf(payload) : payload;
    return this.sendPacket(Uint8Array.of(FRAME_STREAMS[stream], ...bytes));
  }

  sendPacket(packet: Uint8Array<ArrayBuffer>): boolean {
    return send(this.#socket, packet) === packet.length;
  }

  /** Waits for the next packet of input; empty at its end. */
  async packet(): Promise<string> {
    await ready(this.#socket, EPOLLIN);
    // More than monitors take, so that a packet that is too large is seen as such.
    const buffer = new Uint8Array(new ArrayBuffer(256 * 1024));
    return textOf(buffer.subarray(0, Math.max(0, read(this.#socket, buffer))));
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
