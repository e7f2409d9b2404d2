// `npm run soak`: many containers at once for a long time, with clients, commands and kills, and a verdict. `--help` says more.
import { messageOf } from "../ffi/errno.ts";
import { openFiles } from "../tests/helpers/processes.ts";
import { parseCommandLine, type SoakOptions, USAGE } from "./soak/command-line.ts";
import { Gate } from "./soak/gate.ts";
import { Ground } from "./soak/ground.ts";
import { live } from "./soak/life.ts";
import { Memory } from "./soak/memory.ts";
import { Random } from "./soak/random.ts";
import { Tally } from "./soak/tally.ts";
import { verdictOf } from "./soak/verdict.ts";
import type { World } from "./soak/world.ts";

/** Runtimes at the same time. */
const PLACES = 6;
/** Of a hundred containers, so many are there from the beginning to the end. */
const STEADY = 40;
/** Milliseconds that another one lives at least. */
const SHORTEST = 3000;
/** Milliseconds between two looks at memory, in a long run and in the shortest. */
const SAMPLE = { most: 10_000, least: 1000, perRun: 40 };
/** Milliseconds in which all containers have come to their end when the time is over. */
const OVERTIME = 120_000;
/** Milliseconds that what has been killed may take to be gone. */
const FAREWELL = 10_000;

if (import.meta.main) process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(USAGE);
    return 0;
  }
  let options: SoakOptions;
  try {
    options = parseCommandLine(args);
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  return await soak(options);
}

async function soak({ duration, containers, seed }: SoakOptions): Promise<number> {
  console.log(`${containers} containers for ${duration / 1000} s, --seed ${seed}`);
  using ground = new Ground();
  const world: World = { ground, gate: new Gate(PLACES), memory: new Memory(), tally: new Tally(), containers };
  const { memory, tally } = world;
  const over = new AbortController();
  const stop = (): void => over.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  // What the library opens once is open then.
  await warmUp(world, new Random(seed));
  const descriptors = openFiles("self").size;
  const interval = Math.min(SAMPLE.most, Math.max(SAMPLE.least, duration / SAMPLE.perRun));
  const sampling = setInterval(() => memory.sample(), interval);
  const telling = setInterval(() => console.log(String(tally)), SAMPLE.most);
  const ending = setTimeout(stop, duration);
  const slots = Array.from({ length: containers }, (_, slot) =>
    keepFilled(slot, world, new Random(seed, slot), over.signal),
  );
  if (!(await inTime(Promise.all(slots), duration + OVERTIME))) for (const text of tally.waiting()) tally.fail(text);
  for (const timer of [sampling, telling, ending]) clearTimeout(timer);
  await allGone(ground);
  const verdict = verdictOf({
    tally,
    memory,
    leftovers: ground.leftovers(),
    descriptors: openFiles("self").size - descriptors,
  });
  console.log(`${tally}\n\n${verdict.table}`);
  return verdict.isGood ? 0 : 1;
}

async function warmUp(world: World, random: Random): Promise<void> {
  await attempt("warm-up", world, () => live("warm-up", world, random, AbortSignal.timeout(SHORTEST)));
}

/** One container after the other in the same slot, or one for the whole time. */
async function keepFilled(slot: number, world: World, random: Random, over: AbortSignal): Promise<void> {
  const isSteady = random.percent(STEADY);
  for (let round = 0; !over.aborted; round++) {
    const id = `soak-${slot}-${round}`;
    const own = AbortSignal.timeout(random.between(SHORTEST, 10 * SHORTEST));
    const signal = isSteady ? over : AbortSignal.any([over, own]);
    if (!(await attempt(id, world, () => live(id, world, random, signal)))) return;
  }
}

async function attempt(id: string, { tally }: World, action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    tally.fail(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return false;
  }
}

/** @returns false when the time is over first */
async function inTime(all: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), milliseconds);
  const done = await Promise.race([all.then(() => true), promise]);
  clearTimeout(timer);
  return done;
}

/** Monitors end a moment after their containers' exit codes are there. */
async function allGone(ground: Ground): Promise<void> {
  const end = performance.now() + FAREWELL;
  while (ground.processes().length > 0 && performance.now() < end) await Bun.sleep(50);
}
