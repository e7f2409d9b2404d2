// Checks the prefix of records, byte for byte.
import { expect, test } from "bun:test";
import { PREFIX_LENGTH, RecordPrefix, TAG_AT } from "../../../../src/logging/record-prefix.ts";
import { textOf } from "../bytes.ts";

const AT = 3;

function put(prefix: RecordPrefix): string {
  const target = new Uint8Array(new ArrayBuffer(AT + PREFIX_LENGTH + 1)).fill(0x2d);
  prefix.putAt(new DataView(target.buffer), AT);
  return textOf(target);
}

test("RecordPrefix.putAt() writes time, stream and the mark of a whole line, and nothing beside", () => {
  for (const stream of ["stdout", "stderr"] as const) {
    const prefix = new RecordPrefix(stream);
    prefix.update();
    expect(put(prefix)).toMatch(
      new RegExp(`^---\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}[+-]\\d\\d:\\d\\d ${stream} F -$`),
    );
    expect(put(prefix).slice(AT + TAG_AT, AT + PREFIX_LENGTH)).toBe("F ");
  }
});

test("RecordPrefix.update() takes the time, which stays until the next", () => {
  const prefix = new RecordPrefix("stdout");
  prefix.update();
  const first = put(prefix);
  expect(put(prefix)).toBe(first);
  prefix.update();
  expect(put(prefix)).not.toBe(first);
});
