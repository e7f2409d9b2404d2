// Checks that a refused command line can be told from any other error.
import { expect, test } from "bun:test";
import { ValidationError } from "../../../../src/protocol/validation-error.ts";

test("ValidationError carries the message as it is, and a name of its own", () => {
  const error = new ValidationError("Container ID not provided. Use --cid");
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.message]).toEqual(["ValidationError", "Container ID not provided. Use --cid"]);
});
