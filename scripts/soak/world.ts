// What all containers of a soak have in common.
import type { Gate } from "./gate.ts";
import type { Ground } from "./ground.ts";
import type { Memory } from "./memory.ts";
import type { Tally } from "./tally.ts";

export interface World {
  readonly ground: Ground;
  readonly gate: Gate;
  readonly memory: Memory;
  readonly tally: Tally;
  /** How many there are at once. */
  readonly containers: number;
}
