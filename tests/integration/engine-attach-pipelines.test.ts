// A pipeline talks with a container through the engine's library: pipes, files and sockets, byte for byte.
import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  F_GETFL,
  O_APPEND,
  O_CREAT,
  O_NONBLOCK,
  O_RDONLY,
  O_WRONLY,
  SHUT_WR,
  SOCK_STREAM,
} from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { open } from "../../ffi/file.ts";
import { read, writeAll } from "../../ffi/io.ts";
import { libc } from "../../ffi/libc.ts";
import { pipe } from "../../ffi/pipe.ts";
import { exitCode } from "../../ffi/process.ts";
import { shutdown, socketPair } from "../../ffi/socket.ts";
import { converseOn, ENDED } from "../helpers/conversation.ts";
import { becomesReadable, exitOf, pause } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";
import { NumberedStream } from "../helpers/numbered-stream.ts";
import { Session, type SessionSetup } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";
import { textFrom } from "../unit/ffi/programs.ts";
import { bytesOf, countingBytes } from "../unit/src/bytes.ts";

leavesNothing();

const BOTH = [
  ["ctrmon", CTRMON],
  ["conmon", CONMON],
] as const;
const PATIENCE = 60_000;

test.each(BOTH)(
  "%s: 10 MB on stdout and 1 MB on stderr come byte for byte",
  (_name, monitor) => {
    using session = created({
      monitor,
      script: "read go; FIXTURES/numbered-lines 100000 100; FIXTURES/numbered-lines 10000 100 2",
    });
    using input = pipe();
    using output = pipe();
    using errorOutput = fileFor(session, "errors");
    const pid = converseOn(session, { input: input.readEnd, output: output.writeEnd, errorOutput });
    output.writeEnd.close();
    session.start();
    writeAll(input.writeEnd, bytesOf("go\n"));
    expect(numberedIn(output.readEnd)).toMatchObject({ wrong: undefined, line: 100_000 });
    expect(statusOf(pid)).toBe(ENDED);
    const errors = new NumberedStream(100);
    errors.push(readFileSync(join(session.directories.aside, "errors")));
    expect(errors).toMatchObject({ wrong: undefined, line: 10_000 });
  },
  90_000,
);

test("a slow reader gets every byte", () => {
  using session = created({ script: "read go; FIXTURES/numbered-lines 20000 100" });
  using input = pipe();
  using output = pipe();
  const pid = converseOn(session, { input: input.readEnd, output: output.writeEnd });
  output.writeEnd.close();
  session.start();
  writeAll(input.writeEnd, bytesOf("go\n"));
  expect(numberedIn(output.readEnd, () => pause(20))).toMatchObject({ wrong: undefined, line: 20_000 });
  expect(statusOf(pid)).toBe(ENDED);
}, 90_000);

test.each(BOTH)("%s: a file is typed to its end, and the answer still comes", (_name, monitor) => {
  using session = created({ monitor, script: 'cat; echo; echo "that was all"' });
  const bytes = countingBytes(1_000_003);
  const path = join(session.directories.aside, "input");
  writeFileSync(path, bytes);
  using input = open(path, O_RDONLY);
  using output = fileFor(session, "output");
  const pid = converseOn(session, { input, output });
  session.start();
  expect(statusOf(pid)).toBe(ENDED);
  const expected = Buffer.concat([bytes, bytesOf("\nthat was all\n")]);
  expect(readFileSync(join(session.directories.aside, "output")).equals(expected)).toBe(true);
});

test("a container that does not read its input holds the pipeline up, and gets every byte at last", () => {
  using session = created({ script: "read go; sleep 0.2; md5sum" });
  using input = pipe();
  using output = pipe();
  const pid = converseOn(session, { input: input.readEnd, output: output.writeEnd });
  for (const end of [input.readEnd, output.writeEnd]) end.close();
  session.start();
  const bytes = countingBytes(3_000_000);
  writeAll(input.writeEnd, bytesOf("go\n"));
  writeAll(input.writeEnd, bytes);
  input.writeEnd.close();
  expect(textFrom(output.readEnd)).toStartWith(new Bun.CryptoHasher("md5").update(bytes).digest("hex"));
  expect(statusOf(pid)).toBe(ENDED);
});

test("what the caller shares with its shell stays blocking", () => {
  using session = created({ script: "read line; echo $line; read line" });
  using input = pipe();
  using output = pipe();
  const pid = converseOn(session, { input: input.readEnd, output: output.writeEnd, errorOutput: output.writeEnd });
  session.start();
  writeAll(input.writeEnd, bytesOf("in the middle of it\n"));
  expect(becomesReadable(output.readEnd)).toBe(true);
  for (const end of [input.readEnd, output.writeEnd]) expect(libc.fcntl(end.number, F_GETFL, 0) & O_NONBLOCK).toBe(0);
  input.writeEnd.close();
  expect(statusOf(pid)).toBe(ENDED);
});

test("sockets do as well", () => {
  using session = created({ script: "cat" });
  const [ours, theirs] = socketPair(SOCK_STREAM);
  const pid = converseOn(session, { input: theirs, output: theirs, errorOutput: theirs });
  theirs.close();
  session.start();
  writeAll(ours, bytesOf("there and back"));
  shutdown(ours, SHUT_WR);
  expect(textFrom(ours)).toBe("there and back");
  expect(statusOf(pid)).toBe(ENDED);
  ours.close();
});

test("an output that nobody reads any more ends the conversation, not the container", () => {
  using session = created({ script: "read go; while :; do echo more; done" });
  using input = pipe();
  using output = pipe();
  const pid = converseOn(session, { input: input.readEnd, output: output.writeEnd });
  for (const end of [output.writeEnd, output.readEnd]) end.close();
  session.start();
  writeAll(input.writeEnd, bytesOf("go\n"));
  expect(statusOf(pid)).toBe(ENDED);
  expect(session.processes()).toHaveLength(2);
});

test("a container that takes no input any more ends it all with its own end only", () => {
  using session = created({ before: makeTurns, script: `read go; exec <&-; ${waitsFor("first")}; echo last words` });
  using output = pipe();
  using input = pipe();
  const pid = converseOn(session, { input: input.readEnd, output: output.writeEnd });
  output.writeEnd.close();
  session.start();
  writeAll(input.writeEnd, bytesOf("go\n"));
  goOn(session.directories, "first", () => writeAll(input.writeEnd, bytesOf("nobody reads this\n")));
  expect(textFrom(output.readEnd)).toBe("last words\n");
  expect(statusOf(pid)).toBe(ENDED);
});

/** A container that waits for its start. */
function created(setup: SessionSetup): Session {
  const session = new Session({ options: { stdin: true }, ...setup });
  session.go().created();
  return session;
}

function fileFor(session: Session, name: string): Fd {
  return open(join(session.directories.aside, name), O_WRONLY | O_CREAT | O_APPEND, 0o600);
}

/** @param between is done before each read */
function numberedIn(readEnd: Fd, between: () => void = () => {}): NumberedStream {
  const stream = new NumberedStream(100);
  const buffer = new Uint8Array(new ArrayBuffer(65_536));
  for (;;) {
    between();
    expect(becomesReadable(readEnd)).toBe(true);
    const count = read(readEnd, buffer);
    if (count === 0) return stream;
    stream.push(buffer.subarray(0, count));
  }
}

function statusOf(pid: number): number {
  return exitCode(exitOf(pid, "the program", PATIENCE));
}
