// The forwarder's own stdin, stdout and stderr, as an engine uses them.
import { O_RDWR, POLLIN } from "../../../ffi/constants.ts";
import { Fd, placeAt } from "../../../ffi/fd.ts";
import { open, readLink } from "../../../ffi/file.ts";
import { NOT_READY, read, writeAll } from "../../../ffi/io.ts";
import { waitReady } from "../../../ffi/poll.ts";

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const PIECE = 65_536;

/** Everything on stdin until the engine closes it. @throws {SystemError} */
export function readStdin(): string {
  const stdin = new Fd(STDIN);
  const decoder = new TextDecoder();
  const piece = new Uint8Array(new ArrayBuffer(PIECE));
  let text = "";
  for (;;) {
    const count = read(stdin, piece);
    if (count === 0) return text + decoder.decode();
    // Whoever has the other end of a socket may have made this one non-blocking.
    if (count === NOT_READY) waitReady(stdin, POLLIN, -1);
    else text += decoder.decode(piece.subarray(0, count), { stream: true });
  }
}

/** One line for people, on stdout. An engine that does not listen any more is no error. */
export function sayOnStdout(text: string): void {
  say(STDOUT, text);
}

/** One line for the log, on stderr. */
export function sayOnStderr(text: string): void {
  say(STDERR, text);
}

/**
 * Lets go of what the engine reads to the end: from now on nobody waits for our words. A stderr that is a
 * file, such as a log, is kept.
 */
export function letGoOfStreams(): void {
  using nothing = open("/dev/null", O_RDWR);
  placeAt(nothing, STDIN);
  placeAt(nothing, STDOUT);
  if (!readLink(`/proc/self/fd/${STDERR}`).startsWith("/")) placeAt(nothing, STDERR);
}

function say(number: number, text: string): void {
  try {
    writeAll(new Fd(number), new TextEncoder().encode(`${text}\n`));
  } catch {
    // nobody there
  }
}
