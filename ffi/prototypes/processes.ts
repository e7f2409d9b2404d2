// Prototypes of the C library. Processes and signals.
import type { Prototype } from "./prototype.ts";

export const PROCESSES = {
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
  /** int setns(int fd, int nstype) */
  setns: { args: ["i32", "i32"], returns: "i32" },
  /** int unshare(int flags) */
  unshare: { args: ["i32"], returns: "i32" },
  /** int sched_yield(void) */
  sched_yield: { args: [], returns: "i32" },
  /** void _exit(int status) */
  _exit: { args: ["i32"], returns: "void" },
} as const satisfies Record<string, Prototype>;
