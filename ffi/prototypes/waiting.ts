// Prototypes of the C library. Waiting: epoll, poll, signalfd, timerfd, inotify, eventfd.
import type { Prototype } from "./prototype.ts";

export const WAITING = {
  /** int epoll_create1(int flags) */
  epoll_create1: { args: ["i32"], returns: "i32" },
  /** int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event) */
  epoll_ctl: { args: ["i32", "i32", "i32", "ptr"], returns: "i32" },
  /** int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout) */
  epoll_wait: { args: ["i32", "ptr", "i32", "i32"], returns: "i32" },
  /** int poll(struct pollfd *fds, nfds_t nfds, int timeout) */
  poll: { args: ["ptr", "u64", "i32"], returns: "i32" },
  /** int usleep(useconds_t usec) */
  usleep: { args: ["u32"], returns: "i32" },
  /** int timerfd_create(int clockid, int flags) */
  timerfd_create: { args: ["i32", "i32"], returns: "i32" },
  /** int timerfd_settime(int fd, int flags, const struct itimerspec *new, struct itimerspec *old) */
  timerfd_settime: { args: ["i32", "i32", "ptr", "ptr"], returns: "i32" },
  /** int eventfd(unsigned int initval, int flags) */
  eventfd: { args: ["u32", "i32"], returns: "i32" },
  /** int inotify_init1(int flags) */
  inotify_init1: { args: ["i32"], returns: "i32" },
  /** int inotify_add_watch(int fd, const char *path, uint32_t mask) */
  inotify_add_watch: { args: ["i32", "ptr", "u32"], returns: "i32" },
  /** int inotify_rm_watch(int fd, int wd) */
  inotify_rm_watch: { args: ["i32", "i32"], returns: "i32" },
  /** int signalfd(int fd, const sigset_t *mask, int flags) */
  signalfd: { args: ["i32", "ptr", "i32"], returns: "i32" },
} as const satisfies Record<string, Prototype>;
