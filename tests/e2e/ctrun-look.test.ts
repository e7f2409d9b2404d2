// What ctrun shows to people and to programs: lists, JSON, templates, completions.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Ctrun } from "../helpers/ctrun.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CTRMON } from "../helpers/monitors.ts";

let ctrun: Ctrun;
let id: string;
beforeAll(async () => {
  ctrun = new Ctrun();
  id = await ctrun.detached("web", "echo up; sleep 1000", [
    "--network",
    "none",
    "-p",
    "127.0.0.1::80",
    "--annotation",
    "a=b",
    "-e",
    "X=1",
  ]);
  await ctrun.detached("done", "exit 3");
  await ctrun.output("wait", "done");
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

describe("ctrun ps", () => {
  test("lists what runs, and all with -a, the newest first", async () => {
    expect(await ctrun.output("ps", "--format", "{{.Names}}")).toBe("web");
    expect(await ctrun.output("ps", "-a", "--format", "{{.Names}}")).toBe("done\nweb");
    expect(await ctrun.output("ps", "-q")).toBe(id.slice(0, 12));
    expect(await ctrun.output("ps", "-q", "--no-trunc")).toBe(id);
    expect(await ctrun.output("ps", "-l", "--format", "{{.State}}")).toBe("exited");
  });

  test("shows a table to people, without colours where nobody sees them", async () => {
    const [heading = "", done = "", web = ""] = (await ctrun.output("ps", "-a")).split("\n");
    expect(heading.split(/ {2,}/)).toEqual([
      "CONTAINER ID",
      "ROOTFS",
      "COMMAND",
      "CREATED",
      "STATUS",
      "PORTS",
      "NAMES",
    ]);
    expect(done).toMatch(/ Exited \(3\) (?:.* ago|just now) +done$/);
    expect(web).toMatch(/ Up .* 127\.0\.0\.1:\d+->80\/tcp +web$/);
  });

  test("tells programs the same in JSON, in Podman's names", async () => {
    const [entry] = JSON.parse(await ctrun.output("ps", "--format", "json"));
    expect(entry).toMatchObject({
      Id: id,
      Names: ["web"],
      Command: ["sh", "-c", "echo up; sleep 1000"],
      State: "running",
      Exited: false,
      ExitCode: 0,
      Networks: ["none"],
      AutoRemove: false,
      Ports: [{ host_ip: "127.0.0.1", container_port: 80, protocol: "tcp", range: 1 }],
    });
    // It was chosen by the kernel.
    expect(entry.Ports[0].host_port).toBeGreaterThan(1023);
    expect(entry.Pid).toBe(Number(await ctrun.inspect("web", "State.Pid")));
  });

  test("fills templates in, also as a table, with Podman's names", async () => {
    const port = /:(\d+)$/.exec(await ctrun.output("port", "web"))?.[1];
    const [short, ports] = [id.slice(0, 12), `127.0.0.1:${port}->80/tcp`];
    expect(await ctrun.output("ps", "--format", "{{.ID}} {{.Image}} {{.Ports}}")).toBe(
      `${short} ${ctrun.rootfs} ${ports}`,
    );
    expect(await ctrun.output("ps", "--format", "table {{.ID}} {{.Names}}\\t{{.Ports}}")).toBe(
      `CONTAINER ID  NAMES  PORTS\n${short}  web    ${ports}`,
    );
    const { status, stderr } = await ctrun.run(["ps", "--format", "{{.Nothing}}"]);
    expect([status, stderr]).toEqual([
      125,
      expect.stringContaining("there is no field .Nothing; there are AutoRemove, "),
    ]);
  });

  test("filters", async () => {
    const names = (filter: string): Promise<string> => ctrun.output("ps", "-f", filter, "--format", "{{.Names}}");
    expect(await names("status=exited")).toBe("done");
    expect(await names("name=we")).toBe("web");
    expect(await names("exited=3")).toBe("done");
    expect((await ctrun.run(["ps", "-f", "colour=red"])).stderr).toContain("it must be status=STATE");
  });
});

describe("ctrun inspect", () => {
  test("tells all in JSON, in Podman's names", async () => {
    const [one, ...others] = JSON.parse(await ctrun.output("inspect", "web"));
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      Id: id,
      Name: "web",
      Path: "sh",
      Args: ["-c", "echo up; sleep 1000"],
      State: { Status: "running", Running: true, OOMKilled: false, ExitCode: 0, Error: "", FinishedAt: "" },
      Rootfs: ctrun.rootfs,
      HostConfig: { AutoRemove: false, NetworkMode: "none", LogConfig: { Type: "k8s-file" }, ReadonlyRootfs: false },
      Config: {
        Hostname: id.slice(0, 12),
        User: "0:0",
        Tty: false,
        StopSignal: "SIGTERM",
        StopTimeout: 10,
        Annotations: { a: "b" },
      },
    });
    expect(one.Config.Env).toContain("X=1");
  });

  test("fills templates in, and says which field is not there", async () => {
    expect(await ctrun.output("inspect", "-f", "{{.Name}}: {{json .Config.Annotations}}", "web", "done")).toBe(
      'web: {"a":"b"}\ndone: {}',
    );
    expect(await ctrun.run(["inspect", "-f", "{{.Nothing}}", "web"])).toMatchObject({
      status: 125,
      stderr: expect.stringContaining("Error: there is no field .Nothing; there are Args, AttachSocket, "),
    });
  });
});

describe("ctrun logs", () => {
  test("shows a part of it, with times and names", async () => {
    await ctrun.detached("lines", "for i in 1 2 3; do echo line $i; done; echo last >&2");
    await ctrun.output("wait", "lines");
    expect(await ctrun.run(["logs", "lines"])).toEqual({
      status: 0,
      stdout: "line 1\nline 2\nline 3\n",
      stderr: "last\n",
    });
    expect(await ctrun.run(["logs", "--tail", "2", "lines"])).toEqual({
      status: 0,
      stdout: "line 3\n",
      stderr: "last\n",
    });
    expect(await ctrun.output("logs", "-t", "--names", "lines")).toMatch(/^lines \d{4}-\d\d-\d\dT\S+ line 1\n/);
    expect(await ctrun.output("logs", "--since", "1h", "lines")).toContain("line 1");
    expect(await ctrun.output("logs", "--until", "2020-01-01", "lines")).toBe("");
  });

  test("follows until the container ends", async () => {
    await ctrun.detached("followed", "read x; echo got; exit 0", ["-i"]);
    const follower = ctrun.start("logs", "-f", "followed");
    const session = ctrun.start("attach", "followed");
    await session.write("go\n");
    await follower.says("got\n");
    expect((await follower.finished()).status).toBe(0);
    expect((await session.finished()).status).toBe(0);
  });

  test("ends quietly when nobody reads any more", () => {
    const command = [CTRMON.path, "--as=ctrun", "--root", ctrun.root, "logs", "lines"];
    const { stdout, stderr } = Bun.spawnSync(["bash", "-c", '"$@" | { read -r line; echo "$line"; }', "-", ...command]);
    expect(stdout.toString()).toBe("line 1\n");
    // Whether it came to the last line is a matter of chance; that it complains about nothing is not.
    expect(["", "last\n"]).toContain(stderr.toString());
  });
});

describe("ctrun completion", () => {
  async function completed(...words: readonly string[]): Promise<string[]> {
    const text = await ctrun.output("complete", "--", ...words);
    return text.split("\n").map((line) => line.split("\t")[0] ?? "");
  }

  test("knows commands, options, values and containers", async () => {
    expect(await completed("st")).toEqual(["start", "stop"]);
    expect(await completed("run", "--log-d")).toEqual(["--log-driver"]);
    expect(await completed("run", "--log-driver", "j")).toEqual(["json-file", "journald"]);
    expect(await completed("run", "--log-driver=j")).toEqual(["--log-driver=json-file", "--log-driver=journald"]);
    expect(await completed("run", "--rootfs", "")).toEqual([":directory"]);
    expect(await completed("stop", "")).toEqual(["web"]);
    expect(await completed("start", "do")).toEqual(["done"]);
    expect(await completed("rm", "-f", "w")).toEqual(["web"]);
    expect(await completed("exec", "web", "sh", "")).toEqual([""]);
  });

  test("completes container names in bash", () => {
    const script = `
      ctrun() { "$EXECUTABLE" --as=ctrun "$@"; }
      source <(ctrun completion bash)
      COMP_LINE="ctrun --root $STATE stop w"; COMP_POINT=\${#COMP_LINE}
      COMP_WORDS=(ctrun --root "$STATE" stop w); COMP_CWORD=4
      _ctrun; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = Bun.spawnSync(["bash", "-c", script], {
      env: { ...process.env, EXECUTABLE: CTRMON.path, STATE: ctrun.root },
    });
    expect([stderr.toString(), stdout.toString()]).toEqual(["", "web\n"]);
  });

  test.each(["bash", "zsh", "fish"])("prints a script for %s", async (shell) => {
    expect(await ctrun.output("completion", shell)).toContain("ctrun");
  });
});
