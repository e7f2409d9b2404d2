// The journald driver: one journal entry a line, with the fields that `podman logs` and `journalctl` look for.
import { copyBytes } from "../../ffi/copy.ts";
import { encodeOsString } from "../../ffi/os-string.ts";
import type { LogLabel } from "../protocol/log-settings.ts";
import { type LogDriver, MAX_PIECE, type StreamName } from "./driver.ts";
import { concatenate, encodeField } from "./journal-entry.ts";
import type { JournalSocket } from "./journal-socket.ts";
import { forEachPiece } from "./pieces.ts";

/** CONTAINER_ID is the beginning of the full id. */
const SHORT_ID_LENGTH = 12;
/** syslog(3): LOG_INFO and LOG_ERR. */
const PRIORITIES = { stdout: "6", stderr: "3" } as const;
const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
const NEWLINE = 0x0a;
const ZERO = 0x30;
const SEVEN = 0x37;

const NOTHING = new Uint8Array(new ArrayBuffer(0));

/** Who the entries are about. */
export interface JournalIdentity {
  readonly cid: string;
  readonly name: string | undefined;
  readonly tag: string | undefined;
  readonly labels: readonly LogLabel[];
  /** Whether entries say that they are pieces of a line. */
  readonly markPartial: boolean;
}

/** Memory of an entry, with all that stands before its text. */
interface BegunEntry {
  readonly priority: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly textAt: number;
}

/** Sends entries to the journal. There is no file: reopening and syncing are journald's own business. */
export class JournaldDriver implements LogDriver {
  readonly #socket: JournalSocket;
  readonly #common: Uint8Array<ArrayBuffer>;
  /** What is added to a piece of a line. */
  readonly #partialMark: Uint8Array<ArrayBuffer>;
  /** The last entry, whose text the next one replaces: what lines have in common is put together once. */
  #entry: BegunEntry | undefined;
  /** The priority that the line began with, for its further pieces. */
  readonly #priorityOfLine: Record<StreamName, string | undefined> = { stdout: undefined, stderr: undefined };

  constructor(socket: JournalSocket, identity: JournalIdentity) {
    this.#socket = socket;
    this.#common = commonFields(identity);
    this.#partialMark = identity.markPartial ? textField("CONTAINER_PARTIAL_MESSAGE", "true") : NOTHING;
  }

  write(stream: StreamName, bytes: Uint8Array<ArrayBuffer>, start = 0, end = bytes.length): void {
    forEachPiece(bytes, start, end, (from, to, whole) => {
      const begun = this.#priorityOfLine[stream];
      const given = begun === undefined ? givenPriority(bytes, from, to) : undefined;
      const priority = begun ?? given ?? PRIORITIES[stream];
      this.#priorityOfLine[stream] = whole ? undefined : priority;
      const textAt = given === undefined ? from : from + "<N>".length;
      this.#send(priority, bytes, textAt, to - textAt, whole ? NOTHING : this.#partialMark);
    });
  }

  reopen(): void {}

  rest(): void {
    this.#entry = undefined;
  }

  sync(): void {}

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
  }

  /** A piece has no newline, so that its field is never a binary one. */
  #send(
    priority: string,
    text: Uint8Array<ArrayBuffer>,
    textAt: number,
    textLength: number,
    further: Uint8Array<ArrayBuffer>,
  ): void {
    if (this.#entry?.priority !== priority) this.#entry = this.#begin(priority);
    const { bytes, textAt: at } = this.#entry;
    copyBytes(text, textAt, bytes, at, textLength);
    bytes[at + textLength] = NEWLINE;
    copyBytes(further, 0, bytes, at + textLength + 1, further.length);
    this.#socket.send(bytes, at + textLength + 1 + further.length);
  }

  #begin(priority: string): BegunEntry {
    const head = concatenate([this.#common, textField("PRIORITY", priority), encodeOsString("MESSAGE=")]);
    const bytes = new Uint8Array(new ArrayBuffer(head.length + MAX_PIECE + 1 + this.#partialMark.length));
    bytes.set(head);
    return { priority, bytes, textAt: head.length };
  }
}

function commonFields({ cid, name, tag, labels }: JournalIdentity): Uint8Array<ArrayBuffer> {
  const shortId = cid.slice(0, SHORT_ID_LENGTH);
  return concatenate([
    textField("CONTAINER_ID_FULL", cid),
    textField("CONTAINER_ID", shortId),
    ...(name === undefined ? [] : [textField("CONTAINER_NAME", name)]),
    ...(tag === undefined ? [] : [textField("CONTAINER_TAG", tag)]),
    textField("SYSLOG_IDENTIFIER", tag ?? name ?? shortId),
    ...labels.map((label) => textField(label.name, label.value)),
  ]);
}

function textField(name: string, value: string): Uint8Array<ArrayBuffer> {
  return encodeField(name, encodeOsString(value));
}

/** The N of a `<N>` that the line begins with, as services write it for systemd (sd-daemon(3)). */
function givenPriority(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (bytes[start] !== LESS_THAN || end - start < "<N>".length || bytes[start + 2] !== GREATER_THAN) return undefined;
  const digit = bytes[start + 1] ?? 0;
  return digit >= ZERO && digit <= SEVEN ? String(digit - ZERO) : undefined;
}
