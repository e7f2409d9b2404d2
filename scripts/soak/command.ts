// One command in a container of a soak: its output is complete and its code is right, whether it ends by itself or is killed.
import { SIGKILL } from "../../ffi/constants.ts";
import type { Container } from "../../src/engine/index.ts";
import { NumberedStream } from "../../tests/helpers/numbered-stream.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

const LINE = 100;
/** Milliseconds, for everything. */
const PATIENCE = 60_000;
const KILLED = 128 + SIGKILL;

/** Runs it to its end. */
export async function commandIn(container: Container, world: World, random: Random): Promise<void> {
  world.tally.execs++;
  world.tally.now(container.id, "its command");
  if (random.percent(20)) await killed(container, world);
  else await finished(container, world, random);
}

async function finished(container: Container, { ground, tally }: World, random: Random): Promise<void> {
  const [count, code] = [random.between(1, 3000), random.between(0, 90)];
  const args = ["/bin/busybox", "sh", "-c", `/bin/numbered-lines ${count} ${LINE}; exit ${code}`];
  using session = await container.exec({ args, environment: ground.mark, env: marked(ground.mark), timeout: PATIENCE });
  const seen = new NumberedStream(LINE);
  for await (const { payload } of session.attachment.frames()) seen.push(payload);
  tally.lines += seen.line;
  tally.check(`${container.id}: the first line out of order of a command`, seen.wrong, undefined);
  tally.check(`${container.id}: the number of a command's lines`, seen.line, count);
  tally.check(`${container.id}: a command's code`, await session.wait({ timeout: PATIENCE }), code);
}

async function killed(container: Container, { ground, tally }: World): Promise<void> {
  tally.kills++;
  const args = ["/bin/steady-lines", LINE, 1, 10, 1].map(String);
  using session = await container.exec({ args, environment: ground.mark, env: marked(ground.mark), timeout: PATIENCE });
  for await (const _first of session.attachment.frames()) break;
  session.kill(SIGKILL);
  tally.check(`${container.id}: a killed command's code`, await session.wait({ timeout: PATIENCE }), KILLED);
}

/** For the command, in whose environment nothing else is ours. */
function marked(mark: Readonly<Record<string, string>>): string[] {
  return Object.entries(mark).map(([name, value]) => `${name}=${value}`);
}
