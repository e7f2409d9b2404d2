// Builds dist/ctrmon: one executable that depends on nothing but the C library.

import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundlePrograms } from "./build/bundle-programs.ts";
import { keepFileLimit } from "./build/keep-file-limit.ts";

const root = join(import.meta.dir, "..");
const output = `${root}/dist/ctrmon`;
// A name of its own: another build may be on its way.
const staging = `${output}.${process.pid}`;

mkdirSync(`${root}/dist`, { recursive: true });
await compile();
writeFileSync(staging, keepFileLimit(readFileSync(staging)));
// Renamed into place: monitors that are running keep the file that they were started from.
renameSync(staging, output);
for (const name of ["ctrun", "rootlessport"]) linkToIt(name);
console.log(`dist/ctrmon built from ${commit()}`);

async function compile(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ctrmon-build-"));
  try {
    const define = { CTRMON_COMMIT: JSON.stringify(commit()) };
    const { main, threads } = await bundlePrograms(root, folder, define);
    compileBundles([main, ...threads]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compileBundles(entries: readonly string[]): void {
  const result = Bun.spawnSync(
    [
      process.execPath,
      "build",
      "--compile",
      "--bytecode",
      "--format=esm",
      "--minify",
      "--splitting",
      // Compile a function after four times as many calls as usual: nothing that an idle monitor does is worth it.
      "--compile-jit-policy=4",
      // Nothing may be read from the directory that an engine starts the monitor in: it is the container's bundle.
      "--no-compile-autoload-dotenv",
      "--no-compile-autoload-bunfig",
      "--no-compile-autoload-tsconfig",
      "--no-compile-autoload-package-json",
      `--outfile=${staging}`,
      // Side by side in the executable, where the one finds the other by a relative path.
      "--entry-naming=[name].[ext]",
      ...entries,
    ],
    { stdout: "pipe", stderr: "pipe" },
  );
  if (result.success) return;
  process.stderr.write(result.stdout);
  process.stderr.write(result.stderr);
  throw new Error("bun build --compile has failed");
}

/** Its other names; it looks at the one that it is started by. */
function linkToIt(name: string): void {
  const link = `${root}/dist/${name}`;
  const staged = `${link}.${process.pid}`;
  symlinkSync("ctrmon", staged);
  renameSync(staged, link);
}

function commit(): string {
  const git = Bun.spawnSync(["git", "-C", root, "rev-parse", "HEAD"], { stderr: "ignore" });
  return git.success ? git.stdout.toString().trim() : "unknown";
}
