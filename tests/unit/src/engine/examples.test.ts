// The examples in the public door's documentation: everything has one, and every one compiles as a user would write it.
import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as engine from "../../../../src/engine/index.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";

const ROOT = join(import.meta.dir, "../../../..");
const DOOR = join(ROOT, "src/engine/index.ts");

/** What the examples take for granted: a container's place, a container, a child process. */
const GIVEN = {
  place: "ContainerPlace",
  container: "Container",
  child: "{ readonly pid: number }",
} as const;

test("everything that can be called through index.ts has an example", () => {
  const examples = examplesByName();
  const missing = callables().filter((name) => !examples.has(name));
  expect(missing).toEqual([]);
});

test("every example compiles", () => {
  using directory = new TemporaryDirectory();
  const bodies = [inFull(), ...examplesByName().values()];
  expect(bodies.length).toBeGreaterThan(15);
  writeFileSync(directory.at("examples.ts"), [...imports(), ...bodies.map(asFunction)].join("\n"));
  const compilerOptions = { noUnusedLocals: false, typeRoots: [join(ROOT, "node_modules")] };
  const config = { extends: join(ROOT, "tsconfig.json"), compilerOptions, include: ["examples.ts"] };
  writeFileSync(directory.at("tsconfig.json"), JSON.stringify(config));
  const { stdout } = Bun.spawnSync([join(ROOT, "node_modules/.bin/tsc"), "--project", directory.path]);
  expect(stdout.toString()).toBe("");
}, 60_000);

/** Functions and classes that do something by themselves; errors are for catching, Fd and SystemError are ffi's. */
function callables(): string[] {
  return Object.entries(engine)
    .filter(([, value]) => typeof value === "function" && !(value.prototype instanceof Error))
    .map(([name]) => name)
    .filter((name) => name !== "Fd");
}

/** The code in the comment in front of each declaration that index.ts lets out. */
function examplesByName(): Map<string, string> {
  const files = [...text(DOOR).matchAll(/ from "(\.[^"]+)"/g)].map(([, path = ""]) => join(ROOT, "src/engine", path));
  const found = files.flatMap((file) =>
    text(file)
      .split("/**")
      .flatMap((part) => {
        const [comment = "", code = ""] = part.split("*/");
        const name = /^\s*export (?:async )?(?:function\*?|class) (\w+)/.exec(code)?.[1];
        const example = /@example\s+\* ```ts\n([\s\S]*?)\n \* ```/.exec(comment)?.[1];
        return name === undefined || example === undefined ? [] : [[name, example.replace(/^ \* ?/gm, "")] as const];
      }),
  );
  return new Map(found.filter(([name]) => name in engine));
}

/** The container's whole life at the top of index.ts. */
function inFull(): string {
  return text(DOOR)
    .split("\n")
    .filter((line) => line.startsWith("//   "))
    .map((line) => line.slice("//   ".length))
    .join("\n");
}

function imports(): string[] {
  const types = [...text(DOOR).matchAll(/\btype (\w+)/g), ...text(DOOR).matchAll(/export type \{ (.+) \}/g)]
    .flatMap(([, names = ""]) => names.split(", "))
    .map((name) => `type ${name}`);
  return [
    `import { ${[...new Set([...Object.keys(engine), ...types])].join(", ")} } from ${JSON.stringify(DOOR)};`,
    'import { mkdirSync, readFileSync } from "node:fs";',
  ];
}

function asFunction(body: string, index: number): string {
  const own = Object.entries(GIVEN).filter(([name]) => !body.includes(`const ${name}`));
  const parameters = own.map(([name, type]) => `${name}: ${type}`).join(", ");
  return `export async function example${index}(${parameters}): Promise<void> {\n${body}\nvoid [${own.map(([name]) => name)}];\n}\n`;
}

function text(path: string): string {
  return readFileSync(path, "utf8");
}
