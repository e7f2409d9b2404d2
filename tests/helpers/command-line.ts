// The monitor's command line as engines write it.
import type { Directories } from "./directories.ts";
import type { Runtime } from "./runtimes.ts";

/** Values by option name; true is a flag, a list gives the option several times, and undefined leaves it out. */
export type Options = Readonly<Record<string, string | true | readonly string[] | undefined>>;

export const CID = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
export const CUUID = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

/** What Podman gives for a container. */
export function podmanOptions(directories: Directories, runtime: Runtime): Options {
  return {
    "api-version": true,
    cid: CID,
    cuuid: CUUID,
    runtime: runtime.path,
    bundle: directories.bundle,
    "container-pidfile": directories.containerPidfile,
    name: "name-of-it",
    "exit-dir": directories.exit,
    "persist-dir": directories.persist,
    "socket-dir-path": directories.sockets,
    "log-level": "warn",
    "log-path": `k8s-file:${directories.log}`,
    "conmon-pidfile": directories.monitorPidfile,
    "runtime-arg": runtime.args,
  };
}

/** Arguments, without the program's name. */
export function renderOptions(options: Options): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (value === true) return [`--${name}`];
    return (typeof value === "string" ? [value] : value).flatMap((one) => [`--${name}`, one]);
  });
}
