// What exec sessions leave behind when nobody waits for their end, or whoever did was killed.
import { existsSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findMonitor } from "../../../engine/wait/monitor-process.ts";
import { exitFilePath } from "../../../protocol/files.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import type { Inventory } from "./inventory.ts";
import { filesOf } from "./place.ts";

/** Removes what is left of all sessions of a container that has ended. */
export function removeSessions({ directories }: Inventory, { id }: ContainerRecord): void {
  const { bundle } = filesOf(id, directories);
  rmSync(join(bundle, "exec"), { recursive: true, force: true });
  removeLinksInto(directories.sockets, bundle);
}

/** Removes what is left of the sessions that are over, in a container that goes on. */
export function removeFinishedSessions({ directories }: Inventory, { id }: ContainerRecord): void {
  const sessions = join(filesOf(id, directories).bundle, "exec");
  for (const name of existsSync(sessions) ? readdirSync(sessions) : []) {
    const directory = join(sessions, name);
    // Without an exit code it has not begun yet, as far as anybody can tell.
    if (!existsSync(exitFilePath(join(directory, "exit"), id))) continue;
    using monitor = findMonitor({ id, monitorPidfile: join(directory, "monitor.pid") });
    if (monitor !== undefined) continue;
    rmSync(directory, { recursive: true, force: true });
    removeLinksInto(directories.sockets, directory);
  }
}

/** The links to sockets have names of their own, and lead to the directories of their sessions. */
function removeLinksInto(sockets: string, directory: string): void {
  for (const name of readdirSync(sockets)) {
    const link = join(sockets, name);
    const target = targetOf(link);
    if (target === directory || target?.startsWith(`${directory}/`)) rmSync(link, { force: true });
  }
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    // Its session is over meanwhile.
    return undefined;
  }
}
