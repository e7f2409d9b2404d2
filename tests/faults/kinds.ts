// The kinds of system calls that a monitor makes, and the errors that each may well have.
import { EAGAIN, EINTR, EIO, EMFILE, ENOMEM, ENOSPC, EPIPE } from "../../ffi/errno.ts";

export interface Kind {
  readonly what: string;
  readonly calls: readonly string[];
  readonly errnos: readonly number[];
}

export const KINDS: readonly Kind[] = [
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
    what: "make an event source or a file in memory",
    calls: [
      "timerfd_create",
      "timerfd_settime",
      "signalfd4",
      "eventfd2",
      "inotify_init1",
      "pidfd_open",
      "memfd_create",
    ],
    errnos: [EMFILE, ENOMEM],
  },
  { what: "wait for a child", calls: ["wait4"], errnos: [EINTR, ENOMEM] },
  { what: "control", calls: ["fcntl", "ioctl", "prctl", "shutdown", "kill"], errnos: [ENOMEM, EINTR] },
];
