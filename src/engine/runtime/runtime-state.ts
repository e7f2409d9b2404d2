// What an OCI runtime says of a container: the answer to `state`.
// Source: opencontainers/runtime-spec 1.0.2, runtime.md, "State"; `created` is runc's and crun's addition.
import * as v from "valibot";

export type RuntimeStatus = "creating" | "created" | "running" | "stopped" | "paused";

export interface RuntimeState {
  readonly id: string;
  /** The container's first process, as this process sees it; 0 when there is none. */
  readonly pid: number;
  readonly status: RuntimeStatus;
  /** Directory of config.json. */
  readonly bundle: string;
  /** When it was created, in ISO 8601. */
  readonly created?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Reads the answer.
 *
 * @throws {v.ValiError} when it has not the members that it must have
 * @throws {SyntaxError} when it is no JSON
 */
export function parseRuntimeState(text: string): RuntimeState {
  return v.parse(StateSchema, JSON.parse(text));
}

const StateSchema = v.object({
  id: v.string(),
  pid: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0),
  status: v.union([
    v.picklist(["creating", "created", "running", "stopped", "paused"]),
    // runc's own, while the freezer is at work.
    v.pipe(
      v.literal("pausing"),
      v.transform(() => "paused" as const),
    ),
  ]),
  bundle: v.string(),
  created: v.exactOptional(v.string()),
  annotations: v.pipe(
    v.optional(v.nullable(v.record(v.string(), v.string())), {}),
    // Go writes an empty map as null.
    v.transform((annotations) => annotations ?? {}),
  ),
});
