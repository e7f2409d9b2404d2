// A container that does one thing after the other, when the test says so: FIFOs that its script reads from.
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeFifo } from "../../ffi/file.ts";
import { waitUntil } from "./deadline.ts";
import type { Directories } from "./directories.ts";

/** A FIFO serves once: a reader of before may still have it open when the next one is waited for. */
const TURNS = ["first", "second", "third"] as const;

export type Turn = (typeof TURNS)[number];

/** For `before` of a session. */
export function makeTurns({ directories }: { readonly directories: Directories }): void {
  for (const turn of TURNS) makeFifo(join(directories.aside, turn), 0o600);
}

/** The command of the container's script that waits for its turn. */
export function waitsFor(turn: Turn): string {
  return `read turn <"$CTRMON_TEST_SESSION/aside/${turn}"`;
}

/**
 * Lets the container go on.
 *
 * @param meanwhile is done when the container has come to the place where it waits
 */
export function goOn(directories: Directories, turn: Turn, meanwhile: () => void = () => {}): void {
  const fifo = waitUntil("the container to wait", () => openedForWriting(join(directories.aside, turn)));
  try {
    meanwhile();
    writeSync(fifo, "\n");
  } finally {
    closeSync(fifo);
  }
}

/** It opens for writing only when somebody has opened it for reading. */
function openedForWriting(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
