// Checks how a container's streams hang together: FIFOs, attach socket, terminal, and that nothing of them stays.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { O_NONBLOCK } from "../../../../../ffi/constants.ts";
import { setNonBlocking } from "../../../../../ffi/fd.ts";
import { write } from "../../../../../ffi/io.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { windowSize } from "../../../../../ffi/terminal.ts";
import { Streams } from "../../../../../src/monitor/streams/streams.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { AttachClient } from "../../../../helpers/attach-client.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { availableIn, bytesOf, textOf } from "../../bytes.ts";
import { CUUID, checkedOptions } from "../../checked-options.ts";
import { PseudoTerminal } from "../../pseudo-terminal.ts";
import { RecordedDiagnostics } from "../../recorded-diagnostics.ts";
import { RecordedLog } from "../../recorded-log.ts";
import { runUntil, settle } from "../../turning.ts";

class Site extends TemporaryDirectory {
  readonly reactor = new Reactor();
  readonly log = new RecordedLog();
  readonly diagnostics = new RecordedDiagnostics();
  readonly bundle = this.at("bundle");
  readonly stdin = pipe(O_NONBLOCK);
  readonly stdout = pipe(O_NONBLOCK);
  readonly streams: Streams;

  constructor(...args: readonly string[]) {
    super();
    for (const path of [this.bundle, this.at("sockets")]) mkdirSync(path);
    const options = checkedOptions("--bundle", this.bundle, "--socket-dir-path", this.at("sockets"), ...args);
    this.streams = new Streams({
      options,
      reactor: this.reactor,
      log: this.log,
      diagnostics: this.diagnostics,
      ends: { stdin: this.stdin.writeEnd, stdout: this.stdout.readEnd, stderr: undefined },
      deserted: () => {},
    });
  }

  attach(): AttachClient {
    const client = new AttachClient(`${this.at("sockets")}/${CUUID}/attach`);
    settle(this.reactor);
    return client;
  }

  command(fifo: "ctl" | "winsz", line: string): void {
    writeFileSync(`${this.bundle}/${fifo}`, line);
    settle(this.reactor);
  }

  override [Symbol.dispose](): void {
    this.streams[Symbol.dispose]();
    this.stdin[Symbol.dispose]();
    this.stdout[Symbol.dispose]();
    this.reactor[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

test("Streams connects clients with the container", () => {
  using site = new Site();
  site.streams.output.release();
  using client = site.attach();
  client.send("question");
  write(site.stdout.writeEnd, bytesOf("answer\n"));
  runUntil(site.reactor, "the answer in the log", () => site.log.writes.length > 0);
  expect(textOf(client.packet() ?? new Uint8Array(0))).toBe("\x02answer\n");
  expect(runUntil(site.reactor, "the question", () => availableIn(site.stdin.readEnd))).toBe("question");
});

test("Streams reopens the logs when an engine says so", () => {
  using site = new Site();
  site.command("ctl", "2 0 0\n");
  expect(site.log.calls).toEqual(["reopen"]);
});

test("Streams resizes the terminal by either FIFO", () => {
  using site = new Site();
  using terminal = new PseudoTerminal();
  using slave = terminal.openSlave();
  expect(site.streams.hasTerminal).toBe(false);
  site.streams.useTerminal(terminal.master);
  expect(site.streams.hasTerminal).toBe(true);
  site.command("ctl", "1 24 80\n");
  expect(windowSize(slave)).toEqual({ height: 24, width: 80 });
  site.command("winsz", "50 132\n");
  expect(windowSize(slave)).toEqual({ height: 50, width: 132 });
});

test("Streams remembers a size that came before the terminal", () => {
  using site = new Site();
  site.command("winsz", "25 81\n");
  site.command("winsz", "30 90\n");
  using terminal = new PseudoTerminal();
  using slave = terminal.openSlave();
  site.streams.useTerminal(terminal.master);
  expect(windowSize(slave)).toEqual({ height: 30, width: 90 });
});

test("Streams uses a terminal for input and for output", () => {
  using site = new Site();
  site.streams.output.release();
  using terminal = new PseudoTerminal();
  using slave = terminal.openSlave();
  setNonBlocking(slave);
  site.streams.useTerminal(terminal.master);
  write(slave, bytesOf("prompt> \n"));
  runUntil(site.reactor, "the prompt", () => site.log.text("stdout").includes("\n"));
  // With ONLCR, as terminals have it.
  expect(site.log.text("stdout")).toBe("prompt> \r\n");
  for (const text of ["one\n", "two\n"]) {
    // The end of a client's input is not the end of the terminal's.
    using client = site.attach();
    client.send(text);
    client.endInput();
    expect(runUntil(site.reactor, "the line", () => availableIn(slave))).toBe(text);
  }
});

test("Streams.abandon() leaves nothing in the bundle", () => {
  using site = new Site();
  expect(readdirSync(site.bundle).toSorted()).toEqual(["attach", "ctl", "winsz"]);
  site.streams.abandon();
  expect(readdirSync(site.bundle)).toEqual([]);
  expect(existsSync(site.at(`sockets/${CUUID}`))).toBe(false);
});

test("Streams closes what it has opened", () => {
  expect(leftOpenBy(() => new Site()[Symbol.dispose]())).toEqual([]);
  expect(
    leftOpenBy(() => {
      using site = new Site();
      site.streams.useTerminal(new PseudoTerminal().master);
    }),
  ).toEqual([]);
});

test("Streams makes neither sockets nor FIFOs for passthrough", () => {
  using site = new Site("-l", "passthrough");
  expect(readdirSync(site.bundle)).toEqual([]);
  expect(site.streams.attach).toBeUndefined();
});

test("Streams leaves nothing behind when a FIFO cannot be made", () => {
  using directory = new TemporaryDirectory();
  mkdirSync(directory.at("winsz"));
  const options = checkedOptions("--bundle", directory.path, "--full-attach");
  using reactor = new Reactor();
  const shared = { options, reactor, log: new RecordedLog(), diagnostics: new RecordedDiagnostics() };
  const ends = { stdin: undefined, stdout: undefined, stderr: undefined };
  const failing = (): void => {
    expect(() => new Streams({ ...shared, ends, deserted: () => {} })).toThrow("unlink");
  };
  expect(leftOpenBy(failing)).toEqual([]);
  expect(readdirSync(directory.path)).toEqual(["winsz"]);
});
