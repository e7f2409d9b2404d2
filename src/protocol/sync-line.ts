// The lines that the monitor sends its engine on the sync and attach pipes: a number, or a failure and its reason.

/** `data` for API version 1, else `pid` from a container and `exit_code` from an exec session. */
export type SyncKey = "data" | "pid" | "exit_code";

export interface SyncLine {
  readonly key: SyncKey;
  /** A pid, an exit code, or negative for a failure. */
  readonly value: number;
  /** The reason of a failure; as bytes it may be anything that a runtime writes to its stderr. */
  readonly message?: string | Uint8Array;
}

/** The largest line in bytes, newline included: engines read a packet of the sync pipe into 4096 bytes. */
export const MAX_SYNC_LINE = 4095;

/** What stands for the middle of a message that is too long. */
export const OMISSION = "\n[...]\n";

/** Which key an engine expects. @param options the command line, or what became of it */
export function syncKey(options: { readonly apiVersion: boolean; readonly exec: boolean }): SyncKey {
  if (options.apiVersion) return "data";
  return options.exec ? "exit_code" : "pid";
}

/**
 * Encodes one line, spaced as conmon's: `{"data": 123}` or `{"data": -1, "message": "…"}` and a newline. It is valid
 * JSON whatever the message holds (what is no UTF-8 becomes U+FFFD), and never longer than `MAX_SYNC_LINE`: of a longer
 * message the beginning and the end are kept, because a runtime names the cause last.
 *
 * @throws {RangeError} when the value is not an integer
 */
export function encodeSyncLine({ key, value, message }: SyncLine): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(value)) throw new RangeError(`a sync line carries an integer, not ${value}`);
  const start = `{"${key}": ${value}`;
  if (message === undefined) return toBytes(`${start}}\n`);

  const room = MAX_SYNC_LINE - `${start}, "message": ""}\n`.length;
  return toBytes(`${start}, "message": "${escaped(fitted(toText(message), room))}"}\n`);
}

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function toText(message: string | Uint8Array): string {
  if (typeof message === "string") return message.toWellFormed();
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(message);
}

/** The text, or its two ends with a mark between, so that it takes at most `room` bytes when it is escaped. */
function fitted(text: string, room: number): string {
  if (headThatFits(text, room) === text.length) return text;
  const half = Math.floor((room - escaped(OMISSION).length) / 2);
  return text.slice(0, headThatFits(text, half)) + OMISSION + text.slice(tailThatFits(text, half));
}

/** Where the longest beginning ends that takes at most `room` bytes when it is escaped. */
function headThatFits(text: string, room: number): number {
  let left = room;
  let end = 0;
  while (end < text.length) {
    const character = text.codePointAt(end) ?? 0;
    left -= encodedSize(character);
    if (left < 0) break;
    end += character > 0xffff ? 2 : 1;
  }
  return end;
}

/** Where the longest end starts that takes at most `room` bytes when it is escaped. */
function tailThatFits(text: string, room: number): number {
  let left = room;
  let start = text.length;
  while (start > 0) {
    // The text is well-formed, so that a low surrogate always has its high one before it.
    const isPair = (text.charCodeAt(start - 1) & 0xfc00) === 0xdc00;
    const next = start - (isPair ? 2 : 1);
    left -= encodedSize(text.codePointAt(next) ?? 0);
    if (left < 0) break;
    start = next;
  }
  return start;
}

/** How many bytes a character takes, escaped and in UTF-8. */
function encodedSize(character: number): number {
  if (character < 0x80) return escapeOf(character)?.length ?? 1;
  if (character < 0x800) return 2;
  return character < 0x10000 ? 3 : 4;
}

function escaped(text: string): string {
  let result = "";
  let copied = 0;
  for (let index = 0; index < text.length; index += 1) {
    const replacement = escapeOf(text.charCodeAt(index));
    if (replacement === undefined) continue;
    result += text.slice(copied, index) + replacement;
    copied = index + 1;
  }
  return result + text.slice(copied);
}

/** How conmon writes an ASCII character that cannot stand for itself; it escapes DEL, too, but not the slash. */
function escapeOf(character: number): string | undefined {
  if (character === 0x22) return '\\"';
  if (character === 0x5c) return "\\\\";
  if (character === 0x0a) return "\\n";
  if (character === 0x09) return "\\t";
  if (character < 0x20 || character === 0x7f) return `\\u${character.toString(16).padStart(4, "0")}`;
  return undefined;
}
