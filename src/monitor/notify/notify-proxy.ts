// Passes a container's sd_notify(3) messages on to the host's service manager.
import { EPOLLIN, O_DIRECTORY, O_PATH, SOCK_DGRAM, SOCK_NONBLOCK } from "../../../ffi/constants.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { changeModeOf, makeDirectory, open, removeIfThere, setUmask } from "../../../ffi/file.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { decodeOsString, encodeOsString } from "../../../ffi/os-string.ts";
import { bindUnix, connectUnix, send, unixSocket } from "../../../ffi/socket.ts";
import { joinPath, NOTIFY_DIRECTORY, NOTIFY_SOCKET_FILE } from "../../protocol/files.ts";
import { allowedNotifications } from "../../protocol/notify-message.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import type { Diagnostics } from "../diagnostics.ts";

const DIRECTORY_MODE = 0o755;
/** Whatever user the service in the container runs as, it may write. */
const SOCKET_MODE = 0o777;
const MAX_MESSAGE = 4096;
/** Messages that are still passed on at the end; a process that goes on sending must not delay it. */
const MAX_LAST_MESSAGES = 1000;

export interface NotifyProxyParts {
  readonly reactor: Reactor;
  readonly bundle: string;
  /** The host's socket: a path, or `@name` for an abstract one. */
  readonly hostSocket: string;
  readonly diagnostics: Diagnostics;
}

/** Listens on `notify/notify.sock` in the bundle, which the engine mounts into the container. */
export class NotifyProxy implements Disposable {
  readonly #parts: NotifyProxyParts;
  readonly #path: string;
  readonly #socket: Fd;
  readonly #watch: Watch;

  /** @throws {SystemError} when the socket cannot be made; none is left then */
  constructor(parts: NotifyProxyParts) {
    this.#parts = parts;
    const directory = joinPath(parts.bundle, NOTIFY_DIRECTORY);
    makeDirectory(directory, DIRECTORY_MODE);
    this.#path = joinPath(directory, NOTIFY_SOCKET_FILE);
    removeIfThere(this.#path);
    this.#socket = bindIn(directory);
    this.#watch = parts.reactor.watch(this.#socket, EPOLLIN, () => this.#receive());
  }

  /** Whoever starts the container anew may have a socket of the same name soon: this one is removed only once. */
  [Symbol.dispose](): void {
    if (this.#socket.closed) return;
    this.#watch[Symbol.dispose]();
    this.#socket.close();
    try {
      removeIfThere(this.#path);
    } catch (error) {
      this.#parts.diagnostics.warn(`Cannot remove the notify socket: ${String(error)}`);
    }
  }

  /** Passes on what has come so far: the last word of a container that has ended. */
  drain(): void {
    for (let left = MAX_LAST_MESSAGES; left > 0 && this.#receive(); left--);
  }

  #receive(): boolean {
    const buffer = new Uint8Array(new ArrayBuffer(MAX_MESSAGE));
    const count = read(this.#socket, buffer);
    if (count === NOT_READY) return false;
    const message = allowedNotifications(decodeOsString(buffer.subarray(0, count)));
    if (message !== "") this.#passOn(message);
    return true;
  }

  #passOn(message: string): void {
    const { hostSocket, diagnostics } = this.#parts;
    try {
      // Connected anew each time: messages are rare, and the service manager may have been started again.
      using host = unixSocket(SOCK_DGRAM | SOCK_NONBLOCK);
      connectUnix(host, hostSocket.startsWith("@") ? `\0${hostSocket.slice(1)}` : hostSocket);
      send(host, encodeOsString(message));
    } catch (error) {
      diagnostics.warn(`Cannot pass on a notification to ${hostSocket}: ${String(error)}`);
    }
  }
}

function bindIn(path: string): Fd {
  const socket = unixSocket(SOCK_DGRAM | SOCK_NONBLOCK);
  try {
    using directory = open(path, O_PATH | O_DIRECTORY);
    // Not by path once it is there: a container that is still running could have put a link in its place by then.
    changeModeOf(socket, SOCKET_MODE);
    withoutUmask(() => bindUnix(socket, `/proc/self/fd/${directory.number}/${NOTIFY_SOCKET_FILE}`));
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

function withoutUmask(action: () => void): void {
  const mask = setUmask(0);
  try {
    action();
  } finally {
    setUmask(mask);
  }
}
