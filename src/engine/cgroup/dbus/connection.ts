// One connection to a bus, or to a program that speaks D-Bus without one: method calls, and signals that are waited for.
import { EPOLLIN, EPOLLOUT, SOCK_NONBLOCK, SOCK_STREAM } from "../../../../ffi/constants.ts";
import type { Fd } from "../../../../ffi/fd.ts";
import { NOT_READY, read } from "../../../../ffi/io.ts";
import { connectUnix, send, unixSocket } from "../../../../ffi/socket.ts";
import { ready } from "../../../waiting/ready.ts";
import { DbusError, DbusProtocolError } from "./dbus-error.ts";
import { Handshake } from "./handshake.ts";
import { encodeMessage, type Message } from "./message.ts";
import { MessageStream } from "./message-stream.ts";
import type { DbusValue } from "./value.ts";

export interface MethodCall {
  readonly destination?: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly DbusValue[];
}

/** Used by one at a time: the next call follows when the last one is answered. */
export class Connection implements Disposable {
  readonly #socket: Fd;
  readonly #isWanted: (signal: Message) => boolean;
  readonly #stream = new MessageStream();
  readonly #buffer = new Uint8Array(new ArrayBuffer(4096));
  readonly #signals: Message[] = [];
  #lastSerial = 0;

  /**
   * Connects and authenticates.
   *
   * @param socket path; an abstract name begins with NUL
   * @param isWanted which signals are kept for `nextSignal`; all others are dropped as they come
   * @throws {SystemError} ENOENT, ECONNREFUSED, EACCES …
   * @throws {DbusProtocolError} when we are not let in
   */
  static async open(socket: string, isWanted: (signal: Message) => boolean, signal?: AbortSignal): Promise<Connection> {
    using stack = new DisposableStack();
    const connection = stack.use(new Connection(socket, isWanted));
    await connection.#authenticate(signal);
    stack.move();
    return connection;
  }

  private constructor(path: string, isWanted: (signal: Message) => boolean) {
    this.#isWanted = isWanted;
    using stack = new DisposableStack();
    this.#socket = stack.use(unixSocket(SOCK_STREAM | SOCK_NONBLOCK));
    connectUnix(this.#socket, path);
    stack.move();
  }

  /**
   * Calls a method and waits for its answer.
   *
   * @returns the answer's values
   * @throws {DbusError} when the answer is an error
   * @throws {DbusProtocolError} when the connection ends, or goes wrong
   */
  async call(method: MethodCall, signal?: AbortSignal): Promise<readonly DbusValue[]> {
    const serial = ++this.#lastSerial;
    const call = { type: "method call" as const, serial, signature: "", body: [], ...method };
    await this.#send(encodeMessage(call), signal);
    for (;;) {
      const message = await this.#receive(signal);
      if (message.type === "signal" && this.#isWanted(message)) this.#signals.push(message);
      if (message.replySerial !== serial) continue;
      if (message.type === "method return") return message.body;
      if (message.type === "error") throw errorIn(message);
    }
  }

  /** The next signal that is wanted, of those that came during calls or come from now on. */
  async nextSignal(signal?: AbortSignal): Promise<Message> {
    for (;;) {
      const kept = this.#signals.shift();
      if (kept !== undefined) return kept;
      const message = await this.#receive(signal);
      if (message.type === "signal" && this.#isWanted(message)) return message;
    }
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  async #authenticate(signal?: AbortSignal): Promise<void> {
    const handshake = new Handshake();
    await this.#send(latin1(Handshake.opening), signal);
    while (!handshake.isDone) {
      await this.#send(latin1(handshake.receive(await this.#read(signal))), signal);
    }
  }

  async #receive(signal?: AbortSignal): Promise<Message> {
    for (;;) {
      const message = this.#stream.next();
      if (message !== undefined) return message;
      this.#stream.push(await this.#read(signal));
    }
  }

  async #read(signal?: AbortSignal): Promise<Uint8Array> {
    for (;;) {
      const count = read(this.#socket, this.#buffer);
      if (count > 0) return this.#buffer.subarray(0, count);
      if (count === 0) throw new DbusProtocolError("The bus has closed the connection");
      await ready(this.#socket, EPOLLIN, signal);
    }
  }

  async #send(bytes: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      const count = send(this.#socket, rest);
      if (count === NOT_READY) await ready(this.#socket, EPOLLOUT, signal);
      else rest = rest.subarray(count);
    }
  }
}

function errorIn({ errorName = "an error without a name", body }: Message): DbusError {
  const [text] = body;
  return new DbusError(errorName, typeof text === "string" ? text : "");
}

function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
