// The journald driver: one journal entry a line, with the fields that `podman logs` and `journalctl` look for.
import { encodeOsString } from "../../ffi/os-string.ts";
import type { LogLabel } from "../protocol/log-settings.ts";
import type { LogDriver, StreamName } from "./driver.ts";
import { concatenate, encodeField } from "./journal-entry.ts";
import type { JournalSocket } from "./journal-socket.ts";
import { forEachPiece } from "./pieces.ts";

/** CONTAINER_ID is the beginning of the full id. */
const SHORT_ID_LENGTH = 12;
/** syslog(3): LOG_INFO and LOG_ERR. */
const PRIORITIES = { stdout: "6", stderr: "3" } as const;
const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
const ZERO = 0x30;
const SEVEN = 0x37;

/** Who the entries are about. */
export interface JournalIdentity {
  readonly cid: string;
  readonly name: string | undefined;
  readonly tag: string | undefined;
  readonly labels: readonly LogLabel[];
  /** Whether entries say that they are pieces of a line. */
  readonly markPartial: boolean;
}

/** Sends entries to the journal. There is no file: reopening and syncing are journald's own business. */
export class JournaldDriver implements LogDriver {
  readonly #socket: JournalSocket;
  readonly #common: Uint8Array<ArrayBuffer>;
  readonly #markPartial: boolean;
  /** The priority that the line began with, for its further pieces. */
  readonly #priorityOfLine: Record<StreamName, string | undefined> = { stdout: undefined, stderr: undefined };

  constructor(socket: JournalSocket, identity: JournalIdentity) {
    this.#socket = socket;
    this.#common = commonFields(identity);
    this.#markPartial = identity.markPartial;
  }

  write(stream: StreamName, bytes: Uint8Array<ArrayBuffer>, start = 0, end = bytes.length): void {
    forEachPiece(bytes.subarray(start, end), (piece, whole) => {
      const begun = this.#priorityOfLine[stream];
      const given = begun === undefined ? givenPriority(piece) : undefined;
      const priority = begun ?? given ?? PRIORITIES[stream];
      this.#priorityOfLine[stream] = whole ? undefined : priority;
      this.#send(given === undefined ? piece : piece.subarray("<N>".length), priority, whole);
    });
  }

  reopen(): void {}

  rest(): void {}

  sync(): void {}

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
  }

  #send(message: Uint8Array<ArrayBuffer>, priority: string, whole: boolean): void {
    const fields = [this.#common, textField("PRIORITY", priority), encodeField("MESSAGE", message)];
    if (!whole && this.#markPartial) fields.push(textField("CONTAINER_PARTIAL_MESSAGE", "true"));
    this.#socket.send(concatenate(fields));
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
function givenPriority(line: Uint8Array): string | undefined {
  const [open, digit, close] = line;
  const isPriority =
    open === LESS_THAN && close === GREATER_THAN && digit !== undefined && digit >= ZERO && digit <= SEVEN;
  return isPriority ? String(digit - ZERO) : undefined;
}
