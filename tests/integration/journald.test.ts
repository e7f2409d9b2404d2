// Logging to a real systemd-journald: what is in the journal, and what becomes of it when journald is killed.
import { expect, test } from "bun:test";
import { CID, type Options } from "../helpers/command-line.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";
import { fieldOf, JournalledSession, PrivateJournal, type ReadEntry } from "../helpers/private-journal.ts";
import { Session, type SessionSetup } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

const MEGABYTE = 1024 * 1024;
const OUR_FIELDS = /^(?:MESSAGE|PRIORITY|CONTAINER_\w+|SYSLOG_IDENTIFIER|[A-Z]+_OWN|EMPTY)$/;

test("an entry has the fields that engines look for", () => {
  const [out, err] = entriesOf({ script: "echo out; usleep 20000; echo err >&2", options: journald() });
  const common = {
    CONTAINER_ID: CID.slice(0, 12),
    CONTAINER_ID_FULL: CID,
    CONTAINER_NAME: "name-of-it",
    SYSLOG_IDENTIFIER: "name-of-it",
  };
  expect(ours(out)).toEqual({ ...common, MESSAGE: "out", PRIORITY: "6" });
  expect(ours(err)).toEqual({ ...common, MESSAGE: "err", PRIORITY: "3" });
});

test("--log-tag and --log-label are fields of every entry", () => {
  const options = journald({ "log-tag": "some tag", "log-label": ["A_OWN=1=2", "EMPTY="] });
  const entries = entriesOf({ script: "echo one; echo two", options });
  for (const entry of entries) {
    expect(ours(entry)).toMatchObject({ CONTAINER_TAG: "some tag", SYSLOG_IDENTIFIER: "some tag", A_OWN: "1=2" });
  }
  expect(entries).toHaveLength(2);
});

test("a priority in front of a line is the entry's, and no part of its text", () => {
  const entries = entriesOf({ script: "printf '<2>two\\n<7>seven\\n<8>eight\\n<3x\\n<>\\n<0>'", options: journald() });
  const seen = entries.map((entry) => `${fieldOf(entry, "PRIORITY")} ${fieldOf(entry, "MESSAGE")}`);
  expect(seen.slice(0, 5)).toEqual(["2 two", "7 seven", "6 <8>eight", "6 <3x", "6 <>"]);
});

test("pieces of a line are marked, and --no-container-partial-message leaves that out", () => {
  const script = "printf '%s' unfinished";
  expect(entriesOf({ script, options: journald() }).map(ours)).toMatchObject([
    { MESSAGE: "unfinished", CONTAINER_PARTIAL_MESSAGE: "true" },
  ]);
  const options = journald({ "no-container-partial-message": true });
  const [entry] = entriesOf({ script, options });
  expect(fieldOf(entry, "CONTAINER_PARTIAL_MESSAGE")).toBeUndefined();
});

test("bytes that are no text arrive as they are", () => {
  const [entry] = entriesOf({ script: "printf 'a\\377\\001\\tb\\033[0m\\n'", options: journald() });
  expect(fieldOf(entry, "MESSAGE")).toBe("a\xff\x01\tb\x1b[0m");
});

test("20000 lines are in the journal, all and in order", () => {
  const entries = entriesOf({ script: "FIXTURES/numbered-lines 20000 100", options: journald() });
  expect(entries).toHaveLength(20_000);
  expect(entries.every((entry, index) => Number(fieldOf(entry, "MESSAGE")?.slice(0, 10)) === index)).toBe(true);
}, 60_000);

test("a line of 1 MB arrives in pieces that join to it, whatever the labels weigh", () => {
  // Labels beyond the largest datagram: such entries go through a file in memory.
  const options = journald({ "log-label": `LARGE_OWN=${"x".repeat(120_000)}` });
  const entries = entriesOf({ script: `FIXTURES/numbered-lines 1 ${MEGABYTE / 8}`, options });
  expect(entries.map((entry) => fieldOf(entry, "MESSAGE")).join("")).toHaveLength(MEGABYTE / 8 - 1);
  expect(entries.every((entry) => fieldOf(entry, "LARGE_OWN")?.length === 120_000)).toBe(true);
}, 60_000);

test("journald and k8s-file together get the same lines", () => {
  using both = new JournalledSession({
    script: "FIXTURES/numbered-lines 1000 100",
    options: ({ log }) => journald({ "log-path": ["journald", `k8s-file:${log}`] }),
  });
  const { session, journal } = both;
  session.run();
  expect(session.monitor()).toBe(0);
  const messages = journal.entries().map((entry) => fieldOf(entry, "MESSAGE"));
  expect(messages).toEqual(session.log().map(({ text }) => text));
});

test("conmon's journal is the same, but for the newline that it keeps at the end of each message", () => {
  const script = "echo one; usleep 50000; echo two >&2; usleep 50000; echo; printf three";
  const options = journald({ "log-tag": "tag" });
  const [theirs, own] = [CONMON, CTRMON].map((monitor) => entriesOf({ script, options, monitor }).map(ours));
  expect(own).toEqual(theirs?.map((entry) => ({ ...entry, MESSAGE: entry["MESSAGE"]?.replace(/\n$/, "") })));
});

test("a journald that is killed and started again holds nothing up, and gets what comes then", () => {
  using both = new JournalledSession({
    before: makeTurns,
    script: `echo before; ${waitsFor("first")}; FIXTURES/numbered-lines 20000 100; ${waitsFor("second")}; echo after; exit 7`,
    options: journald(),
  });
  const { session, journal } = both;
  session.run();
  waitUntil("the first line", () => journal.entries().length > 0);
  journal.kill();
  goOn(session.directories, "first");
  // It opens the second FIFO when all of its lines are out of its hands.
  goOn(session.directories, "second", () => journal.start());
  expect(session.monitor(60_000)).toBe(7);
  expect(session.exitFileContent()).toBe("7");
  const messages = journal.entries().map((entry) => fieldOf(entry, "MESSAGE"));
  expect(messages.at(0)).toBe("before");
  expect(messages.at(-1)).toBe("after");
}, 90_000);

test("a container ends with its own exit code where there is no journald at all", () => {
  using session = new Session({
    before: ({ directories }) => void new PrivateJournal(directories),
    wrapper: PrivateJournal.wrapper(),
    script: "FIXTURES/numbered-lines 20000 100; exit 7",
    options: journald(),
  });
  session.run();
  expect(session.monitor(60_000)).toBe(7);
}, 90_000);

function journald(more: Options = {}): Options {
  return { "log-path": "journald", ...more };
}

/** All that is in the journal when a container has ended. */
function entriesOf(setup: SessionSetup): ReadEntry[] {
  using both = new JournalledSession(setup);
  const { session, journal } = both;
  session.run();
  expect(session.monitor(30_000)).toBe(0);
  return journal.entries();
}

/** Without what journald adds. */
function ours(entry: ReadEntry | undefined): Record<string, string | undefined> {
  const names = Object.keys(entry ?? {}).filter((name) => OUR_FIELDS.test(name));
  return Object.fromEntries(names.map((name) => [name, fieldOf(entry, name)]));
}
