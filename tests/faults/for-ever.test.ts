// System calls that fail and go on failing: a full disk, no descriptors, no memory. What can still be told, is told.
import { expect, test } from "bun:test";
import { EMFILE, ENOMEM, ENOSPC } from "../../ffi/errno.ts";
import { CODE, type Fault, runWithFault } from "../helpers/failing-call.ts";
import type { SettingName } from "../helpers/fault-settings.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { pidIn } from "../helpers/session.ts";
import { ALL } from "./sweep.ts";

leavesNothing();

/** In a short run, only every N-th call is where it begins. */
const STEP = ALL ? 1 : 4;
const SETTINGS: readonly SettingName[] = ALL
  ? ["container", "terminal", "exec session", "container with journald", "container with several logs"]
  : ["container"];
const MINUTES = 60_000;

const FAILURES = [
  ["a full disk", ["write"], ENOSPC],
  ["a directory that takes nothing", ["renameat", "renameat2", "unlinkat", "mknodat", "symlinkat"], ENOSPC],
  ["no descriptors", ["openat", "socket", "accept4", "pipe2", "eventfd2"], EMFILE],
  ["no memory", ["epoll_ctl", "clone3", "clone", "bind"], ENOMEM],
] as const;

test.each(SETTINGS.flatMap((setting) => FAILURES.map((failure) => [setting, ...failure] as const)))(
  "%s: %s, from any moment on, loses no exit status and keeps nothing waiting",
  (setting, _what, calls, errno) => {
    const found: string[] = [];
    for (let when = 1; ; when += STEP) {
      const fault: Fault = { process: "monitor", setting, calls, when, errno, everAfter: true };
      const { failed, hung, syncLine, status, said } = runWithFault(fault);
      if (failed === undefined) break;
      const [first] = failed.split("\n");
      if (hung !== undefined) found.push(`${first}: hangs: ${hung}`);
      // Without a line the engine cannot know whether there is a container: the status tells it.
      const expected = syncLine === undefined ? [CODE, 1] : [pidIn(syncLine) > 0 ? CODE : 1];
      if (status === undefined || !expected.includes(status)) found.push(`${first}: exit status ${status} [${said}]`);
    }
    expect(found).toEqual([]);
  },
  5 * MINUTES,
);
