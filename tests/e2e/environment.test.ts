// What a container's process inherits: what the engine wants it to have, and nothing of the monitor's.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { CONMON } from "../helpers/monitors.ts";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

function inContainer(script: string, options: readonly string[] = []): Promise<string> {
  return podman.output(["run", "--rm", "--hostname", "box", ...options, IMAGE, "sh", "-c", script]);
}

describe("in the container", () => {
  test("the environment is the image's, the engine's and the user's", async () => {
    const output = await inContainer("cat /proc/self/environ | tr '\\0' '\\n' | sort", ["--env", "COLOUR=light blue"]);
    expect(output.split("\n")).toEqual([
      "COLOUR=light blue",
      "HOME=/",
      "HOSTNAME=box",
      "PATH=/bin",
      "PWD=/",
      "SHLVL=1",
      "TERM=xterm",
      "container=podman",
    ]);
  });

  test("only stdin, stdout and stderr are open", async () => {
    // The fourth is the directory that ls reads.
    expect(await inContainer("exec ls /proc/self/fd")).toBe("0\n1\n2\n3");
  });

  test("no signal is ignored or blocked", async () => {
    const output = await inContainer("exec grep -E '^Sig(Blk|Ign):' /proc/self/status");
    expect(output).toBe("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000");
  });

  test("the oom score is the one that the user asked for", async () => {
    expect(await inContainer("cat /proc/self/oom_score_adj", ["--oom-score-adj", "77"])).toBe("77");
  });

  test("the umask is the usual one", async () => {
    expect(await inContainer("umask")).toBe("0022");
  });

  test.each([
    ["resource limits", "cat /proc/self/limits"],
    ["signals and capabilities", "exec grep -E '^(Sig[^Q]|Cap|Sec|NoNew)' /proc/self/status"],
    ["mounts", "cut -d' ' -f 2,4-6 </proc/self/mounts | sed 's#/[^ ]*ctrmon-e2e-[^ ]*##' | sort"],
    ["devices", "ls -l /dev | grep -v total | sed 's/[A-Z][a-z][a-z] .*:[0-9]* / /'"],
    ["process tree", "ps -o pid,ppid,pgid,sid,args"],
  ])("the %s are as under conmon", async (_, script) => {
    const command = ["run", "--rm", "--hostname", "box", IMAGE, "sh", "-c", script];
    const ours = await podman.output(command);
    expect(ours).not.toBe("");
    expect(ours).toBe(await podman.output(["--conmon", CONMON.path, ...command]));
  });
});
