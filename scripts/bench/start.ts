// Benchmarks of the start: from the spawn of the monitor until the engine has heard the pid, with nothing else to do.
import { exec } from "../../tests/helpers/exec-options.ts";
import { runc, runcExec } from "../../tests/helpers/runtimes.ts";
import type { Session, SessionSetup } from "../../tests/helpers/session.ts";
import type { Row } from "./row.ts";
import { openTimedSession } from "./session.ts";

export const START_ROWS: readonly Row[] = [
  startRow("container, no-op runtime", 8, {}),
  startRow("exec session, no-op runtime", 8, { options: exec() }),
  startRow("container, runc", 4, { runtime: runc() }),
  startRow(
    "exec session, runc",
    4,
    {
      runtime: runcExec(),
      options: (directories) => exec({ "exec-process-spec": `${directories.aside}/process.json` })(directories),
    },
    // A process that nobody collects keeps its pid namespace, and so the container, from ending.
    (session) => session.monitor(),
  ),
];

/** @param afterwards what is to happen before the session is taken away */
function startRow(
  title: string,
  perRound: number,
  setup: SessionSetup,
  afterwards: (session: Session) => unknown = () => undefined,
): Row {
  return {
    name: `start: ${title}`,
    perRound,
    measure(monitor) {
      const { session: opened, startedAt } = openTimedSession(monitor, setup);
      using session = opened;
      session.go().first();
      const firstEnded = performance.now();
      session.created();
      const heard = performance.now();
      afterwards(session);
      return [
        { metric: "spawn to pid", unit: "ms", value: heard - startedAt },
        { metric: "spawn to the first process's end", unit: "ms", value: firstEnded - startedAt },
      ];
    },
  };
}
