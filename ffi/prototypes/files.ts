// Prototypes of the C library. Files and directories.
import type { Prototype } from "./prototype.ts";

export const FILES = {
  /** int openat(int dirfd, const char *path, int flags, mode_t mode) */
  openat: { args: ["i32", "ptr", "i32", "u32"], returns: "i32" },
  /** long syscall(SYS_openat2, int dirfd, const char *path, const struct open_how *how, size_t size) */
  openat2: { symbol: "syscall", args: ["i64", "i32", "ptr", "ptr", "u64"], returns: "i64_fast" },
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
  /** ssize_t splice(int fd_in, off64_t *off_in, int fd_out, off64_t *off_out, size_t len, unsigned int flags) */
  splice: { args: ["i32", "ptr", "i32", "ptr", "u64", "u32"], returns: "i64_fast" },
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
  /** int access(const char *path, int mode) */
  access: { args: ["ptr", "i32"], returns: "i32" },
  /** ssize_t getdents64(int fd, void *dirp, size_t count) */
  getdents64: { args: ["i32", "ptr", "u64"], returns: "i64_fast" },
  /** mode_t umask(mode_t mask) */
  umask: { args: ["u32"], returns: "u32" },
  /** char *getcwd(char *buf, size_t size) */
  getcwd: { args: ["ptr", "u64"], returns: "u64_fast" },
  /** int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data) */
  mount: { args: ["ptr", "ptr", "ptr", "u64", "ptr"], returns: "i32" },
  /** int umount2(const char *target, int flags) */
  umount2: { args: ["ptr", "i32"], returns: "i32" },
  /** int flock(int fd, int operation) */
  flock: { args: ["i32", "i32"], returns: "i32" },
} as const satisfies Record<string, Prototype>;
