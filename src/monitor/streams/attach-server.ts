// The attach socket: any number of clients that see the output as it comes and feed the container's stdin.
import { EPOLLET, EPOLLIN, O_DIRECTORY, O_PATH, SOCK_NONBLOCK, SOCK_SEQPACKET } from "../../../ffi/constants.ts";
import { type Fd, setNonBlocking } from "../../../ffi/fd.ts";
import { changeModeOf, makeSymlink, open, removeIfThere } from "../../../ffi/file.ts";
import { accept, bindUnix, listen, unixSocket } from "../../../ffi/socket.ts";
import { setSendBuffer } from "../../../ffi/socket-option.ts";
import type { StreamName } from "../../logging/driver.ts";
import type { SocketSettings } from "../../protocol/checked-options.ts";
import { ATTACH_SOCKET, attachSocketPath } from "../../protocol/files.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import { after } from "../../reactor/timer.ts";
import type { Diagnostics } from "../diagnostics.ts";
import { AttachClient } from "./attach-client.ts";
import type { LiveAudience } from "./output.ts";
import type { Stdin } from "./stdin.ts";

const BACKLOG = 10;
/** Milliseconds until the next look at clients that could not be taken. */
const TRY_AGAIN = 1000;
/**
 * Bytes that a client's socket is to hold, of which the kernel gives what net.core.wmem_max allows, and that twice: then
 * all that one read of output brings fits, and need not be copied into the queue. A third less processor time.
 */
const SEND_BUFFER = 512 * 1024;
/** Only the owner can attach: who can write to the socket can type into the container. */
const SOCKET_MODE = 0o700;

export interface AttachParts {
  readonly reactor: Reactor;
  readonly settings: SocketSettings;
  readonly diagnostics: Diagnostics;
  /** Where what clients send goes; undefined when there is no input, or not yet. */
  readonly stdin: () => Stdin | undefined;
  /** Whether there will be an input that is not there yet: what clients send before waits for it. */
  readonly inputComesLater: boolean;
  /** Called with true when a client's queue is full, and with false when none is any more. */
  readonly congested: (yes: boolean) => void;
  /** Called when a client has gone. */
  readonly left: () => void;
  /** Called when the last client has gone. */
  readonly deserted: () => void;
}

/** Listens in the bundle. Disposing it closes all connections and removes the socket and its link. */
export class AttachServer implements LiveAudience, Disposable {
  readonly #parts: AttachParts;
  readonly #listener: Fd;
  readonly #watch: Watch;
  readonly #clients = new Set<AttachClient>();
  readonly #full = new Set<AttachClient>();
  /** Whether somebody has connected who could not be taken. */
  #turnedAway = false;

  /** @throws {SystemError} when the socket or the link cannot be made; neither is left then */
  constructor(parts: AttachParts) {
    this.#parts = parts;
    using made = new DisposableStack();
    this.#listener = made.use(listenIn(parts.settings));
    made.defer(() => this.#removePaths());
    // Edge-triggered: a client that cannot be taken for want of descriptors must not keep the loop busy.
    this.#watch = parts.reactor.watch(this.#listener, EPOLLIN | EPOLLET, () => this.admit());
    made.move();
  }

  get present(): boolean {
    return this.#clients.size > 0;
  }

  /** Bytes that wait to be sent, to all clients. */
  get queued(): number {
    let sum = 0;
    for (const client of this.#clients) sum += client.queued;
    return sum;
  }

  show(stream: StreamName, bytes: Uint8Array<ArrayBuffer>, start = 0, end = bytes.length): void {
    for (const client of this.#clients) client.send(stream, bytes, start, end);
  }

  rest(): void {
    for (const client of this.#clients) client.rest();
  }

  /** Takes everybody who has connected by now. */
  admit(): void {
    if (this.#listener.closed) return;
    for (let socket = this.#acceptOne(); socket !== undefined; socket = this.#acceptOne()) this.#serve(socket);
  }

  /** There is an input now: what clients have sent so far goes there. */
  resumeInput(): void {
    for (const client of this.#clients) client.resumeInput();
  }

  /** Sends what is queued, as far as it goes. */
  sendQueued(): void {
    for (const client of this.#clients) client.sendQueued();
  }

  /** No new clients. Those that are there still get what is queued for them, and are disconnected then. */
  close(): void {
    if (this.#listener.closed) return;
    this.#watch[Symbol.dispose]();
    this.#listener.close();
    this.#removePaths();
    for (const client of this.#clients) client.finish();
  }

  [Symbol.dispose](): void {
    this.close();
    for (const client of this.#clients) client[Symbol.dispose]();
  }

  /** One client that cannot be served, for want of memory, is no reason to serve no other. */
  #serve(socket: Fd): void {
    const { reactor, stdin, diagnostics } = this.#parts;
    try {
      setSendBuffer(socket, SEND_BUFFER);
      const client: AttachClient = new AttachClient({
        reactor,
        socket,
        stdin,
        full: (yes) => this.#setFull(client, yes),
        gone: () => this.#forget(client),
      });
      this.#clients.add(client);
      if (this.#parts.inputComesLater && stdin() === undefined) client.pauseInput();
    } catch (error) {
      diagnostics.warn(`Cannot serve an attach client: ${String(error)}`);
      socket.close();
    }
  }

  #removePaths(): void {
    const { bundle, link } = this.#parts.settings;
    this.#remove(attachSocketPath(bundle));
    if (link !== undefined) this.#remove(link);
  }

  /** On a disk that has become read-only it stays; what comes after the container's end must come all the same. */
  #remove(path: string): void {
    try {
      removeIfThere(path);
    } catch (error) {
      this.#parts.diagnostics.warn(`Cannot remove the attach socket: ${String(error)}`);
    }
  }

  #acceptOne(): Fd | undefined {
    try {
      return accept(this.#listener);
    } catch (error) {
      // Most likely out of descriptors: the client waits until another one goes, or there are some for other reasons.
      this.#parts.diagnostics.warn(`Cannot accept an attach client: ${String(error)}`);
      if (!this.#turnedAway) after(this.#parts.reactor, TRY_AGAIN, () => this.#admitTurnedAway());
      this.#turnedAway = true;
      return undefined;
    }
  }

  #forget(client: AttachClient): void {
    this.#clients.delete(client);
    this.#setFull(client, false);
    this.#parts.left();
    if (this.#clients.size === 0) this.#parts.deserted();
    if (this.#turnedAway) this.#parts.reactor.defer(() => this.#admitTurnedAway());
  }

  #admitTurnedAway(): void {
    if (!this.#turnedAway) return;
    this.#turnedAway = false;
    this.admit();
  }

  #setFull(client: AttachClient, yes: boolean): void {
    const before = this.#full.size > 0;
    if (yes) this.#full.add(client);
    else this.#full.delete(client);
    const after = this.#full.size > 0;
    if (before !== after) this.#parts.congested(after);
  }
}

/**
 * Binds through the bundle's descriptor and offers the link as a shorter name, because socket addresses end at 107
 * bytes and bundles of engines do not.
 */
function listenIn({ bundle, link }: SocketSettings): Fd {
  const path = attachSocketPath(bundle);
  removeIfThere(path);
  const listener = unixSocket(SOCK_SEQPACKET | SOCK_NONBLOCK);
  try {
    using directory = open(bundle, O_PATH | O_DIRECTORY);
    changeModeOf(listener, SOCKET_MODE);
    bindUnix(listener, `/proc/self/fd/${directory.number}/${ATTACH_SOCKET}`);
    listen(listener, BACKLOG);
    setNonBlocking(listener);
    if (link !== undefined) {
      removeIfThere(link);
      makeSymlink(bundle, link);
    }
    return listener;
  } catch (error) {
    listener.close();
    removeIfThere(path);
    throw error;
  }
}
