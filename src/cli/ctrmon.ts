// `ctrmon`, as an engine starts it: the first process.
import { Fd } from "../../ffi/fd.ts";
import { exitNow } from "../../ffi/process.ts";
import { commandLine, inheritedDescriptors, initialEnvironment, textOf } from "../../ffi/self.ts";
import { SecondProcess } from "../monitor/launch/second-process.ts";

const FAILURE = 1;
/** With one of these among the arguments, a second process would be started in vain. */
const FIRST_ONLY: readonly string[] = ["--sync", "--help", "-h", "--version"];

/** Does what the command line says, and ends the process. @param commit what `--version` names */
export async function ctrmon(commit: string): Promise<never> {
  try {
    exitNow(await main(commit));
  } catch (error) {
    (await import("./first.ts")).complain(error);
    exitNow(FAILURE);
  }
}

/**
 * Nothing comes before the spawn that it could do without: what this process needs for its checks is loaded while the
 * second one starts up, which takes 3 ms.
 */
async function main(commit: string): Promise<number> {
  // Before anything is opened here, so that all of them are the engine's.
  const descriptors = inheritedDescriptors().map((number) => new Fd(number));
  const given = { commandLine: commandLine(), environment: initialEnvironment(), descriptors };
  const args = given.commandLine.slice(1).map(textOf);
  using second = args.some((arg) => FIRST_ONLY.includes(arg)) ? undefined : new SecondProcess(given);
  return (await import("./first.ts")).first({ args, given, second, commit });
}
