// Where an engine keeps what must not outlive the boot: sockets, pid files, the runtime's state.
import { lstatSync, mkdirSync, type Stats } from "node:fs";
import { SpecError } from "../spec-error.ts";

export interface RuntimeDirectoryOptions {
  readonly uid: number;
  /** The value of XDG_RUNTIME_DIR. */
  readonly xdg?: string | undefined;
  /** Stand-ins for /run and /tmp in tests. */
  readonly run?: string;
  readonly tmp?: string;
}

/**
 * Finds the user's directory as Podman does: /run for root; for others XDG_RUNTIME_DIR, without it /run/user/UID, which
 * systemd makes at login, without that /tmp/ctrun-run-UID, which is made when it is not there.
 *
 * @throws {SpecError} when it is not the user's own, or others may write there: /tmp is open to everybody, who could
 *   prepare a directory and take over the containers
 */
export function runtimeDirectory({ uid, xdg, run = "/run", tmp = "/tmp" }: RuntimeDirectoryOptions): string {
  // Under sudo(8) the variable may be another user's.
  if (uid === 0) return run;
  if (xdg !== undefined && xdg !== "") return checked(xdg, uid, "XDG_RUNTIME_DIR");
  const login = `${run}/user/${uid}`;
  if (statusOf(login)?.uid === uid) return login;

  const own = `${tmp}/ctrun-run-${uid}`;
  if (statusOf(own) === undefined) make(own);
  return checked(own, uid, "The directory for what runs");
}

function checked(path: string, uid: number, what: string): string {
  const status = statusOf(path);
  const wrong =
    status === undefined
      ? "it is not there"
      : !status.isDirectory()
        ? "it is no directory"
        : status.uid !== uid
          ? `it belongs to user ${status.uid}, not to ${uid}`
          : (status.mode & 0o022) === 0
            ? undefined
            : "others can write to it: it must have mode 0700";
  if (wrong !== undefined) throw new SpecError(`${what} cannot be "${path}": ${wrong}`);
  return path;
}

function statusOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function make(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    const { code = "unknown error" } = cause as NodeJS.ErrnoException;
    // Another container of the same user may be the quicker one; the check that follows sees whose it is.
    if (code !== "EEXIST") throw new SpecError(`Cannot make "${path}": ${code}`, { cause });
  }
}
