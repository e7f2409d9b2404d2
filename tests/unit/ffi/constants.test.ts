// Proves every constant against the C compiler, by the header that it is listed under.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import * as constants from "../../../ffi/constants.ts";
import { valuesInC } from "./c-program.ts";

/** Names that C writes differently. */
const IN_C: Readonly<Record<string, string>> = {
  UNIX_PATH_MAX: "sizeof(((struct sockaddr_un *)0)->sun_path)",
  SYS_PIDFD_OPEN: "__NR_pidfd_open",
  SYS_OPENAT2: "__NR_openat2",
};

const groups = groupsOf(readFileSync(new URL("../../../ffi/constants.ts", import.meta.url), "utf8"));

test("every constant is listed under a header", () => {
  expect(groups.flatMap(({ names }) => names).toSorted()).toEqual(Object.keys(constants).toSorted());
});

for (const { headers, names } of groups) {
  test(`constants of <${headers.join(">, <")}> are those of the C compiler`, () => {
    const values = valuesInC(
      headers,
      names.map((name) => IN_C[name] ?? name),
    );
    expect(Object.fromEntries(names.map((name) => [name, exportedValue(name)]))).toEqual(
      Object.fromEntries(names.map((name, index) => [name, values[index] ?? Number.NaN])),
    );
  });
}

function exportedValue(name: string): number {
  const found = Object.entries(constants).find(([exported]) => exported === name);
  return found?.[1] ?? Number.NaN;
}

/** The comments that name headers, and the constants below each. */
function groupsOf(source: string): readonly { readonly headers: string[]; readonly names: string[] }[] {
  const sections = source.split(/^(?=\/\/ <)/m).slice(1);
  return sections.map((section) => {
    const [comment = ""] = section.split("\n");
    return {
      headers: Array.from(comment.matchAll(/<([^>]+)>/g), (match) => match[1] ?? ""),
      names: Array.from(section.matchAll(/^export const (\w+)/gm), (match) => match[1] ?? ""),
    };
  });
}
