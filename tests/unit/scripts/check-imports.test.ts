// Checks the house rule on imports: each direction and each package, one good and one bad.

import { expect, test } from "bun:test";
import { checkImports } from "../../../scripts/check-imports.ts";
import { findingsIn } from "./made-up-tree.ts";

test("checkImports() accepts every direction of the architecture", () => {
  const found = findingsIn(
    {
      "ffi/libc.ts": 'import { dlopen } from "bun:ffi";',
      "ffi/fd.ts": 'import { read } from "./libc.ts";',
      "src/protocol/sync.ts": 'import * as v from "valibot";',
      "src/reactor/loop.ts": 'import { epoll } from "../../ffi/fd.ts";',
      "src/logging/driver.ts": 'import "../protocol/sync.ts";\nimport "../../ffi/fd.ts";',
      "src/monitor/main.ts": 'import "../logging/driver.ts";\nimport "../reactor/loop.ts";',
      "src/network/netns.ts": 'import "../reactor/loop.ts";\nimport { readFileSync } from "node:fs";',
      "src/engine/create.ts": 'export * from "../network/netns.ts";',
      "src/cli/ctrmon.ts": 'import "../monitor/main.ts";\nimport { defineCommand } from "citty";',
    },
    checkImports,
  );
  expect(found).toEqual([]);
});

test.each([
  ["src/engine/a.ts", "../monitor/b.ts", "src/engine must not import src/monitor"],
  ["src/monitor/a.ts", "../engine/b.ts", "src/monitor must not import src/engine"],
  ["src/logging/a.ts", "../reactor/b.ts", "src/logging must not import src/reactor"],
  ["src/reactor/a.ts", "../protocol/b.ts", "src/reactor must not import src/protocol"],
  ["src/protocol/a.ts", "../../ffi/b.ts", "src/protocol must not import ffi: it may import no other folder"],
  ["ffi/a.ts", "../src/protocol/b.ts", "ffi must not import src/protocol"],
  ["src/network/a.ts", "../cli/b.ts", "src/network must not import src/cli"],
  ["src/cli/a.ts", "../../tests/helpers/b.ts", "src/cli must not import tests/helpers/b.ts"],
])("checkImports() rejects %s importing %s", (importer, imported, problem) => {
  const found = findingsIn({ [importer]: `// first line\nimport "${imported}";` }, checkImports);
  expect(found).toHaveLength(1);
  expect(found[0]).toStartWith(`${importer}:2: ${problem}`);
});

test.each([
  ["src/monitor/a.ts", "node:fs"],
  ["src/monitor/a.ts", "node:fs/promises"],
  ["src/monitor/a.ts", "child_process"],
  ["src/logging/a.ts", "node:net"],
  ["src/reactor/a.ts", "consola"],
  ["src/monitor/a.ts", "consola/core"],
  ["src/monitor/a.ts", "citty"],
  ["src/protocol/a.ts", "citty"],
  ["src/protocol/a.ts", "node:path"],
  ["ffi/a.ts", "node:fs"],
  ["src/monitor/a.ts", "bun:ffi"],
  ["src/cli/a.ts", "bun:ffi"],
  ["tests/helpers/a.ts", "bun:ffi"],
])("checkImports() rejects %s loading %s", (importer, name) => {
  expect(findingsIn({ [importer]: `import x from "${name}";` }, checkImports)).toHaveLength(1);
});

test("checkImports() sees type-only imports, exports, dynamic and multi-line imports", () => {
  const found = findingsIn(
    {
      "src/engine/a.ts": [
        'import type { A } from "../monitor/a.ts";',
        'export { b } from "../monitor/b.ts";',
        'const c = await import("../monitor/c.ts");',
        "import {",
        "  d, // a remark",
        '} from "../monitor/d.ts";',
      ].join("\n"),
    },
    checkImports,
  );
  expect(found.map((text) => text.split(":")[1])).toEqual(["1", "2", "3", "6"]);
});

test("checkImports() is not misled by strings and comments", () => {
  const text = '// import "../engine/a.ts"\nconst text = `import "../engine/a.ts"`;\n/* from "../engine/b.ts" */';
  expect(findingsIn({ "src/monitor/a.ts": text }, checkImports)).toEqual([]);
});

test("checkImports() rejects a cycle, and shows it", () => {
  const found = findingsIn(
    {
      "ffi/a.ts": 'import "./b.ts";',
      "ffi/b.ts": 'import type { C } from "./c.ts";',
      "ffi/c.ts": 'import "./a.ts";',
    },
    checkImports,
  );
  expect(found).toHaveLength(1);
  expect(found[0]).toStartWith("ffi/a.ts:1: imports itself by way of ffi/b.ts → ffi/c.ts → ffi/a.ts");
});

test("checkImports() rejects an import without suffix and a file outside the folders", () => {
  expect(findingsIn({ "ffi/a.ts": 'import "./b";' }, checkImports)[0]).toContain('as "./b.ts"');
  expect(findingsIn({ "src/a.ts": 'import "./b.ts";' }, checkImports)[0]).toContain("in no folder");
});
