// kill -9 while a command is being started in a container: it runs or it does not, and the container goes on either way.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import type { Attachment } from "../../src/engine/attach/attach.ts";
import type { Container } from "../../src/engine/container.ts";
import { EngineError } from "../../src/engine/errors.ts";
import type { ExecSession } from "../../src/engine/exec/exec-session.ts";
import { DEADLINE, passed, waitUntil } from "../helpers/deadline.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { collectOrphans } from "../helpers/family.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { descendants } from "../helpers/processes.ts";

let site: EngineSite;
let container: Container;
let attachment: Attachment;

// One for all of them: it must not suffer from any.
beforeAll(async () => {
  site = new EngineSite({ script: "read line; exit 7" });
  container = await site.create({ stdin: true });
  await container.start();
  attachment = await container.attach();
});

afterAll(async () => {
  attachment.closeInput();
  expect((await container.wait({ timeout: DEADLINE })).code).toBe(7);
  attachment[Symbol.dispose]();
  await container.delete();
  site.allEnded();
  site[Symbol.dispose]();
});
leavesNothing();

describe.each(["exec", "execDetached"] as const)("%s()", (how) => {
  describe.each([
    ["oldest", 0],
    ["second", 1],
    ["youngest", -1],
  ] as const)("the %s process killed", (_name, index) => {
    // What is there at each of these times is up to the machine: the processes are told by their age.
    test.each([5, 15, 20, 25, 30, 40, 60])("after %i ms", async (milliseconds) => {
      const before = living();
      const starting = container[how]({ args: ["/bin/busybox", "sleep", "1000"], environment: site.environment });
      const outcome = starting.catch((error: unknown) => error);
      await passed(milliseconds);
      const victim = living()
        .filter((pid) => !before.includes(pid))
        .at(index);
      if (victim !== undefined) kill(victim, SIGKILL);
      await ended(await outcome);
      waitUntil("everything of the session to be gone", () => {
        collectOrphans();
        return Bun.deepEquals(living(), before);
      });
      const sessions = join(site.place.bundle, "exec");
      expect(existsSync(sessions) ? readdirSync(sessions) : []).toEqual([]);
    });
  });
});

/** A session that has come about is killed, and its code or the want of one is told. */
async function ended(outcome: unknown): Promise<void> {
  if (outcome instanceof Error) {
    expect(outcome).toBeInstanceOf(EngineError);
    return;
  }
  using session = outcome as ExecSession;
  session.kill(SIGKILL);
  const code = await session.wait({ timeout: DEADLINE }).catch((error: unknown) => error);
  if (code instanceof Error) expect(code).toBeInstanceOf(EngineError);
  else expect(code).toBe(128 + SIGKILL);
}

/** By age. */
function living(): number[] {
  return descendants()
    .filter(({ state }) => state !== "Z")
    .map(({ pid }) => pid)
    .toSorted((a, b) => a - b);
}
