// The names of all files that the monitor, its engine and other programs must find without telling each other.

/** In the bundle: the socket that clients of the container's streams connect to. */
export const ATTACH_SOCKET = "attach";
/** In the bundle: the FIFO for resizing the terminal and reopening the logs. */
export const CONTROL_FIFO = "ctl";
/** In the bundle: the FIFO for window sizes alone. */
export const WINDOW_SIZE_FIFO = "winsz";
/** In the bundle and the persist directory: an empty file that says that the container ran out of memory. */
export const OOM_FILE = "oom";
/** In the persist directory: the exit code once more. */
export const PERSISTENT_EXIT_FILE = "exit";
/** In the bundle: the directory that is mounted into the container for sd_notify(3), and the socket in it. */
export const NOTIFY_DIRECTORY = "notify";
export const NOTIFY_SOCKET_FILE = "notify.sock";

/** Where CRI-O looks for attach directories unless it says otherwise. */
export const DEFAULT_SOCKET_DIRECTORY = "/var/run/crio";

/**
 * Puts two parts of a path together as they are: nothing is resolved, and one slash stands between them. An empty
 * directory gives a relative path, as in conmon.
 */
export function joinPath(directory: string, name: string): string {
  if (directory === "") return name;
  return directory.endsWith("/") ? directory + name : `${directory}/${name}`;
}

export function attachSocketPath(bundle: string): string {
  return joinPath(bundle, ATTACH_SOCKET);
}

export function controlFifoPath(bundle: string): string {
  return joinPath(bundle, CONTROL_FIFO);
}

export function windowSizeFifoPath(bundle: string): string {
  return joinPath(bundle, WINDOW_SIZE_FIFO);
}

/** @param directory the bundle or the persist directory */
export function oomFilePath(directory: string): string {
  return joinPath(directory, OOM_FILE);
}

export function notifySocketPath(bundle: string): string {
  return joinPath(joinPath(bundle, NOTIFY_DIRECTORY), NOTIFY_SOCKET_FILE);
}

/** The default of `--container-pidfile`. @param directory the directory the monitor was started in */
export function defaultPidfilePath(directory: string, cid: string): string {
  return joinPath(directory, `pidfile-${cid}`);
}

/** The file engines watch for the end of a container; `cid` is the container's id for an exec session, too. */
export function exitFilePath(exitDirectory: string, cid: string): string {
  return joinPath(exitDirectory, cid);
}

export function persistentExitFilePath(persistDirectory: string): string {
  return joinPath(persistDirectory, PERSISTENT_EXIT_FILE);
}

/** The symbolic link to the bundle that keeps socket addresses below the 108 bytes of unix(7). */
export function attachLinkPath(socketDirectory: string, cuuid: string): string {
  return joinPath(socketDirectory, cuuid);
}
