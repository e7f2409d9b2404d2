// What becomes of a container whose output nobody reads any more: it has just ended, or it goes on without us.
import { setTimeout } from "node:timers/promises";
import type { ContainerRecord } from "../state/container-record.ts";

/** Milliseconds: when a container has ended, its streams do so before its exit code is there. */
const CODE_PATIENCE = 1000;

/** Whether the end, of which the code tells, has come with that of the output. */
export async function endsSoon(code: Promise<unknown>): Promise<boolean> {
  const goesOn = setTimeout(CODE_PATIENCE, false, { ref: false });
  return await Promise.race([
    code.then(
      () => true,
      () => true,
    ),
    goesOn,
  ]);
}

/** What the person has to know about a container that goes on. */
export function goesOnText({ name }: Pick<ContainerRecord, "name">): string {
  return `Nobody reads the output any more. Container ${name} goes on: ctrun stop ${name} ends it`;
}
