// The console socket: where the OCI runtime sends the terminal that it has made for the container.
import { EPOLLIN, SOCK_NONBLOCK, SOCK_STREAM } from "../../../ffi/constants.ts";
import { EADDRINUSE, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { changeModeOf, removeIfThere } from "../../../ffi/file.ts";
import { receiveWithFds } from "../../../ffi/pass-fd.ts";
import { accept, bindUnix, listen, unixSocket } from "../../../ffi/socket.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";

const SOCKET_MODE = 0o700;
/** Runtimes send the terminal's name along with it. */
const NAME_LIMIT = 4096;
const ATTEMPTS = 100;

/** Waits for one terminal. Disposing it takes the socket away. */
export class ConsoleSocket implements Disposable {
  /** What the runtime is told. */
  readonly path: string;
  readonly #reactor: Reactor;
  readonly #received: (terminal: Fd) => void;
  readonly #listener: Fd;
  readonly #listening: Watch;
  #connection: Fd | undefined;
  #receiving: Watch | undefined;

  /**
   * @param directory where the socket is made, under a name that is free
   * @param received takes the terminal, and owns it from then on
   * @throws {SystemError} when it cannot be made there, ENAMETOOLONG when the directory's path is too long for a
   * socket; none is left then
   */
  constructor(reactor: Reactor, directory: string, received: (terminal: Fd) => void) {
    this.#reactor = reactor;
    this.#received = received;
    using made = new DisposableStack();
    this.#listener = made.use(unixSocket(SOCK_STREAM | SOCK_NONBLOCK));
    changeModeOf(this.#listener, SOCKET_MODE);
    this.path = bindToFreeName(this.#listener, directory);
    made.defer(() => removeIfThere(this.path));
    listen(this.#listener, 1);
    this.#listening = reactor.watch(this.#listener, EPOLLIN, () => this.#accept());
    made.move();
  }

  /** Takes the terminal now if the runtime has sent it already: its exit may be noticed before its last message. */
  takeNow(): void {
    if (this.#connection === undefined) this.#accept();
    this.#receive();
  }

  [Symbol.dispose](): void {
    this.#stopListening();
    this.#receiving?.[Symbol.dispose]();
    this.#connection?.close();
  }

  #accept(): void {
    if (this.#listener.closed) return;
    const connection = accept(this.#listener);
    if (connection === undefined) return;
    // Nobody else is expected, and nobody else is to come.
    this.#stopListening();
    this.#connection = connection;
    this.#receiving = this.#reactor.watch(connection, EPOLLIN, () => this.#receive());
  }

  #receive(): void {
    if (this.#connection === undefined || this.#connection.closed) return;
    const message = receiveWithFds(this.#connection, NAME_LIMIT);
    if (message === undefined) return;
    this[Symbol.dispose]();
    const [terminal, ...surplus] = message.fds;
    for (const fd of surplus) fd.close();
    if (terminal !== undefined) this.#received(terminal);
  }

  #stopListening(): void {
    if (this.#listener.closed) return;
    this.#listening[Symbol.dispose]();
    this.#listener.close();
    try {
      removeIfThere(this.path);
    } catch (error) {
      // A name that cannot be removed is no reason to do without the terminal; it is told like any handler's error.
      this.#reactor.defer(() => {
        throw error;
      });
    }
  }
}

function bindToFreeName(socket: Fd, directory: string): string {
  for (let attempt = 1; ; attempt++) {
    const path = `${directory}/ctrmon-term.${Math.random().toString(36).slice(2, 8)}`;
    try {
      bindUnix(socket, path);
      return path;
    } catch (error) {
      const taken = error instanceof SystemError && error.errno === EADDRINUSE;
      if (!taken || attempt === ATTEMPTS) throw error;
    }
  }
}
