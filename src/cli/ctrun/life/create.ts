// Creates a container: its row in the database first, then its files.
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { isTerminal, windowSize } from "../../../../ffi/terminal.ts";
import { buildSpec } from "../../../engine/spec/build-spec.ts";
import { writeSpec } from "../../../engine/spec/oci-spec.ts";
import { STDOUT } from "../output/streams.ts";
import { configure } from "../run/configure.ts";
import { writeHostFiles } from "../run/host-files.ts";
import { type ContainerWishes, specOptions } from "../run/spec-wishes.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { randomId, randomName } from "../state/names.ts";
import { NameInUseError } from "../state/store.ts";
import { cgroupsPath } from "./cgroup.ts";
import type { Inventory } from "./inventory.ts";
import { filesOf } from "./place.ts";
import { claimForRemoval, removeClaimed } from "./remove.ts";

/** Two random words are taken now and then; so often in a row, something else is wrong. */
const MOST_NAMES = 20;

/**
 * Creates a container that can be started.
 *
 * @param command what it runs, with its arguments
 * @param onWarning hears of wishes that do not come true
 * @returns its record, in the state `created`
 * @throws {NameInUseError} {UsageError} {SpecError} {Error} Nothing is left then.
 */
export async function createRecord(
  inventory: Inventory,
  wishes: ContainerWishes,
  command: readonly string[],
  onWarning: (text: string) => void,
): Promise<ContainerRecord> {
  const id = randomId();
  const config = configure(wishes, {
    id,
    command,
    log: filesOf(id, inventory.directories).log,
    onWarning,
  });
  const creating = insert(inventory, wishes.name, {
    id,
    state: "creating",
    owner: inventory.self,
    bootId: inventory.bootId,
    createdAt: Date.now(),
    outOfMemory: false,
    ports: config.ports,
    config,
  });
  try {
    makeFiles(inventory, creating, wishes);
    const created = inventory.store.change(creating, { state: "created", owner: undefined });
    if (created === undefined) throw new Error(`container ${creating.name} was removed while it was created`);
    return created;
  } catch (error) {
    const claimed = claimForRemoval(inventory, creating);
    if (claimed !== undefined) await removeClaimed(inventory, claimed);
    throw error;
  }
}

/** Under the name that is wanted, or a random one that is free. */
function insert(
  { store }: Inventory,
  wanted: string | undefined,
  record: Omit<ContainerRecord, "name">,
): ContainerRecord {
  for (let attempt = 1; ; attempt++) {
    const named = { ...record, name: wanted ?? randomName() };
    try {
      store.insert(named);
      return named;
    } catch (error) {
      if (wanted !== undefined || attempt === MOST_NAMES || !(error instanceof NameInUseError)) throw error;
    }
  }
}

function makeFiles({ directories }: Inventory, record: ContainerRecord, wishes: ContainerWishes): void {
  const { id, name, config } = record;
  const { bundle, directory } = filesOf(id, directories);
  mkdirSync(bundle, { recursive: true, mode: 0o700 });
  const { hostname = "" } = config;
  const spec = buildSpec(
    specOptions(wishes, config, {
      id,
      hostFiles: writeHostFiles(directory, { hostname, name, network: config, added: wishes["add-host"] }),
      cgroupsPath: cgroupsPath(config, id),
      window: isTerminal(STDOUT) ? windowSize(STDOUT) : undefined,
    }),
  );
  writeSpec(bundle, spec);
  if (wishes.cidfile !== undefined) writeCidfile(wishes.cidfile, id);
}

/** Only a new file: one that is there is another container's. */
function writeCidfile(path: string, id: string): void {
  try {
    const file = openSync(resolve(path), "wx", 0o644);
    writeSync(file, id);
    closeSync(file);
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EEXIST";
    const why = taken ? "it exists already" : String(error);
    throw new Error(`Cannot write the container's ID to "${path}": ${why}`, { cause: error });
  }
}
