// A monitor whose container says nothing costs next to nothing: no wake-ups, one thread, little memory.
import { expect, test } from "bun:test";
import { AttachClient } from "../helpers/attach-client.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { idlenessOf, waitForRest } from "../helpers/idleness.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { firstWrongLine } from "../helpers/numbered-log.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

const TEN_SECONDS = 10_000;
/** Anonymous memory in kB. */
const MOST_MEMORY = 3.5 * 1024;

test("an idle monitor makes no context switch in 10 s, has one thread and little memory", () => {
  using silent = new Session({ script: "exec sleep 300" });
  using loud = new Session({ script: "FIXTURES/numbered-lines 100000 100; exec sleep 300" });
  using attended = new Session({ script: "exec sleep 300", options: { stdin: true, timeout: "200" } });
  for (const session of [silent, loud, attended]) session.run();
  using _client = new AttachClient(attended.attachPath);
  waitUntil("all of the output", () => firstWrongLine(loud.directories.log, 100_000, 100) === undefined);

  // It looks twice, a second apart, whether there is still output, and gives memory back.
  waitForRest(loud.monitorPid());

  const pids = [silent, loud, attended].map((session) => session.monitorPid());
  const [atRest, afterLoad, withClient] = idlenessOf(pids, TEN_SECONDS);
  console.log("idle monitor:", { atRest, afterLoad, withClient });
  expect(atRest).toMatchObject({ switches: 0, threads: 1 });
  expect(atRest?.anonymous).toBeLessThanOrEqual(MOST_MEMORY);
  expect(afterLoad).toMatchObject({ switches: 0, threads: 1 });
  expect(withClient).toMatchObject({ switches: 0, threads: 1 });
}, 60_000);
