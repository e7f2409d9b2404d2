// Checks that code and comments are told apart where a rule could be misled.

import { expect, test } from "bun:test";
import { splitSource } from "../../../scripts/rules/source-text.ts";

test.each([
  ["a; // b", "a;     ", "   // b"],
  ["a /* b */ c", "a         c", "  /* b */  "],
  ['f("// x")', 'f("    ")', "         "],
  ["f('a\\'b')", "f('    ')", "         "],
  ["`a ${b /* c */} d`", "`  ${b        }  `", "       /* c */    "],
  ["`${{ a: `${b}` }}`", "`${{ a: `${b}` }}`", "                  "],
  ["a / b // c", "a / b     ", "      // c"],
  ['x = /[/]"/; y', "x = /    /; y", "             "],
  ["return /a'b/;", "return /   /;", "             "],
])("splitSource() splits %s", (source, code, comments) => {
  expect(splitSource(source)).toEqual({ code, comments });
});

test("splitSource() keeps length and line breaks, even of what never ends", () => {
  for (const source of ["/* a\nb", "`a\n${b", '"a\n', "/a\n", "a\n//"]) {
    const { code, comments } = splitSource(source);
    expect(code.replaceAll(/[^\n]/g, ".")).toBe(source.replaceAll(/[^\n]/g, "."));
    expect(comments).toHaveLength(source.length);
  }
});
