// Tests of src/engine/attach/converse.ts on pipes and pseudo-terminals, with the test as the monitor.
import { expect, test } from "bun:test";
import type { Fd } from "../../../../../ffi/fd.ts";
import { writeAll } from "../../../../../ffi/io.ts";
import { type Pipe, pipe } from "../../../../../ffi/pipe.ts";
import { isTerminal, setWindowSize } from "../../../../../ffi/terminal.ts";
import { type ConverseOptions, converse } from "../../../../../src/engine/attach/converse.ts";
import { MonitorError } from "../../../../../src/engine/errors.ts";
import { openFiles } from "../../../../helpers/processes.ts";
import { availableIn, bytesOf, countingBytes } from "../../bytes.ts";
import { PseudoTerminal } from "../../pseudo-terminal.ts";
import { type Connection, MadeUpMonitor } from "./made-up-monitor.ts";

/** A caller with pipes for standard streams. */
class Caller implements Disposable {
  readonly monitor = new MadeUpMonitor();
  readonly stdin: Pipe = pipe();
  readonly stdout: Pipe = pipe();
  readonly stderr: Pipe = pipe();

  async converse(
    options: Partial<ConverseOptions> = {},
  ): Promise<{ readonly how: Promise<"ended" | "detached">; readonly connection: Connection }> {
    const { attachment, connection } = await this.monitor.connected();
    const fds = { input: this.stdin.readEnd, output: this.stdout.writeEnd, errorOutput: this.stderr.writeEnd };
    const how = converse(attachment, { ...fds, ...options }).finally(() => attachment[Symbol.dispose]());
    return { how, connection };
  }

  [Symbol.dispose](): void {
    for (const one of [this.monitor, this.stdin, this.stdout, this.stderr]) one[Symbol.dispose]();
  }
}

test("converse() writes each stream to its descriptor, and ends with the container", async () => {
  using caller = new Caller();
  const { how, connection } = await caller.converse();
  connection.show("stdout", "out");
  connection.show("stderr", "err");
  connection[Symbol.dispose]();
  expect(await how).toBe("ended");
  expect([availableIn(caller.stdout.readEnd), availableIn(caller.stderr.readEnd)]).toEqual(["out", "err"]);
});

test("converse() passes the input on, keys and all, and its end; output still comes", async () => {
  using caller = new Caller();
  const { how, connection } = await caller.converse();
  writeAll(caller.stdin.writeEnd, bytesOf("typed \x10\x11"));
  expect(await connection.packet()).toBe("typed \x10\x11");
  caller.stdin.writeEnd.close();
  expect(await connection.packet()).toBe("");
  connection.show("stdout", "answer");
  connection[Symbol.dispose]();
  expect(await how).toBe("ended");
  expect(availableIn(caller.stdout.readEnd)).toBe("answer");
});

test("converse() without an input leaves the container's alone", async () => {
  using caller = new Caller();
  const { attachment, connection } = await caller.monitor.connected();
  using _attachment = attachment;
  const how = converse(attachment, { output: caller.stdout.writeEnd, errorOutput: caller.stderr.writeEnd });
  connection[Symbol.dispose]();
  expect(await how).toBe("ended");
});

test("converse() looks for the keys at a terminal, tells its size, and restores it", async () => {
  using caller = new Caller();
  using pty = new PseudoTerminal();
  using terminal = pty.openSlave();
  setWindowSize(terminal, { height: 33, width: 99 });
  const { how, connection } = await caller.converse({ ...standardStreams(terminal), terminal: true });
  expect(caller.monitor.commands).toBe("1 33 99\n");
  writeAll(pty.master, bytesOf("a\x10b\x10\x11lost"));
  let typed = "";
  for (let packet = await connection.packet(); packet !== ""; packet = await connection.packet()) typed += packet;
  expect([await how, typed]).toEqual(["detached", "a\x10b"]);
  connection[Symbol.dispose]();
});

test("converse() ends with a terminal that hangs up, and leaves the container its input", async () => {
  using caller = new Caller();
  const pty = new PseudoTerminal();
  using terminal = pty.openSlave();
  const { how, connection } = await caller.converse({ ...standardStreams(terminal), terminal: true });
  writeAll(pty.master, bytesOf("typed"));
  expect(await connection.packet()).toBe("typed");
  pty[Symbol.dispose]();
  expect(await how).toBe("ended");
  connection[Symbol.dispose]();
});

test("converse() goes on without a keyboard that hangs up while its output is a pipe", async () => {
  using caller = new Caller();
  const pty = new PseudoTerminal();
  using keyboard = pty.openSlave();
  const { how, connection } = await caller.converse({ input: keyboard, terminal: true });
  pty[Symbol.dispose]();
  expect(await connection.packet()).toBe("");
  connection.show("stdout", "still");
  connection[Symbol.dispose]();
  expect(await how).toBe("ended");
  expect(availableIn(caller.stdout.readEnd)).toBe("still");
});

test("converse() without keys passes every byte of a terminal on", async () => {
  using caller = new Caller();
  using pty = new PseudoTerminal();
  using terminal = pty.openSlave();
  const options = { ...standardStreams(terminal), terminal: true, detachKeys: "" };
  const { how, connection } = await caller.converse(options);
  writeAll(pty.master, bytesOf("\x10\x11"));
  expect(await connection.packet()).toBe("\x10\x11");
  connection[Symbol.dispose]();
  expect(await how).toBe("ended");
});

test("converse() of a container with a terminal does without one of the caller's", async () => {
  using caller = new Caller();
  const { how, connection } = await caller.converse({ terminal: true });
  writeAll(caller.stdin.writeEnd, bytesOf("\x10\x11"));
  expect(await connection.packet()).toBe("\x10\x11");
  expect([isTerminal(caller.stdin.readEnd), caller.monitor.commands]).toEqual([false, ""]);
  connection[Symbol.dispose]();
  expect(await how).toBe("ended");
});

test("converse() ends when nobody takes the output", async () => {
  using caller = new Caller();
  const { how, connection } = await caller.converse();
  caller.stdout.readEnd.close();
  connection.show("stdout", "for nobody");
  expect(await how).toBe("ended");
  connection[Symbol.dispose]();
});

test("converse() ends with the signal though everything is full, and leaves nothing open", async () => {
  using caller = new Caller();
  const controller = new AbortController();
  const { how, connection } = await caller.converse({ signal: controller.signal });
  using _connection = connection;
  const open = openFiles("self").size;
  while (connection.show("stdout", countingBytes(8192)));
  writeAll(caller.stdin.writeEnd, countingBytes(65_536));
  await connection.packet();
  controller.abort(new Error("talked enough"));
  await expect(how).rejects.toThrow("talked enough");
  // The two outputs and the input were opened once more, and the connection is closed.
  expect(openFiles("self").size).toBe(open - 4);
});

test("converse() refuses bad keys before it touches the terminal", async () => {
  using caller = new Caller();
  const { how, connection } = await caller.converse({ detachKeys: "ctrl-1" });
  await expect(how).rejects.toThrow(RangeError);
  connection[Symbol.dispose]();
});

test("converse() says what no monitor sends", async () => {
  using caller = new Caller();
  const { how, connection } = await caller.converse();
  connection.sendPacket(Uint8Array.of(9));
  await expect(how).rejects.toThrow(MonitorError);
  connection[Symbol.dispose]();
});

function standardStreams(fd: Fd): Pick<ConverseOptions, "input" | "output" | "errorOutput"> {
  return { input: fd, output: fd, errorOutput: fd };
}
