// The second process of `ctrmon`: the monitor, as soon as the first process lets it.
import { workingDirectory } from "../../ffi/file.ts";
import { exitNow } from "../../ffi/process.ts";
import { commandLine, initialEnvironment, textOf } from "../../ffi/self.ts";
import { takeHandover } from "../monitor/launch/handover.ts";
import { mayBegin } from "../monitor/launch/second-process.ts";
import { runMonitor } from "../monitor/run.ts";
import { parseArgv } from "../protocol/argv.ts";
import { validateOptions } from "../protocol/validate.ts";
import { complain } from "./complain.ts";

const FAILURE = 1;

/** Monitors one container, if it may, and ends the process. */
export function monitor(): never {
  try {
    exitNow(main());
  } catch (error) {
    complain(error);
    exitNow(FAILURE);
  }
}

function main(): number {
  const handed = takeHandover(initialEnvironment());
  if (handed === undefined) throw new Error("This process was started by nobody who could have handed it anything");
  if (!mayBegin(handed.handover)) return FAILURE;
  const asked = parseArgv(commandLine().slice(1).map(textOf));
  // The first process has checked it, and has said what there is to say.
  const { options } = validateOptions(asked, { cwd: workingDirectory(), whyNotExecutable: () => undefined });
  return runMonitor({ options, ...handed });
}
