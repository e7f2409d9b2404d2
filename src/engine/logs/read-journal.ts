// Reads a container's log from the journal, by journalctl: the journal's files are nobody's business but systemd's.
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import { FollowEnd, type FollowEndSources } from "./follow-end.ts";
import { JournalRecords } from "./journal-record.ts";
import type { LogEntry, MalformedLine } from "./log-entry.ts";
import { LogError } from "./log-error.ts";
import { RecordReader } from "./record-reader.ts";

/** --all: long values, and such as are no text, would otherwise be left out. */
const ARGUMENTS = ["--output=json", "--all", "--quiet", "--no-pager"] as const;

export interface JournalReading extends Waiting, FollowEndSources {
  /** The container's full id. */
  readonly id: string;
  /** The directory of the journal's files; without it, the machine's own. */
  readonly directory?: string | undefined;
  readonly follow?: boolean | undefined;
  /** Only the last entries: in the journal, each piece of a line counts. */
  readonly tail?: number | undefined;
  readonly onMalformed?: ((line: MalformedLine) => void) | undefined;
}

/**
 * Yields the entries in the batches in which they come.
 *
 * @throws {LogError} when journalctl is not there or fails
 * @throws {TimeoutError} or the signal's reason
 */
export async function* readJournal(reading: JournalReading): AsyncGenerator<readonly LogEntry[], void, undefined> {
  const { id, directory, follow = false, tail } = reading;
  using deadline = new Deadline("the end of the log in the journal", reading);
  using end = new FollowEnd(follow ? reading : {});
  const records = new JournalRecords();
  const place = directory === undefined ? [] : [`--directory=${directory}`];
  const common = [...ARGUMENTS, ...place, `CONTAINER_ID_FULL=${id}`];
  const lines = `--lines=${tail ?? "all"}`;

  if (follow) {
    const stop = AbortSignal.any([deadline.signal, end.signal]);
    yield* printedBy([...common, lines, "--follow"], { records, stop, onMalformed: reading.onMalformed });
    deadline.signal.throwIfAborted();
  }
  // What journalctl had not printed yet when it was stopped.
  const from = records.cursor === undefined ? lines : `--after-cursor=${records.cursor}`;
  yield* printedBy([...common, from], { records, stop: deadline.signal, onMalformed: reading.onMalformed });
  deadline.signal.throwIfAborted();
}

interface Printing {
  readonly records: JournalRecords;
  readonly stop: AbortSignal;
  readonly onMalformed: ((line: MalformedLine) => void) | undefined;
}

/** Runs journalctl until its end or until it is stopped; nothing of it is left afterwards. */
async function* printedBy(
  args: readonly string[],
  { records, stop, onMalformed }: Printing,
): AsyncGenerator<readonly LogEntry[], void, undefined> {
  if (stop.aborted) return;
  const reader = new RecordReader(records.parse, onMalformed);
  const child = startJournalctl(args);
  const end = (): void => child.kill();
  stop.addEventListener("abort", end, { once: true });
  try {
    const complaints = new Response(child.stderr).text();
    for await (const bytes of child.stdout) {
      const entries = reader.feed("journal", new Uint8Array(bytes));
      if (entries.length > 0) yield entries;
    }
    const code = await child.exited;
    if (code === 0 || stop.aborted) return;
    throw new LogError(`Cannot read the journal: journalctl has ended with ${code}: ${(await complaints).trim()}`);
  } finally {
    stop.removeEventListener("abort", end);
    child.kill();
    await child.exited;
  }
}

function startJournalctl(args: readonly string[]): Bun.Subprocess<"ignore", "pipe", "pipe"> {
  try {
    return Bun.spawn(["journalctl", ...args], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  } catch (error) {
    throw new LogError("Cannot read the journal: journalctl cannot be started", { cause: error });
  }
}
