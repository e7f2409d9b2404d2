// What SQLite's errors mean for somebody who has never heard of a database.
import { SQLiteError } from "bun:sqlite";

const HINTS: readonly (readonly [code: RegExp, hint: string])[] = [
  [/^SQLITE_(?:FULL|IOERR)/, "is the disk full?"],
  [/^SQLITE_(?:CORRUPT|NOTADB)/, "it is damaged; move it away to begin anew"],
  [/^SQLITE_(?:READONLY|CANTOPEN|PERM)/, "is it on a file system that can only be read?"],
  [/^SQLITE_(?:BUSY|LOCKED)/, "another program keeps it locked"],
];

/** The same error in other words where it is SQLite's, and otherwise as it is. */
export function explained(error: unknown): unknown {
  if (!(error instanceof SQLiteError)) return error;
  const hint = HINTS.find(([code]) => code.test(error.code ?? ""))?.[1];
  const why = hint === undefined ? "" : `; ${hint}`;
  return new Error(`ctrun's database, ctrun.db, cannot be used: ${error.message}${why}`, { cause: error });
}
