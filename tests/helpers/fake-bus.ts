// A bus, and the systemd on it, that say what a test wants: a server of D-Bus's authentication and messages.
import { rmSync } from "node:fs";
import type { Socket, UnixSocketListener } from "bun";
import { encodeMessage, type Message } from "../../src/engine/cgroup/dbus/message.ts";
import { MessageStream } from "../../src/engine/cgroup/dbus/message-stream.ts";
import type { DbusValue } from "../../src/engine/cgroup/dbus/value.ts";

/** What is sent after a call, in this order. */
export type Answer =
  | { readonly type: "method return"; readonly signature?: string; readonly body?: readonly DbusValue[] }
  | { readonly type: "error"; readonly errorName: string; readonly text?: string }
  | {
      readonly type: "signal";
      readonly path: string;
      readonly interface: string;
      readonly member: string;
      readonly signature: string;
      readonly body: readonly DbusValue[];
    }
  | "close";

export interface FakeBusSetup {
  /** Nothing at all: the call is never answered. */
  readonly answer: (call: Message) => readonly Answer[];
  /** What is said to a line of the authentication; absent: what dbus-daemon says. */
  readonly authenticate?: (line: string) => string | undefined;
}

/** Listens until it is disposed. */
export class FakeBus implements Disposable {
  /** Everything that was called, by everyone. */
  readonly calls: Message[] = [];
  readonly #listener: UnixSocketListener<Client>;
  readonly #setup: FakeBusSetup;
  #lastSerial = 0;

  constructor(
    readonly path: string,
    setup: FakeBusSetup,
  ) {
    this.#setup = setup;
    this.#listener = Bun.listen<Client>({
      unix: path,
      socket: {
        open: (socket) => {
          socket.data = { words: "", stream: undefined, unsent: [] };
        },
        data: (socket, bytes) => this.#receive(socket, bytes),
        drain: (socket) => write(socket),
      },
    });
  }

  [Symbol.dispose](): void {
    this.#listener.stop(true);
    rmSync(this.path, { force: true });
  }

  #receive(socket: Socket<Client>, bytes: Uint8Array): void {
    const client = socket.data;
    if (client.stream === undefined) this.#authenticate(socket, bytes);
    else client.stream.push(bytes);
    for (let call = client.stream?.next(); call !== undefined; call = client.stream?.next()) {
      this.calls.push(call);
      for (const answer of this.#setup.answer(call)) this.#send(socket, call, answer);
    }
  }

  #authenticate(socket: Socket<Client>, bytes: Uint8Array): void {
    const client = socket.data;
    client.words += String.fromCharCode(...bytes);
    for (let end = client.words.indexOf("\r\n"); end >= 0; end = client.words.indexOf("\r\n")) {
      const line = client.words.slice(0, end);
      client.words = client.words.slice(end + 2);
      if (line === "BEGIN") {
        client.stream = new MessageStream();
        client.stream.push(Uint8Array.from(client.words, (character) => character.charCodeAt(0)));
        return;
      }
      const answer = (this.#setup.authenticate ?? dbusDaemon)(line);
      if (answer !== undefined) write(socket, new TextEncoder().encode(`${answer}\r\n`));
    }
  }

  #send(socket: Socket<Client>, call: Message, answer: Answer): void {
    if (answer === "close") {
      socket.end();
      return;
    }
    const serial = ++this.#lastSerial;
    const defaults = { serial, signature: "", body: [], sender: "org.freedesktop.DBus" };
    if (answer.type === "signal") write(socket, encodeMessage({ ...defaults, ...answer }));
    else if (answer.type === "method return") {
      write(socket, encodeMessage({ ...defaults, replySerial: call.serial, ...answer }));
    } else {
      const { type, errorName, text = "" } = answer;
      socket.write(
        encodeMessage({ ...defaults, type, errorName, replySerial: call.serial, signature: "s", body: [text] }),
      );
    }
  }
}

interface Client {
  words: string;
  /** Once the authentication is over. */
  stream: MessageStream | undefined;
  readonly unsent: Uint8Array[];
}

/** Sends as much as the client takes; the rest follows when it takes more. */
function write(socket: Socket<Client>, bytes?: Uint8Array): void {
  const { unsent } = socket.data;
  if (bytes !== undefined) unsent.push(bytes);
  for (let next = unsent.shift(); next !== undefined; next = unsent.shift()) {
    const count = socket.write(next);
    if (count === next.length) continue;
    unsent.unshift(next.subarray(Math.max(count, 0)));
    return;
  }
}

function dbusDaemon(line: string): string | undefined {
  switch (line) {
    case "\0AUTH EXTERNAL":
      return "DATA";
    case "DATA":
      return "OK 0123456789abcdef0123456789abcdef";
    default:
      return "REJECTED EXTERNAL";
  }
}
