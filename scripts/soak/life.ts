// One container's life in a soak: it prints, is attached to, runs commands, is ended in one of several ways, and is looked over.
import { SIGKILL, SIGTERM } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { type Attachment, type Container, createContainer, MonitorError } from "../../src/engine/index.ts";
import { NumberedStream } from "../../tests/helpers/numbered-stream.ts";
import { commandIn } from "./command.ts";
import type { Random } from "./random.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

/** Bytes of a line, lines at a time, and milliseconds in between. */
const LINE = 100;
const BURST = 10;
const PAUSE = 250;
/** For everything that should take a moment. Milliseconds. */
const PATIENCE = 60_000;
const KILLED = 128 + SIGKILL;
/** Milliseconds between two commands in one container, for each container that there is: they share the machine. */
const BETWEEN_COMMANDS = 60;

/** How a container comes to its end. */
type Ending = "asked" | "killed" | "monitor killed";

/**
 * Lives through one container's life.
 *
 * @param over when it is to end, or earlier by chance
 */
export async function live(id: string, world: World, random: Random, over: AbortSignal): Promise<void> {
  const { ground, gate, memory, tally } = world;
  const code = random.between(0, 90);
  const place = ground.place(id, ["/bin/steady-lines", LINE, BURST, PAUSE, code].map(String));
  const ending = endingOf(random);
  tally.now(id, "being created");
  const container = await gate.through(() => createContainer({ place, environment: ground.mark, timeout: PATIENCE }));
  tally.began();
  memory.watch(container.monitorPid ?? 0);
  tally.now(id, "being attached to");
  using attachment = await container.attach({ timeout: PATIENCE });
  const seen = new NumberedStream(LINE);
  const { promise: speaking, resolve: speaks } = Promise.withResolvers<void>();
  const receiving = receive(attachment, seen, speaks);
  tally.now(id, "being started");
  await gate.through(() => container.start({ timeout: PATIENCE }));
  tally.now(id, "its first word");
  // Before that, a signal would be for the runtime, or for nobody: the kernel keeps from a first process what it ignores.
  await speaking;
  await runCommands(container, world, random, over);
  memory.forget(container.monitorPid ?? 0);
  tally.now(id, `being ${ending}`);
  const exit = container.wait({ timeout: PATIENCE }).catch((error: unknown) => error);
  await end(container, ending);
  if (ending !== "asked") tally.kills++;
  const outcome = await exit;
  tally.now(id, "its client's end");
  await receiving;
  tally.now(id, "its log being read");
  const found = outcome instanceof MonitorError ? "unknown" : ((outcome as { readonly code?: number }).code ?? outcome);
  const expected = { asked: code, killed: KILLED, "monitor killed": "unknown" }[ending];
  tally.check(`${id}: the code of a container ${ending}`, found, expected);
  await checkLog(container, seen, ending, tally);
  tally.now(id, "being deleted");
  await gate.through(() => container.delete({ force: ending === "monitor killed", timeout: PATIENCE }));
  ground.remove(place);
  tally.ended(id);
}

function endingOf(random: Random): Ending {
  if (random.percent(10)) return "monitor killed";
  return random.percent(40) ? "killed" : "asked";
}

async function end(container: Container, ending: Ending): Promise<void> {
  if (ending === "asked") await container.kill(SIGTERM, { timeout: PATIENCE });
  else kill((ending === "killed" ? container.pid : container.monitorPid) ?? 0, SIGKILL);
}

async function receive(attachment: Attachment, seen: NumberedStream, speaks: () => void): Promise<void> {
  for await (const { payload } of attachment.frames()) {
    seen.push(payload);
    speaks();
  }
  speaks();
}

/** One command after the other, with pauses, until it is over. */
async function runCommands(container: Container, world: World, random: Random, over: AbortSignal): Promise<void> {
  const longest = 2 * BETWEEN_COMMANDS * world.containers;
  while (!over.aborted) {
    world.tally.now(container.id, "its next command");
    await until(over, random.between(longest / 4, longest));
    if (over.aborted) return;
    world.tally.now(container.id, "a place for its next command");
    await world.gate.through(() => commandIn(container, world, random));
  }
}

async function checkLog(container: Container, seen: NumberedStream, ending: Ending, tally: Tally): Promise<void> {
  const logged = new NumberedStream(LINE);
  let last = "";
  for await (const { bytes, partial } of container.logs({ timeout: PATIENCE })) {
    logged.push(bytes);
    if (!partial) logged.push(NEWLINE);
    last = new TextDecoder().decode(bytes);
  }
  const { id } = container;
  tally.lines += seen.line + logged.line;
  tally.check(`${id}: the first line out of order in the log`, logged.wrong, undefined);
  tally.check(`${id}: the first line out of order for the client`, seen.wrong, undefined);
  // A monitor that is killed may have told the one and not yet the other.
  if (ending !== "monitor killed")
    tally.check(`${id}: the number of lines that the client has seen`, seen.line, logged.line);
  if (ending === "asked") tally.check(`${id}: the last word`, /^\d+ (\w+) /.exec(last)?.[1], "end");
}

/** Some milliseconds, unless it is over earlier. */
async function until(over: AbortSignal, milliseconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  const now = (): void => resolve();
  over.addEventListener("abort", now, { once: true });
  await promise;
  clearTimeout(timer);
  over.removeEventListener("abort", now);
}

const NEWLINE = Uint8Array.of(0x0a);
