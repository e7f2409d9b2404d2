// How a container is started.
import type { Fd } from "../../../../ffi/fd.ts";
import type { Container } from "../../../engine/container.ts";
import type { RestoreOptions } from "../../../engine/create/create.ts";
import type { MonitorStdio } from "../../../engine/spawn/launch.ts";

export interface StartOptions {
  /** Whether we stay until the container has ended, hand on its exit code, and then remove it if it is to be. */
  readonly foreground: boolean;
  readonly preserveFds?: readonly Fd[];
  /** For a container with the log driver `passthrough`. */
  readonly stdio?: MonitorStdio;
  /** Continue from a checkpoint instead of beginning anew. */
  readonly restore?: RestoreOptions;
  /** Done when the container is there and before its process runs, such as connecting to its streams. */
  readonly before?: (container: Container) => Promise<void>;
  readonly onWarning: (text: string) => void;
  /** Gives up what has not been done yet. */
  readonly signal?: AbortSignal | undefined;
}
