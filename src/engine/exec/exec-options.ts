// What an engine may ask for when it runs a command in a container.
import type { Fd } from "../../../ffi/fd.ts";
import type { LogTarget } from "../../protocol/log-target.ts";
import type { Waiting } from "../../waiting/deadline.ts";
import type { CgroupPlacement } from "../cgroup/placement.ts";
import type { ExecProcess } from "./process-spec.ts";

/** The timeout is for the start of the command; 240 seconds unless given. */
export interface ExecOptions extends ExecProcess, Waiting {
  /** Whether the command has an input; with a terminal it always has. */
  readonly stdin?: boolean;
  /** Seconds after which the command is killed. */
  readonly timeLimit?: number;
  /** Where its output goes besides those who are attached. */
  readonly logs?: readonly LogTarget[];
  /** The monitor's cgroup; without it, it stays in ours. */
  readonly cgroup?: CgroupPlacement;
  /** What the monitor runs once the command has ended: a program's path and its arguments. */
  readonly exitCommand?: readonly string[];
  /** The command gets them from 3 up. They stay the caller's. */
  readonly preserveFds?: readonly Fd[];
  /** Variables for the monitor and the runtime, over our own. Those of the command are `env`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Hears what has gone wrong on the way and did not matter. */
  readonly onWarning?: (text: string) => void;
}
