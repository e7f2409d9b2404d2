// Benchmark of the end: from the container's death until its exit file is there.
import { existsSync } from "node:fs";
import { IN_CREATE, IN_MOVED_TO, SIGKILL } from "../../ffi/constants.ts";
import { discardEvents, watchPath } from "../../ffi/inotify.ts";
import { kill, pidFd } from "../../ffi/process.ts";
import { becomesReadable, DeadlineError } from "../../tests/helpers/deadline.ts";
import type { Row } from "./row.ts";
import { openSession } from "./session.ts";

export const END_ROWS: readonly Row[] = [
  {
    name: "end: SIGKILL to the container",
    perRound: 8,
    measure(monitor) {
      using session = openSession(monitor, {});
      session.go().created();
      using end = pidFd(session.monitorPid());
      using exits = watchPath(session.directories.exit, IN_CREATE | IN_MOVED_TO);
      const killedAt = performance.now();
      kill(session.containerPid, SIGKILL);
      while (!existsSync(session.exitFile)) {
        if (!becomesReadable(exits)) throw new DeadlineError("No exit file appears");
        discardEvents(exits);
      }
      const appeared = performance.now();
      if (!becomesReadable(end)) throw new DeadlineError("The monitor does not end");
      return [
        { metric: "to the exit file", unit: "ms", value: appeared - killedAt },
        { metric: "to the monitor's end", unit: "ms", value: performance.now() - killedAt },
      ];
    },
  },
];
