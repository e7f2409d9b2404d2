// The engine's word on the start pipe: it has moved this process into the cgroup of its choice, or lets a command start.
import { POLLIN } from "../../../ffi/constants.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { waitReady } from "../../../ffi/poll.ts";

const FOR_EVER = -1;
/** Bytes; what the engine writes means nothing, but on a stream it must not be taken for the next word. */
const WORD_LIMIT = 8192;

/** Takes a word. @returns false when the engine has closed its end instead, undefined when there is none just now */
export function takeWord(startPipe: Fd): boolean | undefined {
  const count = read(startPipe, new Uint8Array(new ArrayBuffer(WORD_LIMIT)));
  return count === NOT_READY ? undefined : count > 0;
}

/** Waits for a word, whether the pipe blocks or not. @returns false when the engine has closed its end instead */
export function awaitWord(startPipe: Fd): boolean {
  for (;;) {
    waitReady(startPipe, POLLIN, FOR_EVER);
    const word = takeWord(startPipe);
    if (word !== undefined) return word;
  }
}
