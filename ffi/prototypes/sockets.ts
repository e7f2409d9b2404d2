// Prototypes of the C library. Sockets.
import type { Prototype } from "./prototype.ts";

export const SOCKETS = {
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
  /** int recvmmsg(int fd, struct mmsghdr *msgvec, unsigned int vlen, int flags, struct timespec *timeout) */
  recvmmsg: { args: ["i32", "ptr", "u32", "i32", "ptr"], returns: "i32" },
  /** int sendmmsg(int fd, struct mmsghdr *msgvec, unsigned int vlen, int flags) */
  sendmmsg: { args: ["i32", "ptr", "u32", "i32"], returns: "i32" },
  /** int shutdown(int fd, int how) */
  shutdown: { args: ["i32", "i32"], returns: "i32" },
  /** int getsockopt(int fd, int level, int name, void *value, socklen_t *len) */
  getsockopt: { args: ["i32", "i32", "i32", "ptr", "ptr"], returns: "i32" },
  /** int setsockopt(int fd, int level, int name, const void *value, socklen_t len) */
  setsockopt: { args: ["i32", "i32", "i32", "ptr", "u32"], returns: "i32" },
  /** int getsockname(int fd, struct sockaddr *addr, socklen_t *len) */
  getsockname: { args: ["i32", "ptr", "ptr"], returns: "i32" },
  /** int getpeername(int fd, struct sockaddr *addr, socklen_t *len) */
  getpeername: { args: ["i32", "ptr", "ptr"], returns: "i32" },
  /** ssize_t sendto(int fd, const void *buf, size_t len, int flags, const struct sockaddr *addr, socklen_t addrlen) */
  sendto: { args: ["i32", "ptr", "u64", "i32", "ptr", "u32"], returns: "i64_fast" },
  /** ssize_t recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *addr, socklen_t *addrlen) */
  recvfrom: { args: ["i32", "ptr", "u64", "i32", "ptr", "ptr"], returns: "i64_fast" },
  /** int inet_pton(int family, const char *text, void *address) */
  inet_pton: { args: ["i32", "ptr", "ptr"], returns: "i32" },
  /** const char *inet_ntop(int family, const void *address, char *text, socklen_t size) */
  inet_ntop: { args: ["i32", "ptr", "ptr", "u32"], returns: "u64_fast" },
} as const satisfies Record<string, Prototype>;
