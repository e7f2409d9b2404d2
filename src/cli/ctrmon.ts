// `ctrmon`: reads the command line, and is the first process or the monitor.
import { whyNotExecutable, workingDirectory } from "../../ffi/file.ts";
import { exitNow } from "../../ffi/process.ts";
import { commandLine, initialEnvironment, textOf } from "../../ffi/self.ts";
import { Diagnostics, say } from "../monitor/diagnostics.ts";
import { takeHandover } from "../monitor/launch/handover.ts";
import { launch } from "../monitor/launch/launch.ts";
import { runMonitor } from "../monitor/run.ts";
import { OptionError, parseArgv } from "../protocol/argv.ts";
import type { CheckedOptions } from "../protocol/checked-options.ts";
import { usageText } from "../protocol/usage.ts";
import { validateOptions } from "../protocol/validate.ts";
import { versionText } from "../protocol/version.ts";

const FAILURE = 1;

/** Does what the command line says, and ends the process. @param commit what `--version` names */
export function ctrmon(commit: string): never {
  try {
    exitNow(main(commit));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say(error instanceof OptionError ? `ctrmon: ${text}` : `[ctrmon:e]: ${text}`);
    exitNow(FAILURE);
  }
}

function main(commit: string): number {
  const argv = commandLine();
  const environment = initialEnvironment();
  const given = parseArgv(argv.slice(1).map(textOf));
  if (given.help) return print(usageText("ctrmon"));
  if (given.version) return print(versionText(commit));

  const { options, warnings } = validateOptions(given, { cwd: workingDirectory(), whyNotExecutable });
  const monitor = takeHandover(environment);
  if (monitor !== undefined) return runMonitor({ options, ...monitor });

  warn(options, warnings);
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
