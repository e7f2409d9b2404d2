// What went wrong, for whoever started ctrmon.
import { say } from "../monitor/diagnostics.ts";
import { OptionError } from "../protocol/argv.ts";

/** Says it in conmon's form, on stderr. */
export function complain(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  say(error instanceof OptionError ? `ctrmon: ${text}` : `[ctrmon:e]: ${text}`);
}
