// `--version` is the fastest path there is: Podman 4.3 takes it on nearly every command.
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PREFIX } from "../helpers/directories.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CTRMON, fixture } from "../helpers/monitors.ts";

leavesNothing();

test("--version says on stdout what engines parse, and nothing on stderr", () => {
  const { exitCode, stdout, stderr } = Bun.spawnSync([CTRMON.path, "--version"]);
  expect(exitCode).toBe(0);
  expect(stderr.toString()).toBe("");
  // Podman 4.3: ^(version:|conmon version)? (\\d+).(\\d+).(\\d+); CRI-O: the third word is a semantic version from 2.1.2 up.
  const [first = "", second = ""] = stdout.toString().split("\n");
  expect(first).toMatch(/^conmon version \d+\.\d+\.\d+$/);
  expect(Bun.semver.satisfies(first.split(" ")[2] ?? "", ">=2.1.2")).toBe(true);
  expect(second).toMatch(/^commit: \S+$/);
});

test("--version opens nothing that an empty program of Bun's does not", () => {
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  try {
    const source = join(directory, "empty.ts");
    const empty = join(directory, "empty");
    writeFileSync(source, 'console.log("");\n');
    const build = Bun.spawnSync([
      process.execPath,
      "build",
      "--compile",
      "--bytecode",
      "--format=esm",
      ...AUTOLOAD_OFF,
      `--outfile=${empty}`,
      source,
    ]);
    expect(build.exitCode).toBe(0);
    expect(opensOf(directory, CTRMON.path, "--version")).toEqual(opensOf(directory, empty));
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("--help names every option, and the one that CRI-O looks for", () => {
  const { exitCode, stdout, stderr } = Bun.spawnSync([CTRMON.path, "--help"]);
  expect(exitCode).toBe(0);
  expect(stderr.toString()).toBe("");
  for (const option of ["--log-global-size-max", "--exit-command-arg", "--leave-stdin-open", "--persist-dir"]) {
    expect(stdout.toString()).toContain(option);
  }
});

const AUTOLOAD_OFF = ["dotenv", "bunfig", "tsconfig", "package-json"].map((what) => `--no-compile-autoload-${what}`);

function opensOf(directory: string, ...command: readonly string[]): string[] {
  const list = join(directory, "opens");
  const { exitCode } = Bun.spawnSync([fixture("list-opens"), list, ...command], { cwd: directory });
  expect(exitCode).toBe(0);
  return readFileSync(list, "utf8").split("\n");
}
