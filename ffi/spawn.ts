// Starting programs: posix_spawn and execve, with exactly the descriptors, signals and environment that are asked for.
import { addressOf, holdUntilHere } from "./address.ts";
import {
  F_SETFD,
  FD_CLOEXEC,
  POSIX_SPAWN_SETPGROUP,
  POSIX_SPAWN_SETSID,
  POSIX_SPAWN_SETSIGDEF,
  POSIX_SPAWN_SETSIGMASK,
  SIGPIPE,
  SIGXFSZ,
} from "./constants.ts";
import { errno, SystemError } from "./errno.ts";
import { clearCloseOnExec, duplicate, type Fd, setCloseOnExec } from "./fd.ts";
import { SPAWN_FILE_ACTIONS_SIZE, SPAWNATTR_SIZE } from "./layouts.ts";
import { libc } from "./libc.ts";
import { cString } from "./os-string.ts";
import { SignalSet, signalMask } from "./signal.ts";

/** C strings, each with its final NUL, as `argv` or `envp`. */
export type CStrings = readonly Uint8Array<ArrayBuffer>[];

export interface SpawnOptions {
  /** The program's arguments, its own name first. */
  readonly argv: CStrings;
  /** The whole environment. */
  readonly env: CStrings;
  /** Descriptor numbers in the program, and what stands there. All others that we have are close-on-exec. */
  readonly fds: ReadonlyMap<number, Fd>;
  /** Signals blocked in the program; without it, those blocked here. */
  readonly mask?: SignalSet;
  /** A new session, or a new process group; without it, ours. */
  readonly lead?: "session" | "group";
  /** Working directory; without it, ours. One that is not there is an error of the same kinds as the path's. */
  readonly cwd?: string;
}

/**
 * Bun ignores SIGPIPE and SIGXFSZ, and glibc ignores its internal 32 and 33 in the children that it spawns unless
 * told otherwise; what we start must see none of it. Every other disposition is the one that we were started with.
 */
const resetSignals = SignalSet.of(SIGPIPE, SIGXFSZ, 32, 33);

/**
 * Starts a program.
 *
 * @param path the executable; PATH is not searched
 * @returns its pid
 * @throws {SystemError} ENOENT, EACCES, ENOEXEC, E2BIG, EAGAIN, ENOMEM …: nothing was started
 */
export function spawn(path: string, options: SpawnOptions): number {
  using attributes = spawnAttributes(options);
  using actions = fileActions(options);
  const pid = new Int32Array(new ArrayBuffer(4));
  const argv = pointerArray(options.argv);
  const env = pointerArray(options.env);
  const error = libc.posix_spawn(pid, cString(path), actions.bytes, attributes.bytes, argv.bytes, env.bytes);
  holdUntilHere(options.argv, options.env, argv, env);
  if (error !== 0) throw new SystemError("posix_spawn", error, path);
  return pid[0] ?? 0;
}

/**
 * Becomes another program: same pid, and the given descriptors under their numbers.
 *
 * @param program as for `spawn`; the descriptors must stand at their numbers already
 * @throws {SystemError} when it could not; on success it does not return
 */
export function execute(path: string, program: Pick<SpawnOptions, "argv" | "env" | "fds">): never {
  const argv = pointerArray(program.argv);
  const env = pointerArray(program.env);
  for (const fd of program.fds.values()) libc.fcntl(fd.number, F_SETFD, 0);
  libc.execve(cString(path), argv.bytes, env.bytes);
  const code = errno();
  holdUntilHere(program, argv, env);
  for (const fd of program.fds.values()) setCloseOnExec(fd);
  throw new SystemError("execve", code, path);
}

interface SpawnObject extends Disposable {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

function spawnAttributes(options: SpawnOptions): SpawnObject {
  const bytes = new Uint8Array(new ArrayBuffer(SPAWNATTR_SIZE));
  must(libc.posix_spawnattr_init(bytes), "posix_spawnattr_init");
  let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  must(libc.posix_spawnattr_setsigdefault(bytes, resetSignals.bytes), "posix_spawnattr_setsigdefault");
  must(libc.posix_spawnattr_setsigmask(bytes, (options.mask ?? signalMask()).bytes), "posix_spawnattr_setsigmask");
  if (options.lead === "session") flags |= POSIX_SPAWN_SETSID;
  if (options.lead === "group") {
    flags |= POSIX_SPAWN_SETPGROUP;
    must(libc.posix_spawnattr_setpgroup(bytes, 0), "posix_spawnattr_setpgroup");
  }
  must(libc.posix_spawnattr_setflags(bytes, flags), "posix_spawnattr_setflags");
  return { bytes, [Symbol.dispose]: () => void libc.posix_spawnattr_destroy(bytes) };
}

/**
 * Every descriptor goes to its number by dup2, which also clears close-on-exec. One that is there already loses
 * close-on-exec here, until the program is started: its number may lie beyond the limit of open files, where glibc
 * would refuse it. A source that another target would overwrite is first moved above all of them.
 */
function fileActions(options: SpawnOptions): SpawnObject {
  const bytes = new Uint8Array(new ArrayBuffer(SPAWN_FILE_ACTIONS_SIZE));
  must(libc.posix_spawn_file_actions_init(bytes), "posix_spawn_file_actions_init");
  const moved: Fd[] = [];
  const kept: Fd[] = [];
  const dispose = () => {
    libc.posix_spawn_file_actions_destroy(bytes);
    for (const fd of moved) fd.close();
    // Unchecked: the program has been started by now, and its pid must not be lost.
    for (const fd of kept) libc.fcntl(fd.number, F_SETFD, FD_CLOEXEC);
  };
  try {
    const above = Math.max(2, ...options.fds.keys()) + 1;
    for (const [target, fd] of options.fds) {
      if (fd.number === target) {
        if (clearCloseOnExec(fd)) kept.push(fd);
        continue;
      }
      let source = fd;
      if (options.fds.has(fd.number)) {
        source = duplicate(fd, above);
        moved.push(source);
      }
      must(libc.posix_spawn_file_actions_adddup2(bytes, source.number, target), "posix_spawn_file_actions_adddup2");
    }
    if (options.cwd !== undefined) {
      must(
        libc.posix_spawn_file_actions_addchdir_np(bytes, cString(options.cwd)),
        "posix_spawn_file_actions_addchdir_np",
      );
    }
  } catch (error) {
    dispose();
    throw error;
  }
  return { bytes, [Symbol.dispose]: dispose };
}

/** A NULL-terminated array of pointers. */
function pointerArray(strings: CStrings): { readonly bytes: Uint8Array<ArrayBuffer> } {
  const bytes = new Uint8Array(new ArrayBuffer((strings.length + 1) * 8));
  const words = new Uint32Array(bytes.buffer);
  strings.forEach((string, index) => {
    const address = addressOf(string);
    words[2 * index] = address % 2 ** 32;
    words[2 * index + 1] = Math.floor(address / 2 ** 32);
  });
  return { bytes };
}

/** The functions of <spawn.h> return the error number. */
function must(error: number, call: string): void {
  if (error !== 0) throw new SystemError(call, error);
}
