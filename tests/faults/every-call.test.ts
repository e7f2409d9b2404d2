// Every system call of the first process and of the monitor fails once, and all is well or nothing has happened.
//
// A short run injects every other error into each call; with FAULTS=all, every error into each.
import { expect, test } from "bun:test";
import { EAGAIN, EINTR, EIO, EMFILE, ENOMEM, ENOSPC, EPIPE, SystemError } from "../../ffi/errno.ts";
import { type Fault, runWithFault } from "../helpers/failing-call.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { wrongWith } from "./verdict.ts";

leavesNothing();

const ALL = process.env["FAULTS"] === "all";
const MINUTES = 60_000;

interface Kind {
  readonly what: string;
  readonly calls: readonly string[];
  readonly errnos: readonly number[];
}

const KINDS: readonly Kind[] = [
  { what: "write", calls: ["write"], errnos: [EINTR, ENOSPC, EAGAIN, EIO, EPIPE] },
  { what: "send", calls: ["writev", "sendmsg", "sendto"], errnos: [EINTR, EAGAIN, EPIPE, ENOMEM] },
  { what: "read", calls: ["read", "getdents64", "readlinkat"], errnos: [EINTR, EAGAIN, EIO] },
  { what: "open", calls: ["openat", "open"], errnos: [EMFILE, EINTR, ENOMEM] },
  {
    what: "change a directory",
    calls: ["renameat", "renameat2", "unlinkat", "mknodat", "symlinkat", "mkdirat", "fchmodat"],
    errnos: [EIO, ENOSPC],
  },
  { what: "change or look at a file", calls: ["newfstatat", "fchmod", "ftruncate", "fsync"], errnos: [EIO, EINTR] },
  { what: "accept and receive", calls: ["accept4", "recvmsg"], errnos: [EMFILE, EINTR, EAGAIN, ENOMEM] },
  { what: "make a socket or pipe", calls: ["socket", "bind", "listen", "connect", "pipe2"], errnos: [EMFILE, ENOMEM] },
  {
    what: "start a program",
    calls: ["clone", "clone3", "vfork", "execve", "setsid", "dup2", "dup3"],
    errnos: [EAGAIN, ENOMEM],
  },
  { what: "wait for events", calls: ["epoll_wait", "epoll_pwait", "poll", "ppoll"], errnos: [EINTR, ENOMEM, EIO] },
  { what: "watch", calls: ["epoll_ctl", "epoll_create1", "inotify_add_watch"], errnos: [ENOMEM, ENOSPC] },
  {
    what: "make an event source",
    calls: ["timerfd_create", "timerfd_settime", "signalfd4", "eventfd2", "inotify_init1", "pidfd_open"],
    errnos: [EMFILE, ENOMEM],
  },
  { what: "wait for a child", calls: ["wait4"], errnos: [EINTR, ENOMEM] },
  { what: "control", calls: ["fcntl", "ioctl", "prctl", "shutdown", "kill"], errnos: [ENOMEM, EINTR] },
];

for (const { what, calls, errnos } of KINDS) {
  const each = (setting: Pick<Fault, "process" | "terminal">): void => {
    expect(sweep({ ...setting, calls }, errnos)).toEqual([]);
  };
  test(`the first process cannot ${what}`, () => each({ process: "first" }), 5 * MINUTES);
  test(`the monitor cannot ${what}`, () => each({ process: "monitor" }), 5 * MINUTES);
  test(`the monitor of a terminal cannot ${what}`, () => each({ process: "monitor", terminal: true }), 5 * MINUTES);
}

/** One run after the other, until there are no more calls. @returns what was wrong, with the call and its error */
function sweep(setting: Omit<Fault, "when" | "errno">, errnos: readonly number[]): string[] {
  const found: string[] = [];
  for (let when = 1; ; when++) {
    const now = errnos.filter((_, index) => ALL || (index + when) % 2 === 0);
    const runs = now.map((errno) => {
      const fault: Fault = { ...setting, when, errno };
      const aftermath = runWithFault(fault);
      const wrong = isImpossible(aftermath.failed, errno) ? [] : wrongWith(aftermath, fault);
      const { code } = new SystemError("", errno);
      found.push(...wrong.map((text) => `${aftermath.failed} ${code}: ${text} [${aftermath.said}]`));
      return aftermath.failed;
    });
    if (runs.every((failed) => failed === undefined)) return found;
  }
}

/** The kernel's pipes know no such error, and a container's output that cannot be read has ended for us (pipe(7)). */
function isImpossible(failed: string | undefined, errno: number): boolean {
  return errno === EIO && /^read \d+ pipe:/.test(failed ?? "");
}
