// Decides from the arguments of `npm test` which stages are run: pure, no I/O.

import { GROUPS, type Stage } from "./stages.ts";

export interface Plan {
  /** In the order of the table, each stage after those that it needs. */
  readonly stages: readonly Stage[];
  /** What follows the names of the stages. */
  readonly bunTestArgs: readonly string[];
  /** A name that is no stage's. */
  readonly unknown?: string;
}

export function planFrom(args: readonly string[], all: readonly Stage[]): Plan {
  const firstOption = args.findIndex((arg) => arg.startsWith("-"));
  const names = firstOption === -1 ? args : args.slice(0, firstOption);
  const bunTestArgs = firstOption === -1 ? [] : args.slice(firstOption);

  const asked = names.flatMap((name) => GROUPS[name] ?? [name]);
  const unknown = asked.find((name) => all.every((stage) => stage.name !== name));
  if (unknown !== undefined) return { stages: [], bunTestArgs, unknown };
  if (asked.length === 0) return { stages: all, bunTestArgs };

  const wanted = new Set(asked);
  for (const stage of all) if (wanted.has(stage.name)) for (const need of stage.needs) wanted.add(need);
  return { stages: all.filter((stage) => wanted.has(stage.name)), bunTestArgs };
}
