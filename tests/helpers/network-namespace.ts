// A network namespace of the tests' own, with programs in it.

import { O_RDONLY, SIGKILL } from "../../ffi/constants.ts";
import { Fd } from "../../ffi/fd.ts";
import { open } from "../../ffi/file.ts";
import { enterNetworkNamespace, OWN_NETWORK_NAMESPACE } from "../../ffi/network-namespace.ts";
import { cString } from "../../ffi/os-string.ts";
import { pipe } from "../../ffi/pipe.ts";
import { kill, waitForChild } from "../../ffi/process.ts";
import { spawn } from "../../ffi/spawn.ts";
import { PREFIX } from "./directories.ts";
import { LineReader } from "./line-reader.ts";

let made = 0;

/** Made by ip(8), with a loopback device that is up; removed when disposed of, with everything that runs in it. */
export class NetworkNamespace implements Disposable {
  readonly name = `${PREFIX}${++made}`;
  readonly path: string = `/run/netns/${this.name}`;
  readonly #programs: number[] = [];
  #mounted = true;

  constructor() {
    ip("netns", "add", this.name);
    ip("-n", this.name, "link", "set", "lo", "up");
  }

  /**
   * Starts a program in the namespace.
   *
   * @returns its lines on stdout; it is ended with the namespace
   */
  start(path: string, ...args: readonly string[]): LineReader {
    using output = pipe();
    // `ip netns exec` becomes the program.
    const argv = ["ip", "netns", "exec", this.name, path, ...args].map(cString);
    const env = [`PATH=${process.env["PATH"]}`].map(cString);
    const pid = spawn("/usr/sbin/ip", {
      argv,
      env,
      fds: new Map([
        [1, output.writeEnd],
        [2, new Fd(2)],
      ]),
    });
    this.#programs.push(pid);
    return new LineReader(new Fd(output.readEnd.release()), `${path} ${args.join(" ")}`);
  }

  /** Does something as if in the namespace: sockets made meanwhile belong there. */
  inside<T>(action: () => T): T {
    using home = open(OWN_NETWORK_NAMESPACE, O_RDONLY);
    using there = open(this.path, O_RDONLY);
    enterNetworkNamespace(there);
    try {
      return action();
    } finally {
      enterNetworkNamespace(home);
    }
  }

  /** Takes the path away; what is in the namespace lives on. */
  unmount(): void {
    if (this.#mounted) ip("netns", "delete", this.name);
    this.#mounted = false;
  }

  [Symbol.dispose](): void {
    for (const pid of this.#programs) {
      kill(pid, SIGKILL);
      waitForChild(pid);
    }
    this.unmount();
  }
}

/** Runs ip(8). */
export function ip(...args: readonly string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(["ip", ...args]);
  if (exitCode !== 0) throw new Error(`ip ${args.join(" ")}: ${stderr.toString().trim()}`);
}
