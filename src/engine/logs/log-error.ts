// Logs that cannot be read: not kept, not there, or not files at all.
import { EngineError } from "../errors.ts";

/** A container's output cannot be read, or not as it is asked for. */
export class LogError extends EngineError {
  override readonly name = "LogError";
}
