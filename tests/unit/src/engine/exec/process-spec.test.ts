// Checks what an exec session's process takes from the container's own, and how it is written.
import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ENOENT, SystemError } from "../../../../../ffi/errno.ts";
import { libc } from "../../../../../ffi/libc.ts";
import {
  type ExecProcess,
  ExecProcessError,
  processSpec,
  writeProcessSpec,
} from "../../../../../src/engine/exec/process-spec.ts";
import { type OciProcess, type OciSpec, readSpec } from "../../../../../src/engine/spec/oci-spec.ts";
import { cgroupPathOf } from "../../../../helpers/cgroups.ts";
import { Directories } from "../../../../helpers/directories.ts";
import { leavesNothing } from "../../../../helpers/leaves-nothing.ts";
import { runcExec } from "../../../../helpers/runtimes.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";

leavesNothing();

const CONTAINER = {
  terminal: true,
  consoleSize: { height: 24, width: 80 },
  user: { uid: 1000, gid: 100, umask: 0o27, additionalGids: [7] },
  args: ["/sbin/init"],
  env: ["PATH=/bin", "LANG=C"],
  cwd: "/srv",
  capabilities: { bounding: ["CAP_KILL"], effective: [], permitted: [] },
  rlimits: [{ type: "RLIMIT_NOFILE", hard: 2n ** 64n - 1n, soft: 1024 }],
  noNewPrivileges: true,
  apparmorProfile: "profile",
  oomScoreAdj: 5,
  selinuxLabel: "label",
} as const satisfies OciProcess;

/** A container's root directory with two accounts. */
class Rootfs implements Disposable {
  readonly #directory = new TemporaryDirectory();
  readonly path = this.#directory.path;
  readonly spec: OciSpec = { ociVersion: "1.0.2", process: CONTAINER };

  constructor() {
    mkdirSync(`${this.path}/etc`);
    writeFileSync(`${this.path}/etc/passwd`, "root:x:0:0::/root:\nann:x:1000:100::/ann:\nbob:x:1001:101::/bob:\n");
    writeFileSync(`${this.path}/etc/group`, "wheel:x:10:bob\n");
  }

  [Symbol.dispose](): void {
    this.#directory[Symbol.dispose]();
  }
}

test("processSpec() keeps the container's settings, but neither its command nor its terminal", () => {
  using rootfs = new Rootfs();
  const { consoleSize: _, ...kept } = CONTAINER;
  const process = processSpec(rootfs.spec, rootfs.path, { args: ["ls", "-l"] });
  expect(process).toEqual({
    ...kept,
    args: ["ls", "-l"],
    terminal: false,
    env: ["PATH=/bin", "LANG=C", "HOME=/ann"],
    capabilities: { bounding: ["CAP_KILL"], effective: [], permitted: [], inheritable: [], ambient: [] },
  });
  expect(rootfs.spec.process).toEqual(CONTAINER);
});

test("processSpec() puts the session's user, cwd and environment in place", () => {
  using rootfs = new Rootfs();
  const exec = { args: ["id"], user: "bob", cwd: "/tmp", env: ["LANG=de", "NEW=1"] };
  expect(processSpec(rootfs.spec, rootfs.path, exec)).toMatchObject({
    user: { uid: 1001, gid: 101, umask: 0o27, additionalGids: [10] },
    cwd: "/tmp",
    env: ["PATH=/bin", "LANG=de", "NEW=1", "HOME=/bob"],
    capabilities: { bounding: ["CAP_KILL"], effective: [], permitted: [] },
  });
  const asRoot = processSpec(rootfs.spec, rootfs.path, { args: ["id"], user: "0" });
  expect(asRoot.capabilities?.effective).toEqual(["CAP_KILL"]);
  expect(processSpec(rootfs.spec, rootfs.path, { args: ["id"], user: "" }).user).toEqual(CONTAINER.user);
});

test("processSpec() asks for no additional groups where nobody may give them", () => {
  using rootfs = new Rootfs();
  const linux = { uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }] };
  const groupsOf = (euid: number, spec: OciSpec, user?: string): readonly number[] | undefined =>
    processSpec(spec, rootfs.path, { args: ["id"], ...(user === undefined ? {} : { user }) }, euid).user.additionalGids;
  const rootless = { ...rootfs.spec, linux };
  expect([groupsOf(1000, rootless), groupsOf(1000, rootless, "bob")]).toEqual([undefined, undefined]);
  expect([groupsOf(0, rootless), groupsOf(0, rootless, "bob"), groupsOf(1000, rootfs.spec)]).toEqual([[7], [10], [7]]);
});

test("processSpec() leaves HOME to whoever has set it, and then needs no accounts", () => {
  using rootfs = new Rootfs();
  const process = processSpec(rootfs.spec, `${rootfs.path}/no`, { args: ["id"], env: ["HOME="] });
  expect(process.env).toEqual(["PATH=/bin", "LANG=C", "HOME="]);
});

test("processSpec() gives a terminal TERM, unless it has one", () => {
  using rootfs = new Rootfs();
  const exec = { args: ["sh"], terminal: true, consoleSize: { height: 50, width: 132 } };
  expect(processSpec(rootfs.spec, rootfs.path, exec)).toMatchObject({
    terminal: true,
    consoleSize: { height: 50, width: 132 },
    env: ["PATH=/bin", "LANG=C", "TERM=xterm", "HOME=/ann"],
  });
  const { env } = processSpec(rootfs.spec, rootfs.path, { ...exec, env: ["TERM=vt100"] });
  expect(env).toEqual(["PATH=/bin", "LANG=C", "TERM=vt100", "HOME=/ann"]);
  expect(processSpec(rootfs.spec, rootfs.path, { ...exec, terminal: false })).not.toHaveProperty("consoleSize");
});

test("processSpec() says nothing of capabilities where the container does not", () => {
  using rootfs = new Rootfs();
  const spec = { ociVersion: "1.0.2", process: { user: { uid: 0, gid: 0 }, cwd: "/" } };
  expect(processSpec(spec, rootfs.path, { args: ["sh"] })).toEqual({
    ...spec.process,
    args: ["sh"],
    terminal: false,
    env: ["HOME=/root"],
  });
});

test("processSpec() refuses what cannot be run", () => {
  using rootfs = new Rootfs();
  const attempt = (exec: object, spec = rootfs.spec): (() => unknown) => {
    return () => processSpec(spec, rootfs.path, { args: ["sh"], ...exec });
  };
  expect(attempt({ args: [] })).toThrow(new ExecProcessError("Cannot exec without a program"));
  expect(attempt({ cwd: "tmp" })).toThrow('Cannot exec in "tmp": it is no absolute path');
  expect(attempt({ user: "eve" })).toThrow('Cannot find the user "eve"');
  expect(attempt({}, { ociVersion: "1.0.2" })).toThrow("without a process of its own");
});

test("writeProcessSpec() writes files of their own, for the owner only, integers unharmed", () => {
  using directory = new TemporaryDirectory();
  const paths = [writeProcessSpec(directory.path, CONTAINER), writeProcessSpec(directory.path, CONTAINER)];
  expect(new Set(paths).size).toBe(2);
  for (const path of paths) {
    expect(dirname(path)).toBe(directory.path);
    expect(statSync(path).mode & 0o7777).toBe(0o600);
    const text = readFileSync(path, "utf8");
    expect(text).toContain('"hard":18446744073709551615');
    expect(JSON.parse(text)).toMatchObject({ args: ["/sbin/init"], env: ["PATH=/bin", "LANG=C"] });
  }
});

test("writeProcessSpec() throws with the path, and leaves nothing", () => {
  using directory = new TemporaryDirectory();
  const attempt = (): void => {
    expect(() => writeProcessSpec(directory.at("no"), CONTAINER)).toThrow(expect.objectContaining({ errno: ENOENT }));
    expect(() => writeProcessSpec("/dev/full/x", CONTAINER)).toThrow(SystemError);
  };
  expect(leftOpenBy(attempt)).toEqual([]);
  expect(readdirSync(directory.path)).toEqual([]);
});

test("writeProcessSpec() removes what it could not write to the end", () => {
  using directory = new TemporaryDirectory();
  const { write } = libc;
  libc.write = (_fd, bytes, length) => write(-1, bytes, length);
  try {
    expect(() => writeProcessSpec(directory.path, CONTAINER)).toThrow(SystemError);
  } finally {
    libc.write = write;
  }
  expect(readdirSync(directory.path)).toEqual([]);
});

test("processSpec() describes what a real runc runs", () => {
  using directories = new Directories();
  const cid = cgroupPathOf(directories.root).slice(1);
  const { path, args, remove } = runcExec()({ directories, cid, script: "" });
  try {
    const rootfs = `${directories.bundle}/rootfs`;
    mkdirSync(`${rootfs}/etc`);
    writeFileSync(`${rootfs}/etc/passwd`, "bob:x:1001:101::/home-of-bob:\n");
    writeFileSync(`${rootfs}/etc/group`, "wheel:x:10:bob\n");
    const script = "/bin/busybox id -u; /bin/busybox id -G; echo $HOME $OWN; pwd; grep CapEff /proc/self/status";
    const run = ["/bin/busybox", "sh", "-c", `alias grep="/bin/busybox grep"; \n${script}`];
    const said = (exec: Omit<ExecProcess, "args">): string => {
      const process = processSpec(readSpec(directories.bundle), rootfs, { args: run, ...exec });
      const file = writeProcessSpec(directories.aside, process);
      return Bun.spawnSync([path, ...args, "exec", "--process", file, cid]).stdout.toString();
    };
    const bob = { user: "bob", cwd: "/proc", capabilities: ["CAP_KILL"] };
    expect(said(bob)).toBe("1001\n101 10\n/home-of-bob 1\n/proc\nCapEff:\t0000000000000020\n");
    expect(said({ user: "bob" })).toEndWith("CapEff:\t0000000000000000\n");
    expect(said({ env: ["OWN=2"] })).toStartWith("0\n0\n/ 2\n/\n");
  } finally {
    remove(cid);
  }
});
