// Follows a log for a test, which can wait for what is read and say when the container has ended.
import type { LogEntry } from "../../src/engine/logs/log-entry.ts";
import { type LogOptions, readLogs } from "../../src/engine/logs/read-logs.ts";
import type { LogTarget } from "../../src/protocol/log-target.ts";
import { DEADLINE } from "./deadline.ts";

/** The text of an entry, one character for each byte; with its stream when it is stderr, and a + when it is partial. */
export function shortly({ stream, bytes, partial }: LogEntry): string {
  return `${stream === "stderr" ? "2:" : ""}${Buffer.from(bytes).toString("latin1")}${partial ? "+" : ""}`;
}

export async function textsOf(entries: AsyncIterable<LogEntry>): Promise<string[]> {
  const texts: string[] = [];
  for await (const entry of entries) texts.push(shortly(entry));
  return texts;
}

export class Following {
  readonly texts: string[] = [];
  readonly #ended = Promise.withResolvers<void>();
  readonly #done: Promise<void>;
  #waiting: { readonly count: number; readonly resolve: () => void } | undefined;

  /** Begins at once. */
  constructor(target: LogTarget, options: LogOptions = {}) {
    const ended = this.#ended.promise;
    this.#done = this.#read(readLogs(target, { timeout: DEADLINE, ...options, follow: true, ended }));
    // Whoever waits for the end is told; until then it is no error that nobody handles.
    this.#done.catch(() => undefined);
  }

  /** Waits until so many entries have come in all. */
  async reached(count: number): Promise<void> {
    if (this.texts.length >= count) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = { count, resolve };
    await Promise.race([promise, this.#done]);
  }

  /** Says that the container has ended. @returns all entries */
  async end(): Promise<readonly string[]> {
    this.#ended.resolve();
    await this.#done;
    return this.texts;
  }

  /** Waits for the end without saying anything. */
  async over(): Promise<readonly string[]> {
    await this.#done;
    return this.texts;
  }

  async #read(entries: AsyncIterable<LogEntry>): Promise<void> {
    for await (const entry of entries) {
      this.texts.push(shortly(entry));
      if (this.texts.length === this.#waiting?.count) this.#waiting.resolve();
    }
  }
}
