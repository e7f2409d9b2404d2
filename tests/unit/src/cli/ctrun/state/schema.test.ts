// A new database, an older one, a newer one, and many processes that make it at the same time.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MIGRATIONS, openDatabase } from "../../../../../../src/cli/ctrun/state/schema.ts";
import { PREFIX } from "../../../../../helpers/directories.ts";

class Place implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), PREFIX));
  readonly path = join(this.directory, "ctrun.db");

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true });
  }
}

function pragma(database: Database, name: string): unknown {
  const row: unknown = database.query(`PRAGMA ${name}`).get();
  return typeof row === "object" && row !== null ? Object.values(row)[0] : undefined;
}

test("openDatabase() makes a database with a write-ahead log, and nothing beside it", () => {
  using place = new Place();
  const database = openDatabase(place.path);
  expect(pragma(database, "journal_mode")).toBe("wal");
  expect(pragma(database, "user_version")).toBe(MIGRATIONS.length);
  database.close();
  expect(readdirSync(place.directory)).toEqual(["ctrun.db"]);
});

test("openDatabase() opens it again, and keeps what is in it", () => {
  using place = new Place();
  const first = openDatabase(place.path);
  first.run("CREATE TABLE kept (x)");
  first.close();
  const second = openDatabase(place.path);
  expect(second.query("SELECT name FROM sqlite_schema WHERE name = 'kept'").get()).toEqual({ name: "kept" });
  second.close();
});

test("openDatabase() brings an older one up to date", () => {
  using place = new Place();
  new Database(place.path, { create: true }).run("PRAGMA user_version = 0");
  const database = openDatabase(place.path);
  expect(database.query("SELECT count(*) AS count FROM containers").get()).toEqual({ count: 0 });
  database.close();
});

test("openDatabase() leaves a newer one alone", () => {
  using place = new Place();
  const newer = new Database(place.path, { create: true });
  newer.run(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
  newer.close();
  expect(() => openDatabase(place.path)).toThrow(`The database "${place.path}" was made by a newer ctrun`);
});

test("openDatabase() names a file that is no database, and a directory that is not there", () => {
  using place = new Place();
  writeFileSync(place.path, "no database, but long enough to be taken for one".repeat(100));
  expect(() => openDatabase(place.path)).toThrow("not a database");
  expect(() => openDatabase(join(place.directory, "nowhere/ctrun.db"))).toThrow(/Cannot make the database ".*nowhere/);
});

test("openDatabase() gives many processes that come at once the same database", async () => {
  using place = new Place();
  const program = join(import.meta.dir, "programs/open-database.ts");
  const children = Array.from({ length: 8 }, (_, index) =>
    Bun.spawn([process.execPath, program, place.path, String(index)], { stderr: "pipe" }),
  );
  const errors = await Promise.all(children.map((child) => child.stderr.text()));
  expect(errors).toEqual(children.map(() => ""));
  const database = openDatabase(place.path);
  expect(database.query("SELECT count(*) AS count FROM containers").get()).toEqual({ count: 8 });
  database.close();
  expect(readdirSync(place.directory)).toEqual(["ctrun.db"]);
}, 30_000);
