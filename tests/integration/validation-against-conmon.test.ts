// Runs bad command lines through conmon and through ctrmon, and wants the same complaint from both.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { OptionError, parseArgv } from "../../src/protocol/argv.ts";
import { validateOptions } from "../../src/protocol/validate.ts";
import { ValidationError } from "../../src/protocol/validation-error.ts";
import { PREFIX } from "../helpers/directories.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";
import { type Random, seeded } from "../unit/src/protocol/random.ts";
import { GRAMMAR, INTEGERS, LOGS, VALIDATION, WORDS } from "./bad-command-lines.ts";

let directory = "";
let before = "";

beforeAll(() => {
  before = process.cwd();
  directory = mkdtempSync(join(tmpdir(), PREFIX));
  process.chdir(directory);
});

afterAll(() => {
  process.chdir(before);
  // Of several logs conmon opens the last, ctrmon each: one in front of a bad one has been made by then.
  const left = readdirSync(directory).filter((name) => !["k8s-file", "journald", "unknown"].includes(name));
  rmSync(directory, { recursive: true });
  expect(left).toEqual([]);
});

leavesNothing();

test.each(GRAMMAR.map((args) => [args]))("ctrmon complains as conmon does about %j", (args) => {
  expectSame(args);
});

test.each(INTEGERS)("ctrmon reads the integer %j as conmon does", (text) => {
  for (const name of ["--timeout", "--exit-delay", "-T", "--log-size-max", "--log-global-size-max"]) {
    expectSame([name, text]);
  }
});

test.each(VALIDATION.map((args) => [args]))("ctrmon complains as conmon does about %j", (args) => {
  expectSame(args);
});

test.each(LOGS.map((args) => [args]))("ctrmon complains about the logs as conmon does in %j", (args) => {
  expectSame(args);
});

test("ctrmon complains as conmon does about words put together at random", () => {
  const random = seeded(1);
  let compared = 0;
  while (compared < 300) {
    const args = randomWords(random);
    if (!isBad(args)) continue;
    expectSame(args);
    compared += 1;
  }
});

function expectSame(args: readonly string[]): void {
  // Never let a monitor near a command line that might start something.
  if (!isBad(args)) throw new Error(`nothing is wrong with ${JSON.stringify(args)}`);
  expect({ args, says: complaintOf(CTRMON.path, args) }).toEqual({ args, says: complaintOf(CONMON.path, args) });
}

function randomWords(random: Random): string[] {
  const words: string[] = [];
  for (let count = 1 + random.integer(14); count > 0; count -= 1) words.push(random.pick(WORDS));
  return words;
}

/** What a program says about a command line, without prefix. */
function complaintOf(program: string, args: readonly string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync([program, ...args], {
    stdin: "ignore",
    env: { PATH: process.env["PATH"], LC_ALL: "C.UTF-8" },
  });
  if (exitCode === 0) return "nothing";
  // conmon 2.1.6 prints what its option parser says on stdout, and everything else on stderr.
  return normalised(stdout.toString() + stderr.toString());
}

/** The message without prefix, and with what strerror(3) says set off by a colon; ctrmon names the file, too. */
function normalised(text: string): string {
  return text
    .replace(/^(?:\w+: |\[\w+:e\]:? )/, "")
    .replace(/^(Failed to open log file) "[^"]*": open "[^"]*": \w+ \((.*)\)\n$/, "$1: $2")
    .replace(/:? (No such file or directory|Permission denied|Is a directory)\n?$/, ": $1")
    .replace(/\n$/, "");
}

/** Whether ctrmon's own checks, without any process, refuse a command line. */
function isBad(args: readonly string[]): boolean {
  try {
    const options = parseArgv(args);
    if (options.help || options.version) return false;
    const { log } = validateOptions(options, { cwd: process.cwd(), whyNotExecutable }).options;
    return log.targets.some((target) => "path" in target && !existsSync(dirname(target.path)));
  } catch (error) {
    if (error instanceof OptionError || error instanceof ValidationError) return true;
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
