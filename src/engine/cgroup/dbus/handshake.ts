// Authentication (D-Bus Specification, "Authentication Protocol"): EXTERNAL, as whoever the kernel says that we are.
import { DbusProtocolError } from "./dbus-error.ts";

const MOST_LINE_BYTES = 16 * 1024;

/**
 * The client's side, fed with what the server says.
 *
 * No user id is named: the server takes it from the socket. In a user namespace, we would name a wrong one.
 */
export class Handshake {
  #received = "";
  #isDone = false;

  /** What the client begins with. The NUL is for systems whose kernel passes credentials with a byte only. */
  static readonly opening = "\0AUTH EXTERNAL\r\n";

  /** Whether messages follow in both directions. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /**
   * Takes what has come from the server.
   *
   * @returns what is to be sent
   * @throws {DbusProtocolError} when the server does not let us in, or says what no server says
   */
  receive(bytes: Uint8Array): string {
    this.#received += String.fromCharCode(...bytes);
    let answers = "";
    for (let end = this.#received.indexOf("\r\n"); end >= 0; end = this.#received.indexOf("\r\n")) {
      const line = this.#received.slice(0, end);
      this.#received = this.#received.slice(end + 2);
      answers += this.#answer(line);
    }
    if (this.#received.length > MOST_LINE_BYTES) throw new DbusProtocolError("The bus sends a line without an end");
    return answers;
  }

  #answer(line: string): string {
    const [command = ""] = line.split(" ");
    // The server speaks only when it is spoken to: nothing may follow the last word before we have said BEGIN.
    if (this.#isDone) throw new DbusProtocolError(`The bus says "${line}" where it should wait`);
    switch (command) {
      case "DATA":
        return "DATA\r\n";
      case "OK":
        this.#isDone = true;
        return "BEGIN\r\n";
      case "REJECTED":
        throw new DbusProtocolError(`The bus does not let this user in; it takes ${line.slice(9) || "nobody"}`);
      default:
        throw new DbusProtocolError(`The bus answers to authentication: "${line.slice(0, 200)}"`);
    }
  }
}
