// Commands that take several containers: what fails for one of them does not keep the others from it.
import { messageOf } from "../../../../ffi/errno.ts";
import type { Session } from "../command.ts";
import { ENGINE_FAILURE } from "../exit-code.ts";
import { UsageError } from "../grammar/usage-error.ts";
import type { Inventory } from "../life/inventory.ts";
import { whenFree } from "../life/when-free.ts";
import { STDOUT, writeText } from "../output/streams.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { NoSuchContainerError } from "../state/store.ts";

/** Milliseconds that another ctrun may take for what it does with a container, before we give up. */
const PATIENCE = 60_000;

export interface Chosen {
  readonly inventory: Inventory;
  readonly session: Session;
  /** Names and ids, as they were typed. */
  readonly references: readonly string[];
  /** Whether it is fine that one of them is not there. */
  readonly ignoreMissing?: boolean;
}

/**
 * Does something with each container, with all of them at once, and prints each as it was typed when it is done, in the
 * order of the arguments.
 *
 * @param action may throw; @returns what to print, where that is something else
 * @returns the exit code: that of the last container for which it has failed
 */
export async function each(
  { inventory, session, references, ignoreMissing = false }: Chosen,
  action: (record: ContainerRecord) => Promise<string | undefined>,
  codeFor: (error: unknown) => number = () => ENGINE_FAILURE,
): Promise<number> {
  const actions = references.map(
    async (reference) => (await action(await findFree(inventory, reference))) ?? reference,
  );
  const outcomes = actions.map(settled);
  let code = 0;
  try {
    for (const outcome of outcomes) {
      const { text, error } = await outcome;
      if (text !== undefined) writeText(STDOUT, `${text}\n`);
      else if (!(ignoreMissing && error instanceof NoSuchContainerError)) {
        session.reporter.error(messageOf(error));
        code = codeFor(error);
      }
    }
    return code;
  } finally {
    // That nobody reads of the first one is no reason to leave the others half done.
    await Promise.all(outcomes);
  }
}

interface Outcome {
  readonly text?: string;
  readonly error?: unknown;
}

/** All of them fail or succeed at any time, but have their say one after the other. */
async function settled(action: Promise<string>): Promise<Outcome> {
  try {
    return { text: await action };
  } catch (error) {
    return { error };
  }
}

/** The container that is meant, once nobody else is at work on it. @throws {NoSuchContainerError} */
export async function findFree(inventory: Inventory, reference: string): Promise<ContainerRecord> {
  const { id } = inventory.store.find(reference);
  const record = await whenFree(inventory, id, { timeout: PATIENCE });
  if (record === undefined) throw new NoSuchContainerError(`container "${reference}" has just been removed`);
  return record;
}

/**
 * The containers that were typed, or all that are meant by `--all`.
 *
 * @throws {UsageError} when there are both, or neither
 */
export function chosen(
  inventory: Inventory,
  typed: readonly string[],
  all: boolean,
  isMeant: (record: ContainerRecord) => boolean = () => true,
): readonly string[] {
  if (all && typed.length > 0) throw new UsageError("either --all or containers by name, not both");
  if (!all && typed.length === 0) throw new UsageError("which container? Give its name or ID, or --all");
  return all
    ? inventory.store
        .list()
        .filter(isMeant)
        .map(({ name }) => name)
    : typed;
}
