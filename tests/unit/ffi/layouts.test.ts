// Proves every struct's size and every field's place, width and sign against the C compiler.
import { expect, test } from "bun:test";
import * as layouts from "../../../ffi/layouts.ts";
import type { Fields, StructLayout } from "../../../ffi/struct.ts";
import { valuesInC } from "./c-program.ts";

const HEADERS = [
  "sys/ioctl.h",
  "termios.h",
  "sys/uio.h",
  "sys/socket.h",
  "sys/un.h",
  "netinet/in.h",
  "sys/epoll.h",
  "poll.h",
  "time.h",
  "sys/timerfd.h",
  "sys/signalfd.h",
  "sys/resource.h",
  "sys/stat.h",
  "linux/openat2.h",
  "signal.h",
  "spawn.h",
];

const STRUCTS: Readonly<Record<string, string>> = {
  Winsize: "struct winsize",
  Termios: "struct termios",
  Iovec: "struct iovec",
  Msghdr: "struct msghdr",
  Cmsghdr: "struct cmsghdr",
  SockaddrUn: "struct sockaddr_un",
  SockaddrIn: "struct sockaddr_in",
  SockaddrIn6: "struct sockaddr_in6",
  EpollEvent: "struct epoll_event",
  Pollfd: "struct pollfd",
  Timespec: "struct timespec",
  Itimerspec: "struct itimerspec",
  Tm: "struct tm",
  SignalfdSiginfo: "struct signalfd_siginfo",
  Rlimit: "struct rlimit",
  Stat: "struct stat",
  OpenHow: "struct open_how",
};

const SIZES: Readonly<Record<string, string>> = {
  SIGSET_SIZE: "sigset_t",
  SPAWNATTR_SIZE: "posix_spawnattr_t",
  SPAWN_FILE_ACTIONS_SIZE: "posix_spawn_file_actions_t",
};

/** Fields that C writes differently. */
const IN_C: Readonly<Record<string, string>> = {
  "EpollEvent.data": "data.u64",
  "Itimerspec.it_interval_sec": "it_interval.tv_sec",
  "Itimerspec.it_interval_nsec": "it_interval.tv_nsec",
  "Itimerspec.it_value_sec": "it_value.tv_sec",
  "Itimerspec.it_value_nsec": "it_value.tv_nsec",
};

/** Fields that only fill the room. */
const FILLERS = new Set(["rest", "pad"]);

test("every layout and size is proved here", () => {
  expect(Object.keys(layouts).toSorted()).toEqual([...Object.keys(STRUCTS), ...Object.keys(SIZES)].toSorted());
});

for (const [name, layout] of Object.entries(layouts)) {
  if (typeof layout === "number") {
    test(`${name} is the size of ${SIZES[name]}`, () => {
      expect([layout]).toEqual(valuesInC(HEADERS, [`sizeof(${SIZES[name]})`]));
    });
  } else {
    test(`${name} is laid out as ${STRUCTS[name]}`, () => checkLayout(name, layout as StructLayout<Fields>));
  }
}

function checkLayout(name: string, layout: StructLayout<Fields>): void {
  const struct = STRUCTS[name] ?? "";
  const ours: Record<string, number> = { sizeof: layout.size };
  const inC: Record<string, string> = { sizeof: `sizeof(${struct})` };
  for (const [field, offset] of Object.entries(layout.offsets)) {
    if (FILLERS.has(field)) continue;
    const member = IN_C[`${name}.${field}`] ?? field;
    const typed = `((${struct} *)0)->${member}`;
    ours[`offsetof ${field}`] = offset;
    inC[`offsetof ${field}`] = `offsetof(${struct}, ${member})`;
    const scalar = scalarOf(layout, field);
    if (scalar === undefined) continue;
    ours[`sizeof ${field}`] = scalar.width;
    inC[`sizeof ${field}`] = `sizeof(${typed})`;
    ours[`signed ${field}`] = scalar.signed;
    inC[`signed ${field}`] = `(typeof(${typed}))-1 < 0`;
  }
  const values = valuesInC(HEADERS, Object.values(inC));
  expect(ours).toEqual(Object.fromEntries(Object.keys(inC).map((key, index) => [key, values[index] ?? Number.NaN])));
}

/** How many bytes -1 fills, and whether it reads as -1 again; undefined for a run of bytes. */
function scalarOf(layout: StructLayout<Fields>, field: string): { width: number; signed: number } | undefined {
  const value = layout.create();
  try {
    value.set(field, -1);
  } catch {
    return undefined;
  }
  return { width: value.bytes.filter((byte) => byte === 0xff).length, signed: value.get(field) < 0 ? 1 : 0 };
}
