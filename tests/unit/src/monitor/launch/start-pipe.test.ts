// Checks how the engine's word on the start pipe is taken, from every kind of pipe that engines use.
import { expect, test } from "bun:test";
import { SOCK_SEQPACKET, SOCK_STREAM } from "../../../../../ffi/constants.ts";
import { type Fd, setNonBlocking } from "../../../../../ffi/fd.ts";
import { bytesReadable, write } from "../../../../../ffi/io.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { socketPair } from "../../../../../ffi/socket.ts";
import { awaitWord, takeWord } from "../../../../../src/monitor/launch/start-pipe.ts";
import { countingBytes } from "../../bytes.ts";

const KINDS: Readonly<Record<string, () => readonly [ours: Fd, engines: Fd]>> = {
  "a pipe": () => {
    const { readEnd, writeEnd } = pipe();
    return [readEnd, writeEnd];
  },
  "a packet socket": () => socketPair(SOCK_SEQPACKET),
  "a stream socket": () => socketPair(SOCK_STREAM),
};

for (const [kind, make] of Object.entries(KINDS)) {
  test(`awaitWord() takes a word of any length from ${kind}, and leaves none of it`, () => {
    const [ours, engines] = make();
    for (const length of [1, 100, 8192]) {
      write(engines, countingBytes(length));
      expect(awaitWord(ours)).toBe(true);
      expect(bytesReadable(ours)).toBe(0);
    }
    ours.close();
    engines.close();
  });

  test(`awaitWord() notices that the engine has gone from ${kind}, whether that blocks or not`, () => {
    const [ours, engines] = make();
    setNonBlocking(ours);
    engines.close();
    expect(awaitWord(ours)).toBe(false);
    expect(takeWord(ours)).toBe(false);
    ours.close();
  });
}
