// Tests of src/engine/attach/caller-input.ts, with pipes, files, sockets and terminals.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { O_DIRECTORY, O_RDONLY, SOCK_STREAM } from "../../../../../ffi/constants.ts";
import { EISDIR, SystemError } from "../../../../../ffi/errno.ts";
import { open } from "../../../../../ffi/file.ts";
import { read, writeAll } from "../../../../../ffi/io.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { socketPair } from "../../../../../ffi/socket.ts";
import { makeRaw } from "../../../../../ffi/terminal.ts";
import { CallerInput } from "../../../../../src/engine/attach/caller-input.ts";
import { openFiles } from "../../../../helpers/processes.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { bytesOf, textOf } from "../../bytes.ts";
import { PseudoTerminal } from "../../pseudo-terminal.ts";

const NEVER = new AbortController().signal;
const buffer = new Uint8Array(new ArrayBuffer(1024));

test("CallerInput.read() waits for a pipe, and knows its end", async () => {
  using ends = pipe();
  using input = new CallerInput(ends.readEnd);
  const reading = next(input);
  writeAll(ends.writeEnd, bytesOf("piped"));
  expect(await reading).toBe("piped");
  ends.writeEnd.close();
  expect(await next(input)).toBe("");
});

test("CallerInput.read() reads a file from where the caller stands", async () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("file"), "first second");
  using file = open(directory.at("file"), O_RDONLY);
  read(file, new Uint8Array(new ArrayBuffer(6)));
  using input = new CallerInput(file);
  expect([await next(input), await next(input)]).toEqual(["second", ""]);
});

test("CallerInput.read() reads a socket and /dev/null", async () => {
  const [ours, theirs] = socketPair(SOCK_STREAM);
  using _theirs = theirs;
  using input = new CallerInput(theirs);
  const reading = next(input);
  writeAll(ours, bytesOf("sent"));
  ours.close();
  expect([await reading, await next(input)]).toEqual(["sent", ""]);
  using nothing = open("/dev/null", O_RDONLY);
  using empty = new CallerInput(nothing);
  expect(await next(empty)).toBe("");
});

test("CallerInput.read() reads a terminal, to the end when that hangs up", async () => {
  using pty = new PseudoTerminal();
  using slave = pty.openSlave();
  makeRaw(slave);
  using input = new CallerInput(slave);
  const reading = next(input);
  writeAll(pty.master, bytesOf("typed"));
  expect(await reading).toBe("typed");
  const last = next(input);
  pty.master.close();
  expect(await last).toBe("");
});

test("CallerInput.read() ends with the signal, and leaves nothing open", async () => {
  using ends = pipe();
  const before = openFiles("self").size;
  const controller = new AbortController();
  {
    using input = new CallerInput(ends.readEnd);
    const reading = input.read(buffer, controller.signal);
    controller.abort(new Error("read enough"));
    await expect(reading).rejects.toThrow("read enough");
  }
  expect(openFiles("self").size).toBe(before);
});

test("CallerInput.read() says what cannot be read", async () => {
  using directory = open("/", O_RDONLY | O_DIRECTORY);
  using input = new CallerInput(directory);
  await expect(next(input)).rejects.toThrow(new SystemError("read", EISDIR));
});

async function next(input: CallerInput): Promise<string> {
  return textOf(buffer.subarray(0, await input.read(buffer, NEVER)));
}
