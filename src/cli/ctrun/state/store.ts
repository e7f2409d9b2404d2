// The containers in the database. Several ctrun processes work with it at once, and each of them may be killed at any time:
// so every change names the state that it starts from, and fails when somebody else was faster.
import type { Database } from "bun:sqlite";
import type { ContainerProgress, ContainerRecord } from "./container-record.ts";
import { progressRow, type Row, recordOf, rowOf } from "./rows.ts";
import { openDatabase } from "./schema.ts";

/** Another container has the name. */
export class NameInUseError extends Error {
  override readonly name = "NameInUseError";

  constructor(name: string, id: string) {
    super(`the name "${name}" is taken by container ${id.slice(0, 12)}: choose another, or remove that one first`);
  }
}

/** No container, or more than one, answers to what was typed. */
export class NoSuchContainerError extends Error {
  override readonly name = "NoSuchContainerError";
}

export class Store implements Disposable {
  readonly #database: Database;

  /** Opens the database, which is made when it is not there. @throws {Error} */
  constructor(path: string) {
    this.#database = openDatabase(path);
  }

  /** @throws {NameInUseError} */
  insert(record: ContainerRecord): void {
    const row = rowOf(record);
    const columns = Object.keys(row);
    const result = this.#database
      .query(
        `INSERT INTO containers (${columns}) VALUES (${columns.map((column) => `$${column}`)}) ON CONFLICT (name) DO NOTHING`,
      )
      .run({ ...row });
    if (result.changes === 0) throw new NameInUseError(record.name, this.byName(record.name)?.id ?? "");
  }

  /** All containers, the oldest first. */
  list(): ContainerRecord[] {
    return this.#database.query<Row, []>("SELECT * FROM containers ORDER BY created_at, id").all().map(recordOf);
  }

  /** Undefined when it has been removed. */
  get(id: string): ContainerRecord | undefined {
    const row = this.#database.query<Row, [string]>("SELECT * FROM containers WHERE id = ?").get(id);
    return row === null ? undefined : recordOf(row);
  }

  byName(name: string): ContainerRecord | undefined {
    const row = this.#database.query<Row, [string]>("SELECT * FROM containers WHERE name = ?").get(name);
    return row === null ? undefined : recordOf(row);
  }

  /**
   * The container that a person means: by its name, its id, or the beginning of its id.
   *
   * @throws {NoSuchContainerError}
   */
  find(reference: string): ContainerRecord {
    const named = this.byName(reference);
    if (named !== undefined) return named;
    const rows = /^[0-9a-f]+$/.test(reference)
      ? this.#database.query<Row, [string]>("SELECT * FROM containers WHERE id GLOB ? || '*' LIMIT 2").all(reference)
      : [];
    const [row, another] = rows;
    if (row === undefined) throw new NoSuchContainerError(`no container with name or ID "${reference}"`);
    if (another !== undefined)
      throw new NoSuchContainerError(`several containers have an ID that begins with "${reference}"`);
    return recordOf(row);
  }

  /**
   * Takes a container from the state in which `record` has it into another.
   *
   * @param record as it was read
   * @param change what is different from now on
   * @returns the new record; undefined when it is in another state by now, or in other hands, or gone
   */
  change(record: ContainerRecord, change: Partial<ContainerProgress>): ContainerRecord | undefined {
    const changed: ContainerRecord = { ...record, ...change };
    const row = progressRow(changed);
    const assignments = Object.keys(row).map((column) => `${column} = $${column}`);
    const result = this.#database
      .query(`UPDATE containers SET ${assignments} WHERE ${SAME}`)
      .run({ ...row, ...sameness(record) });
    return result.changes === 0 ? undefined : changed;
  }

  /**
   * Forgets a container all but its exit code, where it has one.
   *
   * @returns false when it is in another state by now than `record` has it
   */
  delete(record: ContainerRecord): boolean {
    const remove = this.#database.transaction((): boolean => {
      const { changes } = this.#database.query(`DELETE FROM containers WHERE ${SAME}`).run(sameness(record));
      if (changes > 0 && record.exitCode !== undefined) this.#keepCode(record.id, record.exitCode);
      return changes > 0;
    });
    return remove.immediate();
  }

  /** How a container has ended that was removed a short while ago. */
  codeOfRemoved(id: string): number | undefined {
    const query = this.#database.query<{ exit_code: number }, [string]>("SELECT exit_code FROM removed WHERE id = ?");
    return query.get(id)?.exit_code;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #keepCode(id: string, code: number): void {
    this.#database.query("INSERT OR REPLACE INTO removed (id, exit_code) VALUES (?, ?)").run(id, code);
    this.#database.query("DELETE FROM removed WHERE number <= (SELECT max(number) FROM removed) - ?").run(CODES_KEPT);
  }
}

/** More than are removed while one who waits is on the way to the database. */
const CODES_KEPT = 1000;

// The start counts, too: a container that was started again since is another one for whoever wants to end it.
const SAME = "id = $same_id AND state = $same_state AND owner_pid IS $same_owner AND started_at IS $same_started";

function sameness(record: ContainerRecord): Record<string, string | number | null> {
  return {
    same_id: record.id,
    same_state: record.state,
    same_owner: record.owner?.pid ?? null,
    same_started: record.startedAt ?? null,
  };
}
