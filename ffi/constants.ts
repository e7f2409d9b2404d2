// Numbers of the Linux kernel and glibc, by C header; x86_64 and arm64, with the few that differ marked.

const isArm64 = process.arch === "arm64";

// <fcntl.h>
export const O_RDONLY = 0o0;
export const O_WRONLY = 0o1;
export const O_RDWR = 0o2;
export const O_CREAT = 0o100;
export const O_EXCL = 0o200;
export const O_NOCTTY = 0o400;
export const O_TRUNC = 0o1000;
export const O_APPEND = 0o2000;
export const O_NONBLOCK = 0o4000;
export const O_DIRECTORY = isArm64 ? 0o40000 : 0o200000;
export const O_NOFOLLOW = isArm64 ? 0o100000 : 0o400000;
export const O_CLOEXEC = 0o2000000;
export const O_PATH = 0o10000000;
export const AT_FDCWD = -100;
export const AT_SYMLINK_NOFOLLOW = 0x100;
export const F_GETFD = 1;
export const F_SETFD = 2;
export const F_GETFL = 3;
export const F_SETFL = 4;
export const F_DUPFD_CLOEXEC = 1030;
export const F_SETPIPE_SZ = 1031;
export const F_GETPIPE_SZ = 1032;
export const F_ADD_SEALS = 1033;
export const F_SEAL_SEAL = 1;
export const F_SEAL_SHRINK = 2;
export const F_SEAL_GROW = 4;
export const F_SEAL_WRITE = 8;
export const FD_CLOEXEC = 1;

// <linux/openat2.h>
export const RESOLVE_NO_MAGICLINKS = 0x02;
export const RESOLVE_IN_ROOT = 0x10;

// <unistd.h>
export const X_OK = 1;

// <sys/stat.h>
export const S_IFMT = 0o170000;
export const S_IFDIR = 0o040000;
export const S_IFCHR = 0o020000;
export const S_IFBLK = 0o060000;
export const S_IFREG = 0o100000;
export const S_IFIFO = 0o010000;
export const S_IFLNK = 0o120000;
export const S_IFSOCK = 0o140000;

// <termios.h>
export const TCSANOW = 0;
/** Of c_oflag: a newline goes out as carriage return and newline. */
export const ONLCR = 0o4;

// <sys/ioctl.h>
export const FIONREAD = 0x541b;
export const TIOCGWINSZ = 0x5413;
export const TIOCSWINSZ = 0x5414;

// <sys/socket.h>, <sys/un.h>
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_SEQPACKET = 5;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;
export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_ERROR = 4;
export const SO_SNDBUF = 7;
export const SO_KEEPALIVE = 9;
export const SO_LINGER = 13;
export const SO_BUF_LOCK = 72;
export const SCM_RIGHTS = 1;
export const MSG_DONTWAIT = 0x40;
export const MSG_MORE = 0x8000;
export const MSG_NOSIGNAL = 0x4000;
export const MSG_CTRUNC = 0x8;
export const MSG_CMSG_CLOEXEC = 0x40000000;
export const SHUT_RD = 0;
export const SHUT_WR = 1;
/** sizeof(sockaddr_un.sun_path): the longest socket path, its NUL included. */
export const UNIX_PATH_MAX = 108;

// <netinet/in.h>
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IPPROTO_IPV6 = 41;
export const IPPROTO_SCTP = 132;
export const IPV6_V6ONLY = 26;
/** With its NUL, the longest text of an address. */
export const INET6_ADDRSTRLEN = 46;

// <netinet/tcp.h>
export const TCP_NODELAY = 1;
export const TCP_KEEPIDLE = 4;
export const TCP_KEEPINTVL = 5;
export const TCP_KEEPCNT = 6;
export const TCP_QUICKACK = 12;

// <poll.h>
export const POLLIN = 0x001;
export const POLLOUT = 0x004;

// <sys/mman.h>
export const MFD_CLOEXEC = 1;
export const MFD_ALLOW_SEALING = 2;

// <sys/epoll.h>
export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLL_CTL_MOD = 3;
export const EPOLLIN = 0x001;
export const EPOLLOUT = 0x004;
export const EPOLLERR = 0x008;
export const EPOLLHUP = 0x010;
export const EPOLLRDHUP = 0x2000;
export const EPOLLET = 0x80000000;
export const EPOLLONESHOT = 0x40000000;

// <sys/inotify.h>
export const IN_MODIFY = 0x2;
export const IN_MOVED_FROM = 0x40;
export const IN_MOVED_TO = 0x80;
export const IN_CREATE = 0x100;
export const IN_DELETE = 0x200;
export const IN_DELETE_SELF = 0x400;

// <signal.h>
export const SIGHUP = 1;
export const SIGINT = 2;
export const SIGQUIT = 3;
export const SIGKILL = 9;
export const SIGUSR1 = 10;
export const SIGUSR2 = 12;
export const SIGPIPE = 13;
export const SIGALRM = 14;
export const SIGTERM = 15;
export const SIGCHLD = 17;
export const SIGCONT = 18;
export const SIGSTOP = 19;
export const SIGTSTP = 20;
export const SIGWINCH = 28;
export const SIGXFSZ = 25;
export const SIG_BLOCK = 0;
export const SIG_SETMASK = 2;

// <time.h>, <sys/timerfd.h>
export const CLOCK_REALTIME = 0;
export const CLOCK_MONOTONIC = 1;

// <spawn.h>
export const POSIX_SPAWN_SETPGROUP = 0x02;
export const POSIX_SPAWN_SETSIGDEF = 0x04;
export const POSIX_SPAWN_SETSIGMASK = 0x08;
export const POSIX_SPAWN_SETSID = 0x80;

// <sys/wait.h>
export const WNOHANG = 1;

// <sys/prctl.h>
export const PR_SET_NAME = 15;
export const PR_SET_CHILD_SUBREAPER = 36;

// <sys/resource.h>
export const RLIMIT_NOFILE = 7;

// <asm/unistd.h>: one number on every architecture since Linux 5.x
export const SYS_PIDFD_OPEN = 434;
export const SYS_OPENAT2 = 437;
