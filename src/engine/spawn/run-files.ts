// The files that belong to one run of a container: what an earlier run has left would be taken for this one's.

import { S_IFLNK } from "../../../ffi/constants.ts";
import { lstat, readLink, removeIfThere } from "../../../ffi/file.ts";
import {
  attachLinkPath,
  attachSocketPath,
  controlFifoPath,
  exitFilePath,
  oomFilePath,
  persistentExitFilePath,
  windowSizeFifoPath,
} from "../../protocol/files.ts";
import type { ContainerPlace } from "../place.ts";

/** Removes pids, the runtime's errors and exit codes. @throws {SystemError} */
export function removeRunFiles(place: ContainerPlace): void {
  const { persistDir } = place;
  const persistent = persistDir === undefined ? [] : [persistentExitFilePath(persistDir), oomFilePath(persistDir)];
  for (const path of [
    place.pidfile,
    place.monitorPidfile,
    place.ociLog,
    exitFilePath(place.exitDir, place.id),
    oomFilePath(place.bundle),
    ...persistent,
  ]) {
    removeIfThere(path);
  }
}

/** Bytes of the longest address of a Unix socket. A link whose path is exactly that long, conmon names one byte shorter. */
const LONGEST_ADDRESS = 107;

export interface AttachSite {
  readonly uuid: string;
  readonly bundle: string;
  readonly socketDir: string;
}

/** Removes what a monitor that was killed could not take away: its socket, FIFOs and the link to them. @throws {SystemError} */
export function removeAttachSite({ uuid, bundle, socketDir }: AttachSite): void {
  for (const path of [attachSocketPath(bundle), controlFifoPath(bundle), windowSizeFifoPath(bundle)]) {
    removeIfThere(path);
  }
  const link = attachLinkPath(socketDir, uuid);
  if (isLink(link)) removeIfThere(link);
  if (Buffer.byteLength(link) !== LONGEST_ADDRESS) return;
  const shortened = link.slice(0, -1);
  if (isLink(shortened) && readLink(shortened) === bundle) removeIfThere(shortened);
}

function isLink(path: string): boolean {
  return lstat(path)?.type === S_IFLNK;
}
