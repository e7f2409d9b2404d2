// `ctrun`: reads the command line, runs the command that is named, and ends the process with its code.
import { runCommand } from "citty";
import { EPIPE, SystemError } from "../../../ffi/errno.ts";
import { exitNow } from "../../../ffi/process.ts";
import { isTerminal } from "../../../ffi/terminal.ts";
import { CTRMON_VERSION } from "../../protocol/version.ts";
import { cittyCommands } from "./citty-commands.ts";
import type { Session } from "./command.ts";
import { commandNamed } from "./command-named.ts";
import { COMMANDS } from "./commands.ts";
import { BROKEN_PIPE, ENGINE_FAILURE, exitCodeFor } from "./exit-code.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import { parseOptions } from "./grammar/parse-options.ts";
import { paintFor } from "./output/paint.ts";
import { reporterFor } from "./output/reporter.ts";
import { STDERR, STDOUT, writeText } from "./output/streams.ts";
import { overview } from "./overview.ts";
import { explained } from "./state/database-error.ts";

/**
 * Does what the command line says, and ends the process.
 *
 * @param args without the program's name
 * @param commit what the executable was built from
 */
export async function ctrun(args: readonly string[], commit: string): Promise<never> {
  exitNow(await exitCodeOf(args, commit));
}

async function exitCodeOf(args: readonly string[], commit: string): Promise<number> {
  // Before the options are read: they may be what is wrong.
  let refused = args.includes("--no-color");
  const reporter = (): Session["reporter"] => reporterFor(paintFor(STDERR, { refused }), complain);
  try {
    const { options, operands, help } = parseOptions(GLOBAL_OPTIONS, args, true);
    refused = options["no-color"];
    const paint = paintFor(STDOUT, { refused });
    const [name, ...rest] = operands;
    if (options.version) return print(`ctrun version ${CTRMON_VERSION}\ncommit: ${commit}\n`);
    if (help || name === undefined) {
      print(overview({ commands: COMMANDS, paint }));
      return help ? 0 : ENGINE_FAILURE;
    }
    commandNamed(name, COMMANDS);
    const screen = isTerminal(STDERR) ? (text: string) => writeText(STDERR, text) : undefined;
    const session: Session = { root: options.root, paint, reporter: reporter(), screen, commands: COMMANDS };
    let code = ENGINE_FAILURE;
    const main = cittyCommands(session, (result) => {
      code = result;
    });
    await runCommand(main, { rawArgs: [name, ...rest] });
    return code;
  } catch (error) {
    if (error instanceof SystemError && error.syscall === "write" && error.errno === EPIPE) return BROKEN_PIPE;
    const shown = explained(error);
    reporter().error(shown instanceof Error ? shown.message : shown);
    return exitCodeFor(error);
  }
}

/** Where nobody can be told, the exit code has to tell. */
function complain(line: string): void {
  try {
    writeText(STDERR, line);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
  }
}

function print(text: string): number {
  writeText(STDOUT, text);
  return 0;
}
