// The engine's side of sync-line.ts: reads a line that ctrmon or conmon sent on the sync or attach pipe.
import * as v from "valibot";
import type { SyncKey } from "./sync-line.ts";

export interface SyncMessage {
  readonly key: SyncKey;
  /** A pid, an exit code, or negative for a failure. */
  readonly value: number;
  /** Why it failed. */
  readonly message?: string;
}

/** A line is not what a monitor sends. */
export class SyncMessageError extends Error {
  override readonly name = "SyncMessageError";
}

/**
 * Reads one line, with or without its newline. The raw control characters that conmon 2.1.6 leaves in messages (it
 * does not escape 0x1f) and its invalid UTF-8 are put up with.
 *
 * @throws {SyncMessageError} when it is no JSON, or has not exactly one of the three keys with an integer
 */
export function parseSyncLine(bytes: Uint8Array): SyncMessage {
  const text = new TextDecoder().decode(bytes);
  const result = v.safeParse(SyncLineSchema, parseJson(text));
  if (!result.success) {
    throw new SyncMessageError(`Cannot understand the sync line ${quoted(text)}: ${v.summarize(result.issues)}`);
  }
  return result.output;
}

const Value = v.pipe(v.number(), v.safeInteger());
const Message = v.optional(v.string());

/** What monitors send: one object per line. Members that later versions may add are ignored. */
export const SyncLineSchema = v.union([line("data"), line("pid"), line("exit_code")]);

function line<const Key extends SyncKey>(key: Key) {
  const others = { data: v.optional(v.never()), pid: v.optional(v.never()), exit_code: v.optional(v.never()) };
  return v.pipe(
    v.object({ ...others, [key]: Value, message: Message }),
    v.transform((members): SyncMessage => messageOf(key, members)),
  );
}

function messageOf(key: SyncKey, members: Readonly<Record<string, unknown>>): SyncMessage {
  const value = Number(members[key]);
  const message = members["message"];
  return typeof message === "string" ? { key, value, message } : { key, value };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.trim().replace(CONTROLS, escapedControl));
  } catch (cause) {
    throw new SyncMessageError(`Cannot read the sync line ${quoted(text)}: it is no JSON`, { cause });
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what conmon leaves in its lines
const CONTROLS = /[\0-\x1f]/g;

function escapedControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

// A line of any length may come from a broken pipe; an error needs only its beginning.
function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text);
}
