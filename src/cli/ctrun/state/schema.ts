// The database: how it comes into being and how an older one is brought up to date.
import { Database } from "bun:sqlite";
import { linkSync, rmSync, writeFileSync } from "node:fs";

/** One step of the schema each; the database counts in `user_version` how many it has had. Only ever add to the end. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE containers (
     id TEXT PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     state TEXT NOT NULL CHECK (state IN ('creating', 'created', 'starting', 'running', 'exited', 'removing')),
     -- The ctrun process that is at work on it.
     owner_pid INTEGER,
     owner_start INTEGER,
     -- The ctrun process in the foreground that hands on the exit code, and removes the container after that if it is to be.
     keeper_pid INTEGER,
     keeper_start INTEGER,
     boot_id TEXT NOT NULL,
     -- Of the container's first process, and of its monitor.
     pid INTEGER,
     monitor_pid INTEGER,
     monitor_start INTEGER,
     -- Milliseconds since 1970.
     created_at INTEGER NOT NULL,
     started_at INTEGER,
     finished_at INTEGER,
     exit_code INTEGER,
     out_of_memory INTEGER NOT NULL DEFAULT 0,
     error TEXT,
     -- As they were bound, the chosen ones filled in; JSON.
     ports TEXT NOT NULL,
     -- What was asked for, as JSON: see container-config.ts.
     config TEXT NOT NULL
   ) STRICT`,
  // How containers have ended that are removed: whoever waits for one may come to look after that.
  `CREATE TABLE removed (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, exit_code INTEGER NOT NULL) STRICT`,
];

/** Milliseconds to wait for other writers: each holds the lock for one statement, but there may be many of them. */
const PATIENCE = 30_000;

/**
 * Opens the database, and makes it or brings it up to date first.
 *
 * @throws {Error} when it cannot be, or was made by a newer ctrun
 */
export function openDatabase(path: string): Database {
  const database = open(path) ?? create(path);
  try {
    database.run(`PRAGMA busy_timeout = ${PATIENCE}`);
    // The write-ahead log survives a killed process by itself; only power loss can cost the last transactions.
    database.run("PRAGMA synchronous = NORMAL");
    migrate(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function open(path: string): Database | undefined {
  try {
    return new Database(path, { readwrite: true, create: false, strict: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "SQLITE_CANTOPEN") return undefined;
    throw new Error(`Cannot open the database "${path}": ${String(error)}`, { cause: error });
  }
}

/**
 * Switching to the write-ahead log needs the database for oneself, and SQLite does not wait for that. So a new database is
 * made under a name of its own, and linked into place complete; of several processes that do so, the first one wins.
 */
function create(path: string): Database {
  const own = `${path}.${process.pid}`;
  try {
    rmSync(own, { force: true });
    // SQLite gives its other files the permissions of this one.
    writeFileSync(own, "", { flag: "wx", mode: 0o600 });
    const database = new Database(own, { readwrite: true, create: false });
    migrate(database, own);
    // Only now: on a full disk, what is in the log may not get into the file, and nobody would say so.
    database.run("PRAGMA journal_mode = WAL");
    database.close(true);
    try {
      linkSync(own, path);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    return new Database(path, { readwrite: true, create: false, strict: true });
  } catch (error) {
    throw new Error(`Cannot make the database "${path}": ${String(error)}`, { cause: error });
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${own}${suffix}`, { force: true });
  }
}

function migrate(database: Database, path: string): void {
  if (versionOf(database) === MIGRATIONS.length) return;
  database
    .transaction(() => {
      const version = versionOf(database);
      if (version > MIGRATIONS.length) {
        throw new Error(`The database "${path}" was made by a newer ctrun: use that, or another --root`);
      }
      for (const step of MIGRATIONS.slice(version)) database.run(step);
      database.run(`PRAGMA user_version = ${MIGRATIONS.length}`);
    })
    .immediate();
}

function versionOf(database: Database): number {
  const row = database.query<{ user_version: number }, []>("PRAGMA user_version").get();
  return row?.user_version ?? 0;
}
