// The process of an exec session: made from the container's own, and written where the runtime reads it.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { O_CREAT, O_EXCL, O_WRONLY } from "../../../ffi/constants.ts";
import { open, removeIfThere } from "../../../ffi/file.ts";
import { writeAll } from "../../../ffi/io.ts";
import { EngineError } from "../errors.ts";
import { renderExactJson } from "../spec/exact-json.ts";
import { hasVariable, mergeEnvironment } from "../spec/merge-environment.ts";
import type { OciProcess, OciSpec, OciUser } from "../spec/oci-spec.ts";
import { execCapabilities } from "./exec-capabilities.ts";
import { type ContainerUser, lookupUser } from "./users/user-lookup.ts";

/** What an exec session runs. What it leaves out is as it is for the container's own process. */
export interface ExecProcess {
  /** The program, looked up in the container's PATH, and its arguments. */
  readonly args: readonly string[];
  /** `NAME=value`, over the container's environment. */
  readonly env?: readonly string[];
  /** An absolute path in the container. */
  readonly cwd?: string;
  /** `name|uid[:group|gid]`, as the container's /etc/passwd and /etc/group have them. */
  readonly user?: string;
  /** Whether it gets a terminal of its own; without a word it gets none, even where the container has one. */
  readonly terminal?: boolean;
  /** The terminal's first size, in characters. */
  readonly consoleSize?: { readonly height: number; readonly width: number };
  /** Root gets every capability that there is; another user can reach them through a set-uid program. */
  readonly privileged?: boolean;
  /** Capabilities that the user gets besides, root or not; named like `CAP_NET_ADMIN`. */
  readonly capabilities?: readonly string[];
}

/** What a session asks for cannot be run in the container. */
export class ExecProcessError extends EngineError {
  override readonly name = "ExecProcessError";
}

const DEFAULT_TERM = "xterm";

/**
 * Describes the process to the runtime. Limits, labels, umask and whether privileges may be gained are the container's.
 *
 * @param spec the container's configuration
 * @param rootfs its root directory, for the accounts: see `lookupUser`
 * @param euid who calls the runtime
 * @throws {ExecProcessError} when the container has no process, or the session's has no program or a relative cwd
 * @throws {UserLookupError}
 */
export function processSpec(spec: OciSpec, rootfs: string, exec: ExecProcess, euid = process.geteuid?.()): OciProcess {
  const { args, terminal = false } = exec;
  if (spec.process === undefined) throw new ExecProcessError("Cannot exec in a container without a process of its own");
  if (args.length === 0) throw new ExecProcessError("Cannot exec without a program");
  const { cwd = spec.process.cwd } = exec;
  if (!cwd.startsWith("/")) throw new ExecProcessError(`Cannot exec in ${JSON.stringify(cwd)}: it is no absolute path`);

  // The container's consoleSize is that of its own terminal.
  const { consoleSize: _, ...container } = spec.process;
  const found = exec.user === undefined || exec.user === "" ? undefined : lookupUser(rootfs, exec.user);
  const wanted = found === undefined ? container.user : replaced(container.user, found);
  const user = spec.linux?.uidMappings !== undefined && euid !== 0 ? withoutGroups(wanted) : wanted;
  const home = (): string => (found ?? lookupUser(rootfs, String(user.uid))).home;
  const capabilities = execCapabilities(container, user.uid, exec);
  return {
    ...container,
    ...{ args, cwd, terminal, user },
    env: environment(mergeEnvironment(container.env ?? [], exec.env ?? []), terminal, home),
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(terminal && exec.consoleSize !== undefined ? { consoleSize: exec.consoleSize } : {}),
  };
}

/**
 * Writes process.json under a name of its own, for its owner's eyes only: the environment may hold secrets.
 *
 * @returns its path; whoever starts the session removes the file when it is over
 * @throws {SystemError} when it cannot be written; nothing is left then
 */
export function writeProcessSpec(directory: string, process: OciProcess): string {
  const path = join(directory, `exec-process-${randomUUID()}.json`);
  // Exclusively: whatever might stand there, a link too, is not written to.
  using file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600);
  try {
    writeAll(file, new TextEncoder().encode(renderExactJson(process)));
    return path;
  } catch (error) {
    removeIfThere(path);
    throw error;
  }
}

function replaced(container: OciUser, { uid, gid, additionalGids }: ContainerUser): OciUser {
  return { ...container, uid, gid, additionalGids };
}

/** Without root nobody may set a container's additional groups, and runtimes refuse to try: user_namespaces(7), setgroups. */
function withoutGroups({ additionalGids: _, ...user }: OciUser): OciUser {
  return user;
}

/** @param home looks it up, which is only worth while when nobody has set it */
function environment(merged: readonly string[], terminal: boolean, home: () => string): readonly string[] {
  return [
    ...merged,
    ...(terminal && !hasVariable(merged, "TERM") ? [`TERM=${DEFAULT_TERM}`] : []),
    ...(hasVariable(merged, "HOME") ? [] : [`HOME=${home()}`]),
  ];
}
