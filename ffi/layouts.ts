// The kernel's and glibc's structs, by C header; tests prove every size and offset against the C compiler.
import { defineStruct } from "./struct.ts";

const isArm64 = process.arch === "arm64";

/** <sys/ioctl.h> struct winsize */
export const Winsize = defineStruct({ ws_row: "u16", ws_col: "u16", ws_xpixel: "u16", ws_ypixel: "u16" });

/** <termios.h> struct termios (glibc's, 60 bytes) */
export const Termios = defineStruct({
  c_iflag: "u32",
  c_oflag: "u32",
  c_cflag: "u32",
  c_lflag: "u32",
  c_line: "u8",
  c_cc: { bytes: 32 },
  c_ispeed: "u32",
  c_ospeed: "u32",
});

/** <sys/uio.h> struct iovec */
export const Iovec = defineStruct({ iov_base: "pointer", iov_len: "u64" });

/** <sys/socket.h> struct msghdr */
export const Msghdr = defineStruct({
  msg_name: "pointer",
  msg_namelen: "u32",
  msg_iov: "pointer",
  msg_iovlen: "u64",
  msg_control: "pointer",
  msg_controllen: "u64",
  msg_flags: "i32",
});

/** <sys/socket.h> struct cmsghdr */
export const Cmsghdr = defineStruct({ cmsg_len: "u64", cmsg_level: "i32", cmsg_type: "i32" });

/** <sys/un.h> struct sockaddr_un */
export const SockaddrUn = defineStruct({ sun_family: "u16", sun_path: { bytes: 108 } });

/** <netinet/in.h> struct sockaddr_in; port and address in the network's byte order */
export const SockaddrIn = defineStruct({
  sin_family: "u16",
  sin_port: { bytes: 2 },
  sin_addr: { bytes: 4 },
  sin_zero: { bytes: 8 },
});

/** <netinet/in.h> struct sockaddr_in6; port and address in the network's byte order */
export const SockaddrIn6 = defineStruct({
  sin6_family: "u16",
  sin6_port: { bytes: 2 },
  sin6_flowinfo: "u32",
  sin6_addr: { bytes: 16 },
  sin6_scope_id: "u32",
});

/** <sys/epoll.h> struct epoll_event: packed on x86_64 only */
export const EpollEvent = defineStruct({ events: "u32", data: "u64" }, { packed: !isArm64 });

/** <poll.h> struct pollfd */
export const Pollfd = defineStruct({ fd: "i32", events: "i16", revents: "i16" });

/** <time.h> struct timespec */
export const Timespec = defineStruct({ tv_sec: "i64", tv_nsec: "i64" });

/** <sys/timerfd.h> struct itimerspec, its two timespecs laid flat */
export const Itimerspec = defineStruct({
  it_interval_sec: "i64",
  it_interval_nsec: "i64",
  it_value_sec: "i64",
  it_value_nsec: "i64",
});

/** <time.h> struct tm, glibc's with the offset east of UTC in seconds */
export const Tm = defineStruct({
  tm_sec: "i32",
  tm_min: "i32",
  tm_hour: "i32",
  tm_mday: "i32",
  tm_mon: "i32",
  tm_year: "i32",
  tm_wday: "i32",
  tm_yday: "i32",
  tm_isdst: "i32",
  tm_gmtoff: "i64",
  tm_zone: "pointer",
});

/** <sys/signalfd.h> struct signalfd_siginfo, its head; 128 bytes in all */
export const SignalfdSiginfo = defineStruct({
  ssi_signo: "u32",
  ssi_errno: "i32",
  ssi_code: "i32",
  ssi_pid: "u32",
  ssi_uid: "u32",
  rest: { bytes: 108 },
});

/** <sys/resource.h> struct rlimit */
export const Rlimit = defineStruct({ rlim_cur: "u64", rlim_max: "u64" });

/** <sys/stat.h> struct stat, as far as st_size; 144 bytes on x86_64, 128 on arm64 */
export const Stat = isArm64
  ? defineStruct({
      st_dev: "u64",
      st_ino: "u64",
      st_mode: "u32",
      st_nlink: "u32",
      st_uid: "u32",
      st_gid: "u32",
      st_rdev: "u64",
      pad: "u64",
      st_size: "i64",
      rest: { bytes: 72 },
    })
  : defineStruct({
      st_dev: "u64",
      st_ino: "u64",
      st_nlink: "u64",
      st_mode: "u32",
      st_uid: "u32",
      st_gid: "u32",
      st_rdev: "u64",
      st_size: "i64",
      rest: { bytes: 88 },
    });

/** <linux/openat2.h> struct open_how */
export const OpenHow = defineStruct({ flags: "u64", mode: "u64", resolve: "u64" });

/** <signal.h> sigset_t: 1,024 bits, of which Linux uses the first 64 */
export const SIGSET_SIZE = 128;
/** <spawn.h> posix_spawnattr_t and posix_spawn_file_actions_t, opaque */
export const SPAWNATTR_SIZE = 336;
export const SPAWN_FILE_ACTIONS_SIZE = 80;
