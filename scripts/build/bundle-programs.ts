// Bundles each program of the package by itself, so that none is cut into pieces for the sake of another.

import { basename, join } from "node:path";

/** The programs besides ctrmon: loaded by main.ts when it is started by their names, or by a thread of theirs. */
const OTHERS: readonly string[] = [
  "src/cli/ctrun/ctrun.ts",
  "src/cli/rootlessport.ts",
  "src/network/netns/keep.ts",
  // A thread's program is imported by nobody, and has to be named.
  "src/waiting/ready-thread.ts",
];

export interface Bundles {
  /** The executable's entry. */
  readonly main: string;
  /** What nothing imports, and must be in the executable all the same. */
  readonly threads: readonly string[];
}

/**
 * Chunks of one program are loaded when they are named: the first process and the monitor need different ones. Were the
 * programs bundled together, code that several use would be in chunks of its own, one for each set of users: loading
 * ctrmon then takes 200 page faults and 0.3 ms more.
 *
 * @param root the package's directory
 * @param folder where the bundles are written
 * @throws {AggregateError} when something cannot be compiled
 */
export async function bundlePrograms(root: string, folder: string, define: Record<string, string>): Promise<Bundles> {
  const common = { target: "bun", format: "esm", minify: true, splitting: true, define } as const;
  for (const path of OTHERS) {
    await Bun.build({ ...common, entrypoints: [join(root, path)], outdir: join(folder, nameOf(path)) });
  }
  const separate: Bun.BunPlugin = {
    name: "programs that are bundled already",
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, importer }) => {
        const other = OTHERS.find((one) => join(root, one) === join(importer, "..", path));
        return other === undefined ? undefined : { path: `./${bundleOf(other)}`, external: true };
      });
    },
  };
  await Bun.build({ ...common, entrypoints: [join(root, "src/cli/main.ts")], outdir: folder, plugins: [separate] });
  return { main: join(folder, "main.js"), threads: [join(folder, bundleOf("src/waiting/ready-thread.ts"))] };
}

function bundleOf(path: string): string {
  return `${nameOf(path)}/${nameOf(path)}.js`;
}

function nameOf(path: string): string {
  return basename(path, ".ts");
}
