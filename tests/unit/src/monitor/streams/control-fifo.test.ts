// Checks the control FIFO: lines however they come, garbage, and that no writer ever blocks or fails.
import { expect, test } from "bun:test";
import { existsSync, lstatSync, writeFileSync } from "node:fs";
import { O_NONBLOCK, O_WRONLY } from "../../../../../ffi/constants.ts";
import { open } from "../../../../../ffi/file.ts";
import { writeAll } from "../../../../../ffi/io.ts";
import { ControlFifo } from "../../../../../src/monitor/streams/control-fifo.ts";
import { parseControlLine } from "../../../../../src/protocol/control-line.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { bytesOf } from "../../bytes.ts";
import { RecordedDiagnostics } from "../../recorded-diagnostics.ts";
import { runUntil, settle } from "../../turning.ts";

class Site extends TemporaryDirectory {
  readonly reactor = new Reactor();
  readonly diagnostics = new RecordedDiagnostics();
  readonly fifoPath = this.at("ctl");
  readonly commands: string[] = [];
  readonly fifo: ControlFifo;

  constructor(before: (path: string) => void = () => {}) {
    super();
    before(this.fifoPath);
    this.fifo = new ControlFifo({
      reactor: this.reactor,
      path: this.fifoPath,
      diagnostics: this.diagnostics,
      parse: parseControlLine,
      obey: (command) => {
        if (command.kind === "resize" && command.height === 13) throw new Error("unlucky");
        this.commands.push(command.kind === "resize" ? `${command.height}x${command.width}` : command.kind);
      },
    });
  }

  /** What an engine does: opens the FIFO, writes in one go, and closes it. */
  say(text: string): void {
    using writer = open(this.fifoPath, O_WRONLY | O_NONBLOCK);
    writeAll(writer, bytesOf(text));
  }

  /** Commands after a good line at the end. */
  after(...texts: readonly string[]): string[] {
    for (const text of texts) {
      this.say(text);
      settle(this.reactor, 1);
    }
    this.say("1 99 99\n");
    runUntil(this.reactor, "the last command", () => this.commands.at(-1) === "99x99");
    return this.commands.slice(0, -1);
  }

  override [Symbol.dispose](): void {
    this.fifo[Symbol.dispose]();
    this.reactor[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

test("ControlFifo makes a FIFO for owner and group in place of what was there", () => {
  using site = new Site((path) => writeFileSync(path, "stale"));
  expect(lstatSync(site.fifoPath).isFIFO()).toBe(true);
  // Less the umask.
  expect(lstatSync(site.fifoPath).mode & 0o777).toBe(0o660 & ~process.umask());
});

test("ControlFifo obeys commands in their order", () => {
  using site = new Site();
  expect(site.after("1 24 80\n2 0 0\n1 25 81\n")).toEqual(["24x80", "reopen-logs", "25x81"]);
});

test("ControlFifo puts a line together that comes in pieces", () => {
  using site = new Site();
  expect(site.after("1 ", "24", " 80", "\n2 0", " 0\n")).toEqual(["24x80", "reopen-logs"]);
});

test("ControlFifo warns about what is no command, and obeys the next one", () => {
  using site = new Site();
  expect(site.after("1 -1 80\n", "hello\n", "\n", "1 24 80\n", "1 1001 1\n\0\xff\n")).toEqual(["24x80"]);
  expect(site.diagnostics.lines.length).toBe(5);
  expect(site.diagnostics.lines[0]).toStartWith(`warning: Ignored a line of ${JSON.stringify(site.fifoPath)}: `);
});

test("ControlFifo does not collect a line without an end", () => {
  using site = new Site();
  const endless = "x".repeat(5000);
  expect(site.after(endless, endless, "1 24 80\n", "1 25 81\n")).toEqual(["25x81"]);
  expect(site.diagnostics.lines.map((line) => line.replace(/.*: /, ""))).toEqual(["longer than 200 bytes"]);
});

test("ControlFifo refuses a line that is too long, and takes one that just fits", () => {
  using site = new Site();
  const fitting = `1 24 80${" ".repeat(193)}\n`;
  expect(site.after(fitting, ` ${fitting}`)).toEqual(["24x80"]);
});

test("ControlFifo goes on when a command cannot be carried out", () => {
  using site = new Site();
  expect(site.after("1 13 80\n1 24 80\n")).toEqual(["24x80"]);
  expect(site.diagnostics.lines.join()).toContain("unlucky");
});

test("ControlFifo never makes a writer wait or fail, however many come and go", () => {
  using site = new Site();
  // O_NONBLOCK fails with ENXIO when nobody reads.
  for (let count = 0; count < 20; count++) site.say("");
  expect(site.after("1 1 1\n")).toEqual(["1x1"]);
  settle(site.reactor);
  expect(site.diagnostics.lines).toEqual([]);
});

test("ControlFifo obeys more than it reads at once", () => {
  using site = new Site();
  const many = Array.from({ length: 900 }, (_, index) => `1 ${index + 100} 7\n`);
  // Nine bytes and more each: cut somewhere by every read of 4096.
  expect(site.after(many.join(""))).toEqual(many.map((_, index) => `${index + 100}x7`));
});

test("ControlFifo stays in the bundle until it is removed", () => {
  using site = new Site();
  site.fifo[Symbol.dispose]();
  expect(existsSync(site.fifoPath)).toBe(true);
  site.fifo.remove();
  site.fifo.remove();
  expect(existsSync(site.fifoPath)).toBe(false);
  expect(leftOpenBy(() => new Site()[Symbol.dispose]())).toEqual([]);
});
