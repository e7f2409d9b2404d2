// `ctrmon`: reads the command line, and is the first process or the monitor.
import { whyNotExecutable, workingDirectory } from "../../ffi/file.ts";
import { exitNow } from "../../ffi/process.ts";
import { commandLine, initialEnvironment, textOf } from "../../ffi/self.ts";
import { Diagnostics, say } from "../monitor/diagnostics.ts";
import { takeHandover } from "../monitor/launch/handover.ts";
import { OptionError, parseArgv } from "../protocol/argv.ts";
import type { CheckedOptions } from "../protocol/checked-options.ts";
import { validateOptions } from "../protocol/validate.ts";
import { versionText } from "../protocol/version.ts";

const FAILURE = 1;

/** Does what the command line says, and ends the process. @param commit what `--version` names */
export async function ctrmon(commit: string): Promise<never> {
  try {
    exitNow(await main(commit));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say(error instanceof OptionError ? `ctrmon: ${text}` : `[ctrmon:e]: ${text}`);
    exitNow(FAILURE);
  }
}

/** What a process does not need it does not load: the first one has to be quick, the second one small. */
async function main(commit: string): Promise<number> {
  const argv = commandLine();
  const environment = initialEnvironment();
  const given = parseArgv(argv.slice(1).map(textOf));
  if (given.help) return print((await import("../protocol/usage.ts")).usageText("ctrmon"));
  if (given.version) return print(versionText(commit));

  const { options, warnings } = validateOptions(given, { cwd: workingDirectory(), whyNotExecutable });
  const second = takeHandover(environment);
  if (second !== undefined) {
    const { runMonitor } = await import("../monitor/run.ts");
    return runMonitor({ options, ...second });
  }
  warn(options, warnings);
  const { launch } = await import("../monitor/launch/launch.ts");
  launch({ options, commandLine: argv, environment });
  return 0;
}

function print(text: string): number {
  console.log(text.trimEnd());
  return 0;
}

function warn(options: CheckedOptions, warnings: readonly string[]): void {
  const diagnostics = new Diagnostics(options);
  for (const warning of warnings) diagnostics.warn(warning);
}
