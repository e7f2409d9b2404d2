// Where a container is: everything that another process needs to find it again. Plain data, to be kept as JSON.
import type { LogTarget } from "../protocol/log-target.ts";

/** The OCI runtime. */
export interface RuntimeProgram {
  /** Absolute path. */
  readonly path: string;
  /** Options in front of every verb, such as `--root DIR`. */
  readonly args?: readonly string[];
  /** Whether it takes `--log FILE --log-format=json`; runc and crun do. Without a word it does. */
  readonly jsonLog?: boolean;
  /** Whether systemd makes its cgroups (`--systemd-cgroup`). */
  readonly systemdCgroup?: boolean;
}

/** The monitor: ctrmon, or anything with conmon's command line. */
export interface MonitorProgram {
  /** Absolute path. */
  readonly path: string;
  /** `panic` to `trace`; `debug` also turns its messages over to syslog. Without it, the monitor's own default. */
  readonly logLevel?: string;
}

/** One container. All paths are absolute. */
export interface ContainerPlace {
  readonly id: string;
  /** Directory of config.json. The monitor makes its FIFOs, and directories for sockets, there. */
  readonly bundle: string;
  readonly runtime: RuntimeProgram;
  readonly monitor: MonitorProgram;
  /** Where the runtime writes the container's pid. */
  readonly pidfile: string;
  /** Where the monitor writes its own. */
  readonly monitorPidfile: string;
  /** Where the runtime writes why it failed, as JSON. */
  readonly ociLog: string;
  /** The exit file appears here, named after the id. */
  readonly exitDir: string;
  /** For a second copy of the exit code, and the oom file, that outlive the bundle. */
  readonly persistDir?: string;
  /** The attach socket is reachable through a link below it. */
  readonly socketDir: string;
  readonly logs: readonly LogTarget[];
}
