// The socket on which an engine says that the container has another address: networks come and go while it runs.
import { EPOLLIN, O_DIRECTORY, O_PATH, SOCK_NONBLOCK, SOCK_SEQPACKET } from "../../../ffi/constants.ts";
import { messageOf, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { makeDirectory, open, removeIfThere } from "../../../ffi/file.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { accept, bindUnix, listen, send, unixSocket } from "../../../ffi/socket.ts";
import type { Reactor } from "../../reactor/reactor.ts";

/** Bytes; an address as JSON takes no more than 50. */
const LONGEST_MESSAGE = 1024;
const BACKLOG = 16;

/**
 * Serves `DIRECTORY/NAME`: takes a JSON string with an IP address, answers `OK` or what is wrong with it.
 *
 * @param change puts the address into effect
 * @returns removes the socket when disposed of
 * @throws {SystemError}
 */
export function serveReloads(
  reactor: Reactor,
  { directory, name }: { readonly directory: string; readonly name: string },
  change: (ip: string) => void,
): Disposable {
  using held = new DisposableStack();
  makeDirectory(directory, 0o700);
  const path = `${directory}/${name}`;
  removeIfThere(path);
  const listener = held.use(unixSocket(SOCK_SEQPACKET | SOCK_NONBLOCK));
  bindInDirectory(listener, directory, name);
  held.defer(() => void removeIfThere(path));
  listen(listener, BACKLOG);
  held.use(reactor.watch(listener, EPOLLIN, () => acceptAll(reactor, listener, change)));
  return held.move();
}

/** By way of the open directory, as Podman's clients do: the path may be longer than the 107 bytes of an address. */
function bindInDirectory(listener: Fd, directory: string, name: string): void {
  using opened = open(directory, O_PATH | O_DIRECTORY);
  bindUnix(listener, `/proc/self/fd/${opened.number}/${name}`);
}

function acceptAll(reactor: Reactor, listener: Fd, change: (ip: string) => void): void {
  for (let client = accept(listener); client !== undefined; client = accept(listener)) {
    const connection = client;
    const watch = reactor.watchOwned(connection, EPOLLIN, () => {
      const request = receive(connection);
      if (request === undefined) return;
      if (request !== "") answer(connection, attempt(request, change));
      watch[Symbol.dispose]();
    });
  }
}

function receive(connection: Fd): string | undefined {
  const buffer = new Uint8Array(new ArrayBuffer(LONGEST_MESSAGE));
  try {
    const count = read(connection, buffer);
    return count === NOT_READY ? undefined : new TextDecoder().decode(buffer.subarray(0, count));
  } catch (error) {
    if (error instanceof SystemError) return "";
    throw error;
  }
}

function answer(connection: Fd, text: string): void {
  try {
    send(connection, new TextEncoder().encode(text));
  } catch (error) {
    // Who does not wait for the answer does not want to know.
    if (!(error instanceof SystemError)) throw error;
  }
}

function attempt(request: string, change: (ip: string) => void): string {
  try {
    const ip: unknown = JSON.parse(request);
    if (typeof ip !== "string") return `not an address: ${request}`;
    change(ip);
    return "OK";
  } catch (error) {
    return messageOf(error);
  }
}
