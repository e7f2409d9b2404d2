// What went wrong, for whoever started ctrmon.
import { messageOf } from "../../ffi/errno.ts";
import { say } from "../monitor/diagnostics.ts";
import { OptionError } from "../protocol/argv.ts";

/** Says it in conmon's form, on stderr. */
export function complain(error: unknown): void {
  const text = messageOf(error);
  say(error instanceof OptionError ? `ctrmon: ${text}` : `[ctrmon:e]: ${text}`);
}
