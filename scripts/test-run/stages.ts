// The stages of `npm test`, in their order.

export interface Stage {
  readonly name: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Stages without which this one makes no sense; they are run before it, and when one fails it is not run. */
  readonly needs: readonly string[];
  /** Set on a stage that is a `bun test` of this folder: its tests are counted one by one. */
  readonly tests?: string;
}

export const STAGES: readonly Stage[] = [
  { name: "lint", command: ["biome", "check", "--error-on-warnings"], needs: [] },
  { name: "types", command: ["tsc", "--noEmit"], needs: [] },
  script("imports", "check-imports"),
  script("files", "check-files"),
  script("mirrors", "check-mirrors"),
  script("text", "check-text"),
  script("build", "build"),
  script("fixtures", "build-fixtures"),
  bunTest("unit", [], 5),
  bunTest("integration", ["build", "fixtures"], 30),
  bunTest("fuzz", ["build", "fixtures"], 30),
  bunTest("faults", ["build", "fixtures"], 30),
  bunTest("suites", ["build", "fixtures"], 60),
  bunTest("e2e", ["build", "fixtures"], 180),
];

/** Names for several stages. */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  check: ["lint", "types", "imports", "files", "mirrors", "text"],
};

function script(name: string, file: string): Stage {
  return { name, command: ["bun", `scripts/${file}.ts`], needs: [] };
}

/** @param seconds How long one test may take at most, unless it says otherwise. */
function bunTest(name: string, needs: readonly string[], seconds: number): Stage {
  const tests = `./tests/${name}/`;
  return { name, command: ["bun", "test", tests, `--timeout=${seconds * 1000}`], needs, tests };
}
