// A journald that only receives: a datagram socket, and entries of the native protocol taken apart.
import { fstatSync, readFileSync, readlinkSync } from "node:fs";
import { SOCK_DGRAM, SOCK_NONBLOCK } from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { removeIfThere } from "../../ffi/file.ts";
import { receiveWithFds } from "../../ffi/pass-fd.ts";
import { bindUnix, unixSocket } from "../../ffi/socket.ts";

/** The largest datagram of journald's protocol; beyond that entries come as files. */
const LARGEST = 4 * 1024 * 1024;

/** Fields in their order; values have one character for each byte. */
export type JournalEntry = readonly (readonly [name: string, value: string])[];

export class JournalReceiver implements Disposable {
  readonly #path: string;
  readonly #socket: Fd;
  /** Where files came from that entries were in. */
  readonly files: string[] = [];

  constructor(path: string) {
    this.#path = path;
    this.#socket = unixSocket(SOCK_DGRAM | SOCK_NONBLOCK);
    bindUnix(this.#socket, path);
  }

  /** Everything that has come since the last call. */
  entries(): JournalEntry[] {
    const found: JournalEntry[] = [];
    for (let entry = this.#receive(); entry !== undefined; entry = this.#receive()) found.push(parseEntry(entry));
    return found;
  }

  [Symbol.dispose](): void {
    this.#socket.close();
    removeIfThere(this.#path);
  }

  #receive(): Buffer | undefined {
    const message = receiveWithFds(this.#socket, LARGEST);
    if (message === undefined) return undefined;
    const [file, ...surplus] = message.fds;
    for (const fd of surplus) fd.close();
    if (file === undefined) return Buffer.from(message.bytes);
    using _file = file;
    const path = `/proc/self/fd/${file.number}`;
    this.files.push(`${readlinkSync(path)}, ${fstatSync(file.number).size} bytes, ${message.bytes.length} beside it`);
    return readFileSync(path);
  }
}

/** The value of a field; undefined when there is none. */
export function field(entry: JournalEntry, name: string): string | undefined {
  return entry.find(([key]) => key === name)?.[1];
}

/** @throws {Error} for what journald would not understand */
export function parseEntry(bytes: Buffer): JournalEntry {
  const [entry = [], ...more] = parseEntries(bytes);
  if (more.length > 0) throw new Error("an empty line ends the entry too early");
  return entry;
}

/** Entries with empty lines between them, as `journalctl --output=export` prints them. @throws {Error} */
export function parseEntries(bytes: Buffer): JournalEntry[] {
  const entries: (readonly [string, string])[][] = [];
  let fields: (readonly [string, string])[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf("\n", at);
    if (lineEnd < 0) throw new Error("the last field does not end");
    if (lineEnd === at) {
      entries.push(fields);
      fields = [];
      at++;
      continue;
    }
    const { field: one, end } = parseField(bytes, at, lineEnd);
    fields.push(one);
    at = end;
  }
  if (fields.length > 0) entries.push(fields);
  return entries;
}

function parseField(bytes: Buffer, at: number, lineEnd: number): { field: readonly [string, string]; end: number } {
  const line = bytes.toString("latin1", at, lineEnd);
  const equals = line.indexOf("=");
  if (equals >= 0) return { field: [line.slice(0, equals), line.slice(equals + 1)], end: lineEnd + 1 };
  const length = Number(bytes.readBigUInt64LE(lineEnd + 1));
  const start = lineEnd + 9;
  if (bytes[start + length] !== 0x0a) throw new Error(`the field ${line} does not end where it says`);
  return { field: [line, bytes.toString("latin1", start, start + length)], end: start + length + 1 };
}
