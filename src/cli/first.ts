// The first process of `ctrmon`: checks the command line and launches the monitor.
import { whyNotExecutable, workingDirectory } from "../../ffi/file.ts";
import { Diagnostics } from "../monitor/diagnostics.ts";
import { launch } from "../monitor/launch/launch.ts";
import type { Given, SecondProcess } from "../monitor/launch/second-process.ts";
import { parseArgv } from "../protocol/argv.ts";
import { validateOptions } from "../protocol/validate.ts";
import { versionText } from "../protocol/version.ts";

export { complain } from "./complain.ts";

export interface FirstProcess {
  /** The arguments without the program's own name. */
  readonly args: readonly string[];
  readonly given: Given;
  /** The monitor to be, when it was started already; its owner takes it away if it is not let go. */
  readonly second: SecondProcess | undefined;
  /** What `--version` names. */
  readonly commit: string;
}

/** @returns the exit status @throws {Error} when something is wrong; nothing is left then */
export async function first({ args, given, second, commit }: FirstProcess): Promise<number> {
  const asked = parseArgv(args);
  if (asked.help) return print((await import("../protocol/usage.ts")).usageText("ctrmon"));
  if (asked.version) return print(versionText(commit));

  const { options, warnings } = validateOptions(asked, { cwd: workingDirectory(), whyNotExecutable });
  const diagnostics = new Diagnostics(options);
  for (const warning of warnings) diagnostics.warn(warning);
  launch({ options, given, second });
  return 0;
}

function print(text: string): number {
  console.log(text.trimEnd());
  return 0;
}
