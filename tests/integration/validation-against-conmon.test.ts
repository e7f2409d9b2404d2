// Runs bad command lines through conmon and through ctrmon, and wants the same complaint from both.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { OptionError, parseArgv } from "../../src/protocol/argv.ts";
import { validateOptions } from "../../src/protocol/validate.ts";
import { ValidationError } from "../../src/protocol/validation-error.ts";
import { type Random, seeded } from "../unit/src/protocol/random.ts";
import { GRAMMAR, INTEGERS, LOGS, VALIDATION, WORDS } from "./bad-command-lines.ts";

/** What a program says about a command line, without prefix; undefined when it has nothing against it. */
type Complain = (args: readonly string[]) => string | undefined;

const conmon: Complain = (args) => complaintOf("conmon", args);
// To test the executable: (args) => complaintOf(pathOfTheExecutable, args).
const ctrmon: Complain = complaintOfProtocol;

let directory = "";
let before = "";

beforeAll(() => {
  before = process.cwd();
  directory = mkdtempSync(join(tmpdir(), "ctrmon-validation-"));
  process.chdir(directory);
});

afterAll(() => {
  process.chdir(before);
  const left = readdirSync(directory);
  rmSync(directory, { recursive: true });
  expect(left).toEqual([]);
});

test.each(GRAMMAR.map((args) => [args]))("parseArgv() complains as conmon does about %j", (args) => {
  expectSame(args);
});

test.each(INTEGERS)("parseArgv() reads the integer %j as conmon does", (text) => {
  for (const name of ["--timeout", "--exit-delay", "-T", "--log-size-max", "--log-global-size-max"]) {
    expectSame([name, text]);
  }
});

test.each(VALIDATION.map((args) => [args]))("validateOptions() complains as conmon does about %j", (args) => {
  expectSame(args);
});

test.each(LOGS.map((args) => [args]))("validateOptions() complains about the logs as conmon does in %j", (args) => {
  expectSame(args);
});

test("validateOptions() complains as conmon does about words put together at random", () => {
  const random = seeded(1);
  let compared = 0;
  while (compared < 300) {
    const args = randomWords(random);
    if (ctrmon(args) === undefined) continue;
    expectSame(args);
    compared += 1;
  }
});

function expectSame(args: readonly string[]): void {
  const ours = ctrmon(args);
  // Never let conmon near a command line that might start something.
  if (ours === undefined) throw new Error(`nothing is wrong with ${JSON.stringify(args)}`);
  expect({ args, says: ours }).toEqual({ args, says: conmon(args) ?? "nothing" });
}

function randomWords(random: Random): string[] {
  const words: string[] = [];
  for (let count = 1 + random.integer(14); count > 0; count -= 1) words.push(random.pick(WORDS));
  return words;
}

function complaintOf(program: string, args: readonly string[]): string | undefined {
  const { exitCode, stdout, stderr } = Bun.spawnSync([program, ...args], {
    stdin: "ignore",
    env: { PATH: process.env["PATH"], LC_ALL: "C.UTF-8" },
  });
  if (exitCode === 0) return undefined;
  // conmon 2.1.6 prints what its option parser says on stdout, and everything else on stderr.
  return normalised(stdout.toString() + stderr.toString());
}

/** The message without prefix, and with what strerror(3) says set off by a colon as ctrmon does. */
function normalised(text: string): string {
  return text
    .replace(/^(?:\w+: |\[\w+:e\]:? )/, "")
    .replace(/:? (No such file or directory|Permission denied|Is a directory)\n?$/, ": $1")
    .replace(/\n$/, "");
}

function complaintOfProtocol(args: readonly string[]): string | undefined {
  try {
    const options = parseArgv(args);
    if (options.help || options.version) return undefined;
    const { log } = validateOptions(options, { cwd: process.cwd(), whyNotExecutable }).options;
    const missing = log.targets.find((target) => "path" in target && !existsSync(dirname(target.path)));
    return missing === undefined ? undefined : "Failed to open log file: No such file or directory";
  } catch (error) {
    if (error instanceof OptionError || error instanceof ValidationError) return normalised(error.message);
    throw error;
  }
}

function whyNotExecutable(path: string): string | undefined {
  if (!existsSync(path)) return "No such file or directory";
  if (!statSync(path).isFile()) return "Is a directory";
  try {
    accessSync(path, constants.X_OK);
    return undefined;
  } catch {
    return "Permission denied";
  }
}
