// The error of everything that has to do with a container's configuration.
import { EngineError } from "../errors.ts";

/** A config.json cannot be read, or what was asked for makes none. The message names the option or the member. */
export class SpecError extends EngineError {
  override readonly name = "SpecError";
}
