// Checks the connection to journald: large entries, and a journald that is restarted, missing, or stuck.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { encodeField } from "../../../../src/logging/journal-entry.ts";
import { JournalSocket } from "../../../../src/logging/journal-socket.ts";
import { LossReport } from "../../../../src/logging/loss-report.ts";
import { field, JournalReceiver } from "../../../helpers/journal-receiver.ts";
import { leftOpenBy } from "../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";
import { bytesOf } from "../bytes.ts";

/** A socket's path, a connection to it, and what is said about losses. */
class Site extends TemporaryDirectory {
  readonly address = this.at("socket");
  readonly warnings: string[] = [];
  readonly socket = new JournalSocket(this.address, new LossReport((text) => this.warnings.push(text), 0));

  send(text: string): void {
    this.socket.send(encodeField("MESSAGE", bytesOf(text)));
  }

  override [Symbol.dispose](): void {
    this.socket[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

function messages(journal: JournalReceiver): (string | undefined)[] {
  return journal.entries().map((entry) => field(entry, "MESSAGE"));
}

test("JournalSocket sends entries as datagrams", () => {
  using site = new Site();
  using journal = new JournalReceiver(site.address);
  site.send("one");
  site.send("two");
  expect(messages(journal)).toEqual(["one", "two"]);
  expect(journal.files).toEqual([]);
});

test("JournalSocket sends an entry that is too large for a datagram as a file", () => {
  using site = new Site();
  using journal = new JournalReceiver(site.address);
  const large = "x".repeat(1_000_000);
  site.send(large);
  site.send("small");
  expect(messages(journal)).toEqual([large, "small"]);
  expect(journal.files).toEqual(["/memfd:journal-entry (deleted), 1000009 bytes, 0 beside it"]);
  expect(leftOpenBy(() => site.send(large))).toEqual([]);
});

test("JournalSocket connects again when journald was restarted, and loses nothing", () => {
  using site = new Site();
  {
    using journal = new JournalReceiver(site.address);
    site.send("before");
    expect(messages(journal)).toEqual(["before"]);
  }
  using journal = new JournalReceiver(site.address);
  site.send("after");
  expect(messages(journal)).toEqual(["after"]);
  expect(site.warnings).toEqual([]);
});

test("JournalSocket connects again for a large entry, too", () => {
  using site = new Site();
  {
    using _journal = new JournalReceiver(site.address);
    site.send("before");
  }
  using journal = new JournalReceiver(site.address);
  const large = "x".repeat(1_000_000);
  site.send(large);
  expect(messages(journal)).toEqual([large]);
  expect(site.warnings).toEqual([]);
});

test("JournalSocket counts what nobody is there to take, and works again afterwards", () => {
  using site = new Site();
  expect(leftOpenBy(() => site.send("lost"))).toEqual([]);
  expect(site.warnings.at(-1)).toContain(`Cannot write log "${site.address}": `);
  // Two entries of `MESSAGE=lost` and a newline.
  expect(site.warnings.at(-1)).toContain(": 26 bytes of output lost so far");
  using journal = new JournalReceiver(site.address);
  site.send("again");
  expect(messages(journal)).toEqual(["again"]);
  expect(site.warnings.at(-1)).toContain("Logging works again; 26 bytes of output were lost");
});

test("JournalSocket survives something else under journald's name", () => {
  using site = new Site();
  writeFileSync(site.address, "");
  site.send("lost");
  expect(site.warnings.length).toBe(1);
});

test("JournalSocket waits once for a journald that does not read, then drops", () => {
  using site = new Site();
  using journal = new JournalReceiver(site.address);
  const start = performance.now();
  // The kernel queues /proc/sys/net/unix/max_dgram_qlen of them, or as many as the sender's buffer holds.
  for (let count = 0; count < 5000; count++) site.send(`entry ${count}`);
  const waited = performance.now() - start;
  expect(waited).toBeGreaterThan(900);
  expect(waited).toBeLessThan(5000);
  expect(site.warnings.at(-1)).toContain(": nobody reads it: ");
  const taken = messages(journal);
  expect(taken).toEqual(taken.map((_, index) => `entry ${index}`));

  site.send("again");
  expect(messages(journal)).toEqual(["again"]);
  expect(site.warnings.at(-1)).toContain("Logging works again");
});

test("JournalSocket counts a large entry that a stuck journald does not take", () => {
  using site = new Site();
  using journal = new JournalReceiver(site.address);
  const large = "x".repeat(1_000_000);
  let sent = 0;
  for (; site.warnings.length === 0 && sent < 5000; sent++) site.send(large);
  expect(site.warnings.at(-1)).toContain(": 1000009 bytes of output lost so far");
  expect(messages(journal).length).toBe(sent - 1);
});
