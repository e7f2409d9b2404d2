// Checks which hierarchies are found: hybrid, version 1, version 2, odd mounts.
import { expect, test } from "bun:test";
import {
  controlling,
  hierarchiesOf,
  keptBySystemd,
  parseHierarchies,
} from "../../../../../src/engine/cgroup/hierarchies.ts";

const OTHER_MOUNTS = `23 1 254:0 / / rw,relatime - ext4 /dev/vda rw
25 23 0:22 / /proc rw,relatime - proc proc rw
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
`;
const FIRST = `${OTHER_MOUNTS}32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 master:2 - cgroup cgroup rw,xattr,cpu,cpuacct
33 31 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset,clone_children
40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,release_agent=/x,name=systemd
`;
const HYBRID = `${FIRST}41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate
`;
const SECOND = `${OTHER_MOUNTS}41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate
`;
const MEMBERSHIP = `9:name=systemd:/user.slice
3:cpuset:/
2:cpu,cpuacct:/a:b/c d
1:misc:/
0::/user.slice/x.scope
`;

test("parseHierarchies() joins mounts with the process's cgroups, and leaves out what is not mounted", () => {
  expect(parseHierarchies(HYBRID, MEMBERSHIP)).toEqual([
    { version: 1, controllers: ["name=systemd"], mountPoint: "/sys/fs/cgroup/systemd", path: "/user.slice" },
    { version: 1, controllers: ["cpuset"], mountPoint: "/sys/fs/cgroup/cpuset", path: "/" },
    { version: 1, controllers: ["cpu", "cpuacct"], mountPoint: "/sys/fs/cgroup/cpu,cpuacct", path: "/a:b/c d" },
    { version: 2, controllers: [], mountPoint: "/sys/fs/cgroup/unified", path: "/user.slice/x.scope" },
  ]);
  expect(parseHierarchies(SECOND, "0::/\n")).toEqual([
    { version: 2, controllers: [], mountPoint: "/sys/fs/cgroup", path: "/" },
  ]);
});

test("parseHierarchies() finds nothing where there is nothing", () => {
  expect(parseHierarchies(OTHER_MOUNTS, MEMBERSHIP)).toEqual([]);
  expect(parseHierarchies("", "")).toEqual([]);
  expect(parseHierarchies(HYBRID, "nonsense\n7::/x\n")).toEqual([]);
});

test("parseHierarchies() counts a hierarchy once, and reads escaped mount points", () => {
  const mounts = String.raw`50 1 0:38 / /a\040b\134\303\251 rw - cgroup2 none rw
51 1 0:38 / /elsewhere rw - cgroup2 none rw
`;
  expect(parseHierarchies(mounts, "0::/x\n").map(({ mountPoint }) => mountPoint)).toEqual(["/a b\\é"]);
});

test("controlling() are those of version 1 with controllers, or the one of version 2", () => {
  const names = (mounts: string, membership: string): string[] =>
    controlling(parseHierarchies(mounts, membership)).map(({ mountPoint }) => mountPoint);
  expect(names(HYBRID, MEMBERSHIP)).toEqual(["/sys/fs/cgroup/cpuset", "/sys/fs/cgroup/cpu,cpuacct"]);
  expect(names(FIRST, MEMBERSHIP)).toEqual(["/sys/fs/cgroup/cpuset", "/sys/fs/cgroup/cpu,cpuacct"]);
  expect(names(SECOND, "0::/\n")).toEqual(["/sys/fs/cgroup"]);
});

test("keptBySystemd() are version 2 and the named one", () => {
  expect(keptBySystemd(parseHierarchies(HYBRID, MEMBERSHIP)).map(({ path }) => path)).toEqual([
    "/user.slice",
    "/user.slice/x.scope",
  ]);
});

test("hierarchiesOf() finds this machine's, and refuses a process that is not there", () => {
  expect(controlling(hierarchiesOf(process.pid)).length).toBeGreaterThan(0);
  expect(() => hierarchiesOf(2 ** 30)).toThrow("ENOENT");
});
