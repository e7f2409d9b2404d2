// Options as the monitor gets them, out of a command line.
import { parseArgv } from "../../../src/protocol/argv.ts";
import type { CheckedOptions } from "../../../src/protocol/checked-options.ts";
import { validateOptions } from "../../../src/protocol/validate.ts";

export const CID = "0123456789abcdef0123456789abcdef";
export const CUUID = "fedcba9876543210fedcba9876543210";

/** What an engine must give, and these arguments. */
export function checkedOptions(...args: readonly string[]): CheckedOptions {
  const needed = ["--cid", CID, "--cuuid", CUUID, "--runtime", "/bin/true", "--api-version"];
  const log = args.some((arg) => arg === "-l" || arg === "--log-path") ? [] : ["--log-path", "none"];
  return validateOptions(parseArgv([...needed, ...log, ...args]), { cwd: "/cwd", whyNotExecutable: () => undefined })
    .options;
}
