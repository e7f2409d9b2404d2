// Errors of a real database, in other words.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { explained } from "../../../../../../src/cli/ctrun/state/database-error.ts";

function failing(statements: readonly string[]): unknown {
  using database = new Database(":memory:");
  try {
    for (const statement of statements) database.run(statement);
    return undefined;
  } catch (error) {
    return error;
  }
}

test("explained() says what may be the reason", () => {
  const full = failing(["PRAGMA max_page_count = 2", "CREATE TABLE a (x)", "CREATE TABLE b (x)"]);
  const message = "ctrun's database, ctrun.db, cannot be used: database or disk is full; is the disk full?";
  expect(explained(full)).toMatchObject({ message, cause: full });
});

test("explained() says what SQLite says where it knows no reason", () => {
  expect(explained(failing(["nonsense"]))).toMatchObject({
    message: expect.stringMatching(/cannot be used: near "nonsense": syntax error$/),
  });
});

test("explained() leaves other errors as they are", () => {
  const error = new Error("other");
  expect(explained(error)).toBe(error);
});
