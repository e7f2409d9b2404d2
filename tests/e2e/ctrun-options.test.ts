// What the options of `ctrun run` make of a container.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ctrun } from "../helpers/ctrun.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";

let ctrun: Ctrun;
beforeAll(() => {
  ctrun = new Ctrun();
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

describe("ctrun run makes a container", () => {
  async function shown(options: readonly string[], script: string): Promise<string> {
    const { stdout, stderr } = await ctrun.runContainer(["--rm", ...options], "sh", "-c", script);
    return stdout + stderr;
  }

  test("with variables, a directory, a user and a host name", async () => {
    writeFileSync(join(ctrun.directory, "env"), "# comment\nFROM_FILE=1\nBOTH=file\n");
    const options = [
      "-e",
      "BOTH=option",
      "--env-file",
      join(ctrun.directory, "env"),
      "-w",
      "/tmp",
      "-u",
      "1:2",
      "-h",
      "there",
    ];
    const script = "echo $FROM_FILE $BOTH; pwd; id -u; id -g; hostname";
    expect(await shown(options, script)).toBe("1 option\n/tmp\n1\n2\nthere\n");
  });

  test("with files and directories of the host's", async () => {
    const source = join(ctrun.directory, "source");
    mkdirSync(source);
    writeFileSync(join(source, "file"), "content\n");
    const script = "cat /data/file; touch /data/other; ls /t; touch /t/x && echo written";
    const text = await shown(["-v", `${source}:/data:ro`, "--tmpfs", "/t"], script);
    expect(text).toStartWith("content\n");
    expect(text).toContain("Read-only file system");
    expect(text).toContain("written\n");
  });

  test("with a root file system that cannot be changed", async () => {
    expect(await shown(["--read-only"], "touch /x 2>&1; touch /tmp/y && echo written")).toBe(
      "touch: /x: Read-only file system\nwritten\n",
    );
    expect(existsSync(join(ctrun.rootfs, "x"))).toBe(false);
  });

  test("within limits", async () => {
    const script = "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null; ulimit -n";
    const text = await shown(["-m", "64m", "--ulimit", "nofile=77", "-v", "/sys/fs/cgroup:/sys/fs/cgroup:ro"], script);
    expect(text).toEndWith("77\n");
  });

  test("with its own network or the host's", async () => {
    const interfaces = "ls /sys/class/net";
    expect(await shown([], interfaces)).toBe("lo\n");
    const { stdout } = Bun.spawnSync(["ls", "/sys/class/net"]);
    expect((await shown(["--network", "host"], interfaces)).split("\n").toSorted()).toEqual(
      stdout.toString().split("\n").toSorted(),
    );
  });

  test("with names of other machines", async () => {
    const options = ["--add-host", "db:10.1.2.3", "--add-host", "db6:[fd00::5]"];
    expect(await shown(options, "cat /etc/hosts")).toMatch(/^10.1.2.3\tdb\nfd00::5\tdb6\n127.0.0.1\tlocalhost\n/);
    expect(await shown(["--add-host", "db:nowhere"], "true")).toContain('"nowhere" is no IP address');
  });

  test("with a filter of system calls, and without a way to more rights", async () => {
    const profile = join(ctrun.directory, "no-mkdir.json");
    const syscalls = [{ names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO" }];
    writeFileSync(profile, JSON.stringify({ defaultAction: "SCMP_ACT_ALLOW", syscalls }));
    const attempt = "mkdir /tmp/d 2>/dev/null && echo made; grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status";
    expect(await shown(["--security-opt", `seccomp=${profile}`], attempt)).toBe("NoNewPrivs:\t0\nSeccomp:\t2\n");
    const open = ["--security-opt", "seccomp=unconfined", "--security-opt", "no-new-privileges"];
    expect(await shown(open, attempt)).toBe("made\nNoNewPrivs:\t1\nSeccomp:\t0\n");
  });

  test("with an init that passes signals on and collects zombies", async () => {
    expect(await shown(["--init"], "cat /proc/1/comm")).toBe("init\n");
  });
});
