// Log entries for people: the container's bytes, and what is wanted in front of each line.
import type { LogEntry, StreamName } from "./log-entry.ts";

const NEWLINE = Uint8Array.of(0x0a);

/** What stands in front of a line. */
export interface RenderOptions {
  /** The time stamp of its first piece, as the log has it. */
  readonly timestamps?: boolean;
  /** Whose output it is: a container's name or id, for several at once. */
  readonly name?: string;
}

/**
 * The bytes to print for one entry. Only a whole line, or its last piece, ends with a newline.
 *
 * @param options.continues the entry goes on with a line that has begun: nothing stands in front of it
 */
export function renderEntry(
  entry: LogEntry,
  options: RenderOptions & { readonly continues?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const prefix = options.continues === true ? "" : prefixOf(entry, options);
  if (prefix === "" && entry.partial) return entry.bytes;
  const ending = entry.partial ? new Uint8Array(0) : NEWLINE;
  return Buffer.concat([new TextEncoder().encode(prefix), entry.bytes, ending]);
}

/** Renders one entry after the other, and knows which lines have begun. */
export class LogRenderer {
  readonly #options: RenderOptions;
  readonly #begun = new Set<StreamName>();

  constructor(options: RenderOptions = {}) {
    this.#options = options;
  }

  render(entry: LogEntry): Uint8Array<ArrayBuffer> {
    const continues = this.#begun.has(entry.stream);
    if (entry.partial) this.#begun.add(entry.stream);
    else this.#begun.delete(entry.stream);
    return renderEntry(entry, { ...this.#options, continues });
  }
}

function prefixOf({ time }: LogEntry, { timestamps = false, name }: RenderOptions): string {
  return [...(name === undefined ? [] : [name]), ...(timestamps ? [time.text] : [])].map((part) => `${part} `).join("");
}
