// Checks the fields of journal entries: who, what, how urgent, and whether it is a piece of a line.
import { expect, test } from "bun:test";
import { JournalSocket } from "../../../../src/logging/journal-socket.ts";
import { JournaldDriver, type JournalIdentity } from "../../../../src/logging/journald.ts";
import { LossReport } from "../../../../src/logging/loss-report.ts";
import { field, type JournalEntry, JournalReceiver } from "../../../helpers/journal-receiver.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";
import { bytesOf, textOf } from "../bytes.ts";

const CID = "0123456789abcdef0123456789abcdef";
const PLAIN: JournalIdentity = { cid: CID, name: "web", tag: undefined, labels: [], markPartial: true };

/** What journald gets while the action runs. */
function received(identity: Partial<JournalIdentity>, action: (log: JournaldDriver) => void): JournalEntry[] {
  using directory = new TemporaryDirectory();
  using journal = new JournalReceiver(directory.at("socket"));
  const losses = new LossReport((text) => expect(text).toBe(""));
  using log = new JournaldDriver(new JournalSocket(directory.at("socket"), losses), { ...PLAIN, ...identity });
  action(log);
  return journal.entries();
}

/** Priority and text of each entry, `+` for a piece of a line. */
function messages(...writes: readonly string[]): string[] {
  const entries = received({}, (log) => {
    for (const text of writes) log.write("stdout", bytesOf(text));
  });
  return entries.map((entry) => {
    const partial = field(entry, "CONTAINER_PARTIAL_MESSAGE") === "true" ? "+" : "";
    return `${field(entry, "PRIORITY")}:${field(entry, "MESSAGE")}${partial}`;
  });
}

test("JournaldDriver says whose line it is", () => {
  const [entry = []] = received({}, (log) => log.write("stdout", bytesOf("hello\n")));
  expect(Object.fromEntries(entry)).toEqual({
    CONTAINER_ID_FULL: CID,
    CONTAINER_ID: "0123456789ab",
    CONTAINER_NAME: "web",
    SYSLOG_IDENTIFIER: "web",
    PRIORITY: "6",
    MESSAGE: "hello",
  });
});

test("JournaldDriver adds the tag and the labels", () => {
  const labels = [
    { name: "A", value: "1=2" },
    { name: "B_2", value: "two\nlines é" },
    { name: "C", value: "" },
  ];
  const [entry = []] = received({ tag: "t-a-g", labels }, (log) => log.write("stdout", bytesOf("hello\n")));
  expect(field(entry, "CONTAINER_TAG")).toBe("t-a-g");
  expect(field(entry, "SYSLOG_IDENTIFIER")).toBe("t-a-g");
  expect(field(entry, "A")).toBe("1=2");
  expect(field(entry, "B_2")).toBe(textOf(bytesOf("two\nlines é")));
  expect(field(entry, "C")).toBe("");
});

test("JournaldDriver names a container without a name by its short id", () => {
  const [entry = []] = received({ name: undefined }, (log) => log.write("stdout", bytesOf("hello\n")));
  expect(field(entry, "CONTAINER_NAME")).toBeUndefined();
  expect(field(entry, "SYSLOG_IDENTIFIER")).toBe("0123456789ab");
});

test("JournaldDriver takes stderr for errors", () => {
  const [entry = []] = received({}, (log) => log.write("stderr", bytesOf("oh\n")));
  expect(field(entry, "PRIORITY")).toBe("3");
});

test("JournaldDriver sends one entry a line, empty ones too", () => {
  expect(messages("a\n\nb\n")).toEqual(["6:a", "6:", "6:b"]);
});

test("JournaldDriver takes the priority that a line begins with", () => {
  expect(messages("<0>a\n<7>b\n<3>\nc\n")).toEqual(["0:a", "7:b", "3:", "6:c"]);
});

test("JournaldDriver leaves alone what is no priority", () => {
  const lines = ["<8>a", "<>b", "<10>c", "<1", " <1>d", "<a>e", "<1 >f"];
  expect(messages(`${lines.join("\n")}\n`)).toEqual(lines.map((line) => `6:${line}`));
});

test("JournaldDriver marks pieces of a line, and keeps their priority to the line's end", () => {
  const full = "x".repeat(8192);
  expect(messages(`${full}y\n`)).toEqual([`6:${full}+`, "6:y"]);
  expect(messages(`<4>${full}\n<5>z`, "<2>more\n", "<1>next\n")).toEqual([
    `4:${full.slice(3)}+`,
    "4:xxx",
    "5:z+",
    "5:<2>more",
    "1:next",
  ]);
});

test("JournaldDriver keeps the priorities of the two streams apart", () => {
  const entries = received({}, (log) => {
    log.write("stdout", bytesOf("<1>a"));
    log.write("stderr", bytesOf("b"));
    log.write("stdout", bytesOf("c\n"));
    log.write("stderr", bytesOf("<7>d\n"));
  });
  const found = entries.map((entry) => `${field(entry, "PRIORITY")}:${field(entry, "MESSAGE")}`);
  expect(found).toEqual(["1:a", "3:b", "1:c", "3:<7>d"]);
});

test("JournaldDriver does not mark pieces when it is told not to", () => {
  const entries = received({ markPartial: false }, (log) => log.write("stdout", bytesOf("piece")));
  expect(entries.map((entry) => field(entry, "CONTAINER_PARTIAL_MESSAGE"))).toEqual([undefined]);
});

test("JournaldDriver passes every byte but the newline on", () => {
  const line = Uint8Array.from({ length: 256 }, (_, value) => value).filter((value) => value !== 0x0a);
  const [entry = []] = received({}, (log) => log.write("stdout", Uint8Array.of(...line, 0x0a)));
  expect(field(entry, "MESSAGE")).toBe(textOf(line));
});

test("JournaldDriver takes no byte before nor behind what it is given", () => {
  const entries = received({}, (log) => log.write("stdout", bytesOf("one\ntwo\nthree\n"), 4, 10));
  expect(entries.map((entry) => field(entry, "MESSAGE"))).toEqual(["two", "th"]);
});

test("JournaldDriver has nothing to reopen nor to sync", () => {
  const entries = received({}, (log) => {
    log.write("stdout", bytesOf("a\n"));
    log.reopen();
    log.sync();
    log.write("stdout", bytesOf("b\n"));
  });
  expect(entries.map((entry) => field(entry, "MESSAGE"))).toEqual(["a", "b"]);
});
