// What is asked of the library when a container is started: from what is kept about it, and how it is started.
import type { CreateOptions } from "../../../engine/create/create.ts";
import type { LogConfig } from "../state/container-config.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { monitorPlacement } from "./cgroup.ts";
import { exitCommand } from "./exit-command.ts";
import type { Inventory } from "./inventory.ts";
import { placeOf } from "./place.ts";
import type { StartOptions } from "./start-options.ts";

export function creationOf(
  record: ContainerRecord,
  { directories }: Inventory,
  { preserveFds = [], stdio, restore, onWarning, signal }: StartOptions,
): CreateOptions {
  const { id, name, config } = record;
  return {
    place: placeOf(record, directories),
    name,
    terminal: config.terminal,
    stdin: config.interactive,
    exitCommand: exitCommand(directories.root, id),
    ...(config.timeLimit === undefined ? {} : { timeLimit: config.timeLimit }),
    ...logOptions(config.log),
    cgroup: monitorPlacement(config),
    // slirp4netns, or the forwarder that comes with it, listens itself.
    ports: config.network === "slirp4netns" ? [] : config.ports,
    preserveFds,
    ...(stdio === undefined ? {} : { stdio }),
    ...(restore === undefined ? {} : { restore }),
    onWarning,
    signal,
  };
}

function logOptions({
  maxSize,
  tag,
  labels = [],
}: LogConfig): Pick<CreateOptions, "logSizeMax" | "logTag" | "logLabels"> {
  const pairs = labels.map((label): [string, string] => {
    const equals = label.indexOf("=");
    return equals === -1 ? [label, ""] : [label.slice(0, equals), label.slice(equals + 1)];
  });
  return {
    ...(maxSize === undefined ? {} : { logSizeMax: BigInt(maxSize) }),
    ...(tag === undefined ? {} : { logTag: tag }),
    ...(pairs.length === 0 ? {} : { logLabels: Object.fromEntries(pairs) }),
  };
}
