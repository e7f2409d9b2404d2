// Commands as they are typed.
import { expect, test } from "bun:test";
import { commandNamed } from "../../../../../src/cli/ctrun/command-named.ts";
import { COMMANDS } from "../../../../../src/cli/ctrun/commands.ts";

test("commandNamed() finds a command by its name", () => {
  expect(commandNamed("ps", COMMANDS)).toBe(COMMANDS["ps"] as never);
});

test.each([
  ["images", '"images" is not in ctrun; there are no images'],
  ["top", '"top" is not in ctrun; ctrun exec CONTAINER ps'],
  ["inspec", "did you mean ctrun inspect?"],
  ["rum", "did you mean ctrun run?"],
  ["cleanu", 'unknown command "cleanu"; see ctrun --help'],
  ["constructor", 'unknown command "constructor"; see ctrun --help'],
])("commandNamed() says what is nearest to %s", (name, text) => {
  expect(() => commandNamed(name, COMMANDS)).toThrow(text);
});
