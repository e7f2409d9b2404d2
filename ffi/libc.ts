// The C library: one table of symbols, each with its C prototype, linked on first use.
import { dlopen, type FFIFunction, type Pointer } from "bun:ffi";

/*
 * How C types are written here:
 *   int, pid_t, socklen_t …       i32        returned as a number
 *   pointers to our memory        ptr        a TypedArray is passed as it is (8.6 ns; a cached address may go stale)
 *   size_t                        u64        a number on the way in
 *   ssize_t, off_t, returned      i64_fast   a number on the way out (plain i64 makes a BigInt, 20 ns)
 *   pointers, returned            u64_fast   an address
 * Variadic functions (open, fcntl, ioctl, prctl, syscall) have the fixed signature that we call them with; the
 * calling conventions of x86_64 and Linux arm64 pass those arguments alike.
 */
const prototypes = {
  // files
  /** int openat(int dirfd, const char *path, int flags, mode_t mode) */
  openat: { args: ["i32", "ptr", "i32", "u32"], returns: "i32" },
  /** int close(int fd) */
  close: { args: ["i32"], returns: "i32" },
  /** ssize_t read(int fd, void *buf, size_t count) */
  read: { args: ["i32", "ptr", "u64"], returns: "i64_fast" },
  /** ssize_t write(int fd, const void *buf, size_t count) */
  write: { args: ["i32", "ptr", "u64"], returns: "i64_fast" },
  /** ssize_t writev(int fd, const struct iovec *iov, int iovcnt) */
  writev: { args: ["i32", "ptr", "i32"], returns: "i64_fast" },
  /** int fcntl(int fd, int cmd, int arg) */
  fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
  /** int ioctl(int fd, unsigned long request, void *arg) */
  ioctl: { args: ["i32", "u64", "ptr"], returns: "i32" },
  /** int dup2(int oldfd, int newfd) */
  dup2: { args: ["i32", "i32"], returns: "i32" },
  /** int pipe2(int fds[2], int flags) */
  pipe2: { args: ["ptr", "i32"], returns: "i32" },
  /** int memfd_create(const char *name, unsigned int flags) */
  memfd_create: { args: ["ptr", "u32"], returns: "i32" },
  /** int fsync(int fd) */
  fsync: { args: ["i32"], returns: "i32" },
  /** int fchmod(int fd, mode_t mode) */
  fchmod: { args: ["i32", "u32"], returns: "i32" },
  /** int ftruncate(int fd, off_t length) */
  ftruncate: { args: ["i32", "i64"], returns: "i32" },
  /** int renameat(int olddirfd, const char *old, int newdirfd, const char *new) */
  renameat: { args: ["i32", "ptr", "i32", "ptr"], returns: "i32" },
  /** int unlinkat(int dirfd, const char *path, int flags) */
  unlinkat: { args: ["i32", "ptr", "i32"], returns: "i32" },
  /** int mkdirat(int dirfd, const char *path, mode_t mode) */
  mkdirat: { args: ["i32", "ptr", "u32"], returns: "i32" },
  /** int mkfifoat(int dirfd, const char *path, mode_t mode) */
  mkfifoat: { args: ["i32", "ptr", "u32"], returns: "i32" },
  /** int symlinkat(const char *target, int dirfd, const char *path) */
  symlinkat: { args: ["ptr", "i32", "ptr"], returns: "i32" },
  /** ssize_t readlinkat(int dirfd, const char *path, char *buf, size_t size) */
  readlinkat: { args: ["i32", "ptr", "ptr", "u64"], returns: "i64_fast" },
  /** int fstatat(int dirfd, const char *path, struct stat *st, int flags) */
  fstatat: { args: ["i32", "ptr", "ptr", "i32"], returns: "i32" },
  /** int fstat(int fd, struct stat *st) */
  fstat: { args: ["i32", "ptr"], returns: "i32" },
  /** int fchmodat(int dirfd, const char *path, mode_t mode, int flags) */
  fchmodat: { args: ["i32", "ptr", "u32", "i32"], returns: "i32" },
  /** int access(const char *path, int mode) */
  access: { args: ["ptr", "i32"], returns: "i32" },
  /** ssize_t getdents64(int fd, void *dirp, size_t count) */
  getdents64: { args: ["i32", "ptr", "u64"], returns: "i64_fast" },
  /** mode_t umask(mode_t mask) */
  umask: { args: ["u32"], returns: "u32" },
  /** char *getcwd(char *buf, size_t size) */
  getcwd: { args: ["ptr", "u64"], returns: "u64_fast" },

  // sockets
  /** int socketpair(int domain, int type, int protocol, int fds[2]) */
  socketpair: { args: ["i32", "i32", "i32", "ptr"], returns: "i32" },
  /** int socket(int domain, int type, int protocol) */
  socket: { args: ["i32", "i32", "i32"], returns: "i32" },
  /** int bind(int fd, const struct sockaddr *addr, socklen_t len) */
  bind: { args: ["i32", "ptr", "u32"], returns: "i32" },
  /** int connect(int fd, const struct sockaddr *addr, socklen_t len) */
  connect: { args: ["i32", "ptr", "u32"], returns: "i32" },
  /** int listen(int fd, int backlog) */
  listen: { args: ["i32", "i32"], returns: "i32" },
  /** int accept4(int fd, struct sockaddr *addr, socklen_t *len, int flags) */
  accept4: { args: ["i32", "ptr", "ptr", "i32"], returns: "i32" },
  /** ssize_t send(int fd, const void *buf, size_t len, int flags) */
  send: { args: ["i32", "ptr", "u64", "i32"], returns: "i64_fast" },
  /** ssize_t sendmsg(int fd, const struct msghdr *msg, int flags) */
  sendmsg: { args: ["i32", "ptr", "i32"], returns: "i64_fast" },
  /** ssize_t recvmsg(int fd, struct msghdr *msg, int flags) */
  recvmsg: { args: ["i32", "ptr", "i32"], returns: "i64_fast" },
  /** int shutdown(int fd, int how) */
  shutdown: { args: ["i32", "i32"], returns: "i32" },

  // waiting
  /** int epoll_create1(int flags) */
  epoll_create1: { args: ["i32"], returns: "i32" },
  /** int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event) */
  epoll_ctl: { args: ["i32", "i32", "i32", "ptr"], returns: "i32" },
  /** int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout) */
  epoll_wait: { args: ["i32", "ptr", "i32", "i32"], returns: "i32" },
  /** int poll(struct pollfd *fds, nfds_t nfds, int timeout) */
  poll: { args: ["ptr", "u64", "i32"], returns: "i32" },
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
  /** int signalfd(int fd, const sigset_t *mask, int flags) */
  signalfd: { args: ["i32", "ptr", "i32"], returns: "i32" },

  // processes and signals
  /** int sigprocmask(int how, const sigset_t *set, sigset_t *old) */
  sigprocmask: { args: ["i32", "ptr", "ptr"], returns: "i32" },
  /** pid_t waitpid(pid_t pid, int *status, int options) */
  waitpid: { args: ["i32", "ptr", "i32"], returns: "i32" },
  /** int kill(pid_t pid, int sig) */
  kill: { args: ["i32", "i32"], returns: "i32" },
  /** int pidfd_send_signal(int pidfd, int sig, siginfo_t *info, unsigned int flags), glibc 2.36 */
  pidfd_send_signal: { args: ["i32", "i32", "ptr", "u32"], returns: "i32" },
  /** pid_t getpid(void) */
  getpid: { args: [], returns: "i32" },
  /** pid_t getpgid(pid_t pid) */
  getpgid: { args: ["i32"], returns: "i32" },
  /** pid_t setsid(void) */
  setsid: { args: [], returns: "i32" },
  /** int setpgid(pid_t pid, pid_t pgid) */
  setpgid: { args: ["i32", "i32"], returns: "i32" },
  /** int prctl(int option, unsigned long arg2, …) with a number */
  prctl: { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" },
  /** int prlimit(pid_t pid, int resource, const struct rlimit *new, struct rlimit *old) */
  prlimit: { args: ["i32", "i32", "ptr", "ptr"], returns: "i32" },
  /** long syscall(long number, …) with two ints */
  syscall: { args: ["i64", "i32", "u32"], returns: "i64_fast" },
  /** int execve(const char *path, char *const argv[], char *const envp[]) */
  execve: { args: ["ptr", "ptr", "ptr"], returns: "i32" },
  /** void _exit(int status) */
  _exit: { args: ["i32"], returns: "void" },

  // <spawn.h>: these return the error number instead of setting errno
  /** int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const argv[], char *const envp[]) */
  posix_spawn: { args: ["ptr", "ptr", "ptr", "ptr", "ptr", "ptr"], returns: "i32" },
  /** int posix_spawn_file_actions_init(posix_spawn_file_actions_t *) */
  posix_spawn_file_actions_init: { args: ["ptr"], returns: "i32" },
  /** int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *) */
  posix_spawn_file_actions_destroy: { args: ["ptr"], returns: "i32" },
  /** int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *, int fd, int newfd) */
  posix_spawn_file_actions_adddup2: { args: ["ptr", "i32", "i32"], returns: "i32" },
  /** int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *path) */
  posix_spawn_file_actions_addchdir_np: { args: ["ptr", "ptr"], returns: "i32" },
  /** int posix_spawnattr_init(posix_spawnattr_t *) */
  posix_spawnattr_init: { args: ["ptr"], returns: "i32" },
  /** int posix_spawnattr_destroy(posix_spawnattr_t *) */
  posix_spawnattr_destroy: { args: ["ptr"], returns: "i32" },
  /** int posix_spawnattr_setflags(posix_spawnattr_t *, short flags) */
  posix_spawnattr_setflags: { args: ["ptr", "i16"], returns: "i32" },
  /** int posix_spawnattr_setpgroup(posix_spawnattr_t *, pid_t pgroup) */
  posix_spawnattr_setpgroup: { args: ["ptr", "i32"], returns: "i32" },
  /** int posix_spawnattr_setsigmask(posix_spawnattr_t *, const sigset_t *) */
  posix_spawnattr_setsigmask: { args: ["ptr", "ptr"], returns: "i32" },
  /** int posix_spawnattr_setsigdefault(posix_spawnattr_t *, const sigset_t *) */
  posix_spawnattr_setsigdefault: { args: ["ptr", "ptr"], returns: "i32" },

  // terminals
  /** int tcgetattr(int fd, struct termios *) */
  tcgetattr: { args: ["i32", "ptr"], returns: "i32" },
  /** int tcsetattr(int fd, int actions, const struct termios *) */
  tcsetattr: { args: ["i32", "i32", "ptr"], returns: "i32" },

  // time
  /** int clock_gettime(clockid_t, struct timespec *) */
  clock_gettime: { args: ["i32", "ptr"], returns: "i32" },
  /** struct tm *localtime_r(const time_t *, struct tm *) */
  localtime_r: { args: ["ptr", "ptr"], returns: "u64_fast" },

  // memory and errors
  /** void *memcpy(void *dest, const void *src, size_t n), on addresses */
  memcpy: { args: ["u64", "u64", "u64"], returns: "u64_fast" },
  /** void *memccpy(void *dest, const void *src, int c, size_t n), on addresses */
  memccpy: { args: ["u64", "u64", "i32", "u64"], returns: "u64_fast" },
  /** int *__errno_location(void) */
  __errno_location: { args: [], returns: "ptr" },
} as const satisfies Record<string, Prototype>;

interface ArgumentTypes {
  i16: number;
  i32: number;
  u32: number;
  i64: number;
  u64: number;
  ptr: Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | null;
}

interface ReturnTypes {
  i32: number;
  u32: number;
  i64_fast: number;
  u64_fast: number;
  ptr: Pointer | null;
  void: undefined;
}

interface Prototype {
  readonly args: readonly (keyof ArgumentTypes)[];
  readonly returns: keyof ReturnTypes;
}

type Arguments<A extends Prototype["args"]> = { -readonly [Index in keyof A]: ArgumentTypes[A[Index]] };

type Callable<P extends Prototype> = (...args: Arguments<P["args"]>) => ReturnTypes[P["returns"]];

type Prototypes = typeof prototypes;

/** The table as functions. */
export type Libc = { -readonly [Name in keyof Prototypes]: Callable<Prototypes[Name]> };

/**
 * The functions of the C library. A symbol costs 5 µs to link, so each is linked when it is first named: a program
 * that only prints its version links one or two.
 *
 * Call through the object (`libc.read(…)`): it is the one seam between the programs and the kernel, and fault
 * injection replaces its members.
 */
export const libc: Libc = linkOnFirstUse();

function linkOnFirstUse(): Libc {
  const symbols = {} as Libc;
  for (const name of Object.keys(prototypes) as (keyof Prototypes)[]) {
    Object.defineProperty(symbols, name, {
      get: () => link(symbols, name),
      set: (value: Libc[typeof name]) => define(symbols, name, value),
      configurable: true,
      enumerable: true,
    });
  }
  return symbols;
}

function link<Name extends keyof Prototypes>(symbols: Libc, name: Name): Libc[Name] {
  // The typings of bun:ffi do not know the names i64_fast and u64_fast.
  const prototype = prototypes[name] as unknown as FFIFunction;
  const value = dlopen("libc.so.6", { [name]: prototype }).symbols[name] as unknown as Libc[Name];
  define(symbols, name, value);
  return value;
}

function define<Name extends keyof Prototypes>(symbols: Libc, name: Name, value: Libc[Name]): void {
  Object.defineProperty(symbols, name, { value, writable: true, configurable: true, enumerable: true });
}
