// Many ctrun of all kinds at once on few names, a part of them killed at any moment: whatever they do to each other, the
// next one finds a state that it understands, and everything can be removed. `FUZZ_SEED=N` tries other commands.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { Ctrun } from "../helpers/ctrun.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { type Random, seeded } from "../unit/src/protocol/random.ts";

const SEED = Number(process.env["FUZZ_SEED"] ?? 1);
const AT_ONCE = 20;
const COMMANDS = 240;
/** Milliseconds: a command that is killed is so before its usual end. */
const LATEST_KILL = 250;

let ctrun: Ctrun;
beforeAll(() => {
  ctrun = new Ctrun();
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

test("commands at random, some of them killed, leave nothing that cannot be removed", async () => {
  const random = seeded(SEED);
  const strange: string[] = [];
  let left = COMMANDS;
  const hand = async (): Promise<void> => {
    while (left-- > 0) {
      const args = someCommand(random);
      const fate = random.integer(3) === 0 ? AbortSignal.timeout(random.integer(LATEST_KILL)) : undefined;
      const { status, stderr } = await outcome(args, fate);
      if (!isExpected(status, stderr)) strange.push(`${args.join(" ")}: ${status} ${stderr}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  expect(strange).toEqual([]);
  const { status, stderr } = await ctrun.run(["rm", "-fa"]);
  expect([status, stderr]).toEqual([0, ""]);
  // An exit command may be at work that has found its container gone.
  waitUntil("the processes to be gone", () => !ctrun.leftovers().some((one) => one.startsWith("process")));
  expect(ctrun.leftovers()).toEqual([]);
  expect(await ctrun.output("ps", "-aq")).toBe("");
}, 120_000);

function someCommand(random: Random): readonly string[] {
  const name = random.pick(["north", "east", "south", "west"]);
  const run = ["run", ...ctrun.own, "--name", name];
  return random.pick([
    [...run, "--rm", "sh", "-c", "echo out; exit 3"],
    [...run, "-d", "sleep", "1000"],
    [...run, "-d", "--rm", "sleep", "0.2"],
    ["create", ...ctrun.own, "--name", name, "echo", "made"],
    ["start", name],
    ["start", "-a", name],
    ["exec", name, "echo", "in"],
    ["exec", "-d", name, "sleep", "0.1"],
    ["stop", "-t", "0", name],
    ["restart", "-t", "0", name],
    ["kill", name],
    ["rm", name],
    ["rm", "-f", name],
    ["logs", name],
    ["inspect", name],
    ["ps", "-a"],
  ] as [string[], ...string[][]]);
}

interface Outcome {
  readonly status: number;
  readonly stderr: string;
}

async function outcome(args: readonly string[], fate: AbortSignal | undefined): Promise<Outcome> {
  const child = Bun.spawn([...ctrun.command, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env["PATH"] ?? "" },
    ...(fate === undefined ? {} : { signal: fate, killSignal: "SIGKILL" as const }),
  });
  const stderr = await child.stderr.text();
  const status = await child.exited;
  return { status, stderr };
}

/** What may happen to one who was too late: the container is not there, or in another state, or in other hands. */
const REFUSALS = [
  /no container with name or ID/,
  /the name ".*" is taken/,
  /still runs/,
  /does not run/,
  /is running already/,
  /has just been removed/,
  /was removed while it was/,
  /another ctrun is at work/,
  /was run with --rm/,
  /The monitor has left no pid/,
  /its monitor is gone and has left no exit/,
  /container does not exist/,
];

function isExpected(status: number, stderr: string): boolean {
  if (status === 137 || stderr === "") return true;
  return stderr.split("\n").every((line) => line === "" || REFUSALS.some((refusal) => refusal.test(line)));
}
