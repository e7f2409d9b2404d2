// Podman of an ordinary user, with our monitor and a port forwarder of the test's choice.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { waitUntil } from "./deadline.ts";
import { CTRMON } from "./monitors.ts";
import { finished, type Result } from "./podman-ending.ts";
import { IMAGE, importImage } from "./podman-image.ts";
import { processOf } from "./processes.ts";
import { RootlessUser } from "./rootless-user.ts";

/** Where Podman looks for what it cannot find in the directory that it is told. */
const PODMANS_OWN = "/usr/lib/podman";

export class RootlessPodman implements AsyncDisposable {
  readonly #user: RootlessUser;
  readonly #holder: Bun.Subprocess<"pipe", "pipe", "inherit">;

  /**
   * @param suffix tells its user from those of other tests
   * @param forwarder what is Podman's `rootlessport`; without it, ours
   */
  static async open(suffix: string, forwarder?: string): Promise<RootlessPodman> {
    const user = new RootlessUser(suffix);
    furnish(user, forwarder);
    const podman = new RootlessPodman(user);
    await podman.#holder.stdout.getReader().read();
    await importImage(user.directory, (args) => podman.output(...args));
    return podman;
  }

  private constructor(user: RootlessUser) {
    this.#user = user;
    this.#holder = holdMountNamespace(user);
  }

  /** Runs `podman ARGS` to its end, whatever its status. */
  run(...args: readonly string[]): Promise<Result> {
    const { prefix, environment, directory } = this.#user;
    // One mount namespace for all: what the first command leaves running, its user namespace, is used by the others.
    const enter = ["nsenter", `--mount=/proc/${this.#holder.pid}/ns/mnt`, `--wdns=${directory}`, "--"];
    const child = Bun.spawn([...enter, ...prefix, "podman", "--storage-driver", "vfs", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...environment,
        // runc and iptables live where an ordinary user does not look.
        PATH: `${environment["PATH"]}:/usr/sbin:/sbin`,
        TMPDIR: join(directory, "tmp"),
        CONTAINERS_CONF: join(directory, "containers.conf"),
      },
    });
    return finished(child, `podman ${args.join(" ")}`);
  }

  /** Runs `podman ARGS`, which must succeed. @returns its stdout, without the last newline */
  async output(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(...args);
    if (status !== 0) throw new Error(`podman ${args.join(" ")} has failed with status ${status}: ${stderr}`);
    return stdout.replace(/\n$/, "");
  }

  /** Starts a container in the background. @param options of `podman run` @param command in the test's image */
  start(options: readonly string[], ...command: readonly string[]): Promise<string> {
    return this.output("run", "-d", ...options, IMAGE, ...command);
  }

  /** The user's processes that were started by this name. */
  processes(name: string): number[] {
    const { stdout } = Bun.spawnSync(["ps", "-o", "pid=,args=", "-u", `${this.#user.host.uid}`]);
    const lines = stdout.toString().trim().split("\n");
    return lines.flatMap((line) => {
      const [pid, argv0 = ""] = line.trim().split(/\s+/);
      return argv0.endsWith(name) ? [Number(pid)] : [];
    });
  }

  /** Removes everything, and the user. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.output("rm", "--force", "--all", "--time", "0");
      await this.output("network", "prune", "--force");
      await this.output("rmi", "--force", "--all");
      const pause = Number(readFileSync(join(this.#user.runtimeDirectory, "libpod/tmp/pause.pid"), "utf8"));
      // Ends what holds the user namespace between two commands.
      await this.output("system", "migrate");
      waitUntil("Podman's last process to end", () => [undefined, "Z"].includes(processOf(pause)?.state));
    } finally {
      this.#holder.kill(SIGKILL);
      await this.#holder.exited;
      this.#user[Symbol.dispose]();
    }
  }
}

function furnish(user: RootlessUser, forwarder: string | undefined): void {
  const { directory } = user;
  const helpers = join(directory, "helpers");
  for (const path of [helpers, join(directory, "tmp")]) mkdirSync(path);
  // The checkout may be where only root gets to.
  const ctrmon = join(directory, "ctrmon");
  copyFileSync(CTRMON.path, ctrmon);
  chmodSync(ctrmon, 0o755);
  symlinkSync(forwarder ?? ctrmon, join(helpers, "rootlessport"));
  writeFileSync(
    join(directory, "containers.conf"),
    `[containers]
default_ulimits = []
log_driver = "k8s-file"
[engine]
runtime = "runc"
conmon_path = ["${ctrmon}"]
helper_binaries_dir = ["${helpers}", "${PODMANS_OWN}"]
cgroup_manager = "cgroupfs"
events_logger = "file"
`,
  );
  user.own(directory);
}

/** Machines differ in who may open /dev/net/tun: in this mount namespace the user may. */
function holdMountNamespace(user: RootlessUser): Bun.Subprocess<"pipe", "pipe", "inherit"> {
  const device = join(user.directory, "tun");
  const script = `mknod ${device} c 10 200; chmod 666 ${device}; mount --bind ${device} /dev/net/tun; echo held; exec cat`;
  return Bun.spawn(["unshare", "--mount", "--propagation", "private", "sh", "-ec", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
}
