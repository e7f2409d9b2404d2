// The options of `run` and `create`: what a container is to be. Names, letters and values are Podman's.
import { parseDetachKeys } from "../../../engine/attach/detach-keys.ts";
import { parsePortMapping } from "../../../engine/ports/port-mapping.ts";
import { parseAddedHost } from "../../../engine/spec/files/add-host.ts";
import { parseSize } from "../../../engine/spec/size.ts";
import { parseSysctl } from "../../../engine/spec/sysctl.ts";
import { parseUlimit } from "../../../engine/spec/ulimit.ts";
import { flag, type OptionTable, oneOf, text, texts, value, values } from "../grammar/option-table.ts";
import { checkName } from "../state/names.ts";
import { parseCount, parseInteger, parsePositive } from "../values/numbers.ts";
import { parseSignal } from "../values/signal-name.ts";
import { parseNetwork } from "./network.ts";

const PROCESS = "Process";
const FILES = "Files";
const NETWORK = "Network";
const LIMITS = "Limits and rights";
const LOGS = "Logs";
const ENDING = "Ending";
const ENGINE = "Engine";

export const LOG_DRIVERS = ["k8s-file", "json-file", "journald", "none", "passthrough"] as const;
export const CGROUP_MANAGERS = ["cgroupfs", "systemd", "disabled"] as const;

export const CONTAINER_OPTIONS = {
  rootfs: text("DIR", "Root file system of the container; changes stay in it", { group: FILES, complete: "directory" }),
  "read-only": flag("No changes to the root file system", { group: FILES }),
  volume: texts("SRC:DEST[:OPTS]", "Show a path of the host's in the container", { short: "v", group: FILES }),
  mount: texts("type=…,…", "The same in Podman's long form", { group: FILES }),
  tmpfs: texts("DEST[:OPTS]", "A file system in memory at DEST", { group: FILES }),
  "shm-size": value("SIZE", (size) => parseSize(size, "shm-size"), "Size of /dev/shm (64m)", { group: FILES }),

  name: value("NAME", checkName, "Name of the container (two random words)", { group: PROCESS }),
  interactive: flag("Pass on what is typed to the container", { short: "i", group: PROCESS }),
  tty: flag("Give it a terminal", { short: "t", group: PROCESS }),
  env: texts("NAME[=VALUE]", "Set a variable; without VALUE, to ctrun's own", { short: "e", group: PROCESS }),
  "env-file": texts("FILE", "Set the variables in FILE, one per line", { group: PROCESS, complete: "file" }),
  workdir: text("DIR", "Directory in the container to start in", { short: "w", group: PROCESS }),
  user: text("USER[:GROUP]", "Run as this user, by name or number", { short: "u", group: PROCESS }),
  hostname: text("NAME", "Host name in the container", { short: "h", group: PROCESS }),
  init: flag("Run an init in the container that collects zombies", { group: PROCESS }),
  annotation: texts("KEY=VALUE", "A note for the runtime", { group: PROCESS }),

  network: value("none|host|slirp4netns[:OPTS]", parseNetwork, "Which network it has (none; slirp4netns with -p)", {
    group: NETWORK,
    complete: ["none", "host", "slirp4netns"],
    alias: "net",
  }),
  "add-host": values("NAME:IP", parseAddedHost, "One more name that the container can look up", { group: NETWORK }),
  publish: values("[[IP:]HOST:]CTR", parsePortMapping, "Let a port of the host's lead to it", {
    short: "p",
    group: NETWORK,
  }),

  memory: value("SIZE", (size) => parseSize(size, "memory"), "Most memory, such as 64m", { short: "m", group: LIMITS }),
  cpus: value("NUMBER", parsePositive, "Most processor time, such as 1.5 processors", { group: LIMITS }),
  "pids-limit": value("NUMBER", parseInteger, "Most processes and threads (2048; 0 for no limit)", { group: LIMITS }),
  ulimit: values("NAME=SOFT[:HARD]", parseUlimit, "A resource limit, such as nofile=1024", { group: LIMITS }),
  "security-opt": texts("seccomp=FILE|…", "seccomp=FILE, seccomp=unconfined, no-new-privileges", { group: LIMITS }),
  "cap-add": texts("NAME", "Add a capability, or ALL", { group: LIMITS }),
  "cap-drop": texts("NAME", "Drop a capability, or ALL", { group: LIMITS }),
  privileged: flag("All rights: the container can do what its user can on the host", { group: LIMITS }),
  sysctl: values("NAME=VALUE", parseSysctl, "Set a kernel parameter of the container's", { group: LIMITS }),

  "log-driver": oneOf(LOG_DRIVERS, "Where output is kept (k8s-file)", { group: LOGS }),
  "log-opt": texts("NAME=VALUE", "path=FILE, max-size=SIZE, tag=TEXT, label=KEY=VALUE", { group: LOGS }),

  rm: flag("Remove the container when it has ended", { group: ENDING }),
  "stop-signal": value("SIGNAL", parseSignal, "Signal that asks it to end (TERM)", { group: ENDING }),
  "stop-timeout": value("SECONDS", parseCount, "Patience of ctrun stop, before it kills (10)", { group: ENDING }),
  timeout: value("SECONDS", parseCount, "Kill the container after so long", { group: ENDING }),

  runtime: text("PATH", "OCI runtime (runc, else crun)", { group: ENGINE, complete: "file" }),
  monitor: text("PATH", "Monitor (ctrmon)", { group: ENGINE, complete: "file" }),
  "cgroup-manager": oneOf(CGROUP_MANAGERS, "Who makes the container's cgroup", { group: ENGINE }),
  "cgroup-parent": text("PATH", "Cgroup to put the container's into, or systemd slice (/ctrun)", { group: ENGINE }),
  pidfile: text("FILE", "Write the pid of the container's process to FILE", { group: ENGINE, complete: "file" }),
  cidfile: text("FILE", "Write the container's ID to FILE, which must not exist", { group: ENGINE, complete: "file" }),
  "detach-keys": value("KEYS", checkDetachKeys, "Keys that leave the container (ctrl-p,ctrl-q)", { group: PROCESS }),
} as const satisfies OptionTable;

/** @returns the text, which is good for `converse` @throws {RangeError} when it is not */
export function checkDetachKeys(keys: string): string {
  parseDetachKeys(keys);
  return keys;
}
