// Builds dist/ctrmon: one executable that depends on nothing but the C library.

import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { keepFileLimit } from "./build/keep-file-limit.ts";

const root = `${import.meta.dir}/..`;
const output = `${root}/dist/ctrmon`;
// A name of its own: another build may be on its way.
const staging = `${output}.${process.pid}`;

mkdirSync(`${root}/dist`, { recursive: true });
compile();
writeFileSync(staging, keepFileLimit(readFileSync(staging)));
// Renamed into place: monitors that are running keep the file that they were started from.
renameSync(staging, output);
for (const name of ["ctrun", "rootlessport"]) linkToIt(name);
console.log(`dist/ctrmon built from ${commit()}`);

function compile(): void {
  const result = Bun.spawnSync(
    [
      process.execPath,
      "build",
      "--compile",
      "--bytecode",
      "--format=esm",
      "--minify",
      // Chunks are loaded when they are named: the first process and the monitor need different ones.
      "--splitting",
      // Compile a function after four times as many calls as usual: nothing that an idle monitor does is worth it.
      "--compile-jit-policy=4",
      // Nothing may be read from the directory that an engine starts the monitor in: it is the container's bundle.
      "--no-compile-autoload-dotenv",
      "--no-compile-autoload-bunfig",
      "--no-compile-autoload-tsconfig",
      "--no-compile-autoload-package-json",
      `--define=CTRMON_COMMIT=${JSON.stringify(commit())}`,
      `--outfile=${staging}`,
      // Side by side in the executable, where the one finds the other by a relative path.
      "--entry-naming=[name].[ext]",
      `${root}/src/cli/main.ts`,
      // A thread's program is imported by nobody, and has to be named.
      `${root}/src/waiting/ready-thread.ts`,
    ],
    { stdout: "pipe", stderr: "pipe" },
  );
  if (result.success) return;
  process.stderr.write(result.stdout);
  process.stderr.write(result.stderr);
  process.exit(1);
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
