// ctrun's commands as citty's: it finds the one that was named, loads it, and runs it.
import { type CommandDef, defineCommand } from "citty";
import type { Command, CommandEntry, Session } from "./command.ts";
import { parseOptions } from "./grammar/parse-options.ts";
import { UsageError } from "./grammar/usage-error.ts";
import { commandHelp } from "./help.ts";
import { STDOUT, writeText } from "./output/streams.ts";

/** @param done takes the exit code of the command that has run */
export function cittyCommands(session: Session, done: (code: number) => void): CommandDef {
  const subCommands = Object.entries(session.commands).map(([name, entry]) => [
    name,
    () => leaf(name, entry, session, done),
  ]);
  return defineCommand({ meta: { name: "ctrun" }, subCommands: Object.fromEntries(subCommands) });
}

async function leaf(
  name: string,
  entry: CommandEntry,
  session: Session,
  done: (code: number) => void,
): Promise<CommandDef> {
  const { default: command } = await entry.load();
  return defineCommand({
    meta: { name, description: entry.summary, hidden: entry.group === undefined },
    run: async ({ rawArgs }) => done(await run(name, entry.summary, command, rawArgs, session)),
  });
}

async function run(
  name: string,
  summary: string,
  command: Command,
  args: readonly string[],
  session: Session,
): Promise<number> {
  try {
    const { options, operands, help } = parseOptions(command.options, args, command.operands.commandLine === true);
    if (help) {
      writeText(STDOUT, commandHelp(name, summary, command, session.paint));
      return 0;
    }
    const { least, most = Number.POSITIVE_INFINITY, shown } = command.operands;
    if (operands.length < least) throw new UsageError(missing(shown, operands.length));
    if (operands.length > most) throw new UsageError(`ctrun ${name} does not know what to do with "${operands[most]}"`);
    return await command.run({ options, operands, session });
  } catch (error) {
    if (error instanceof UsageError)
      throw new UsageError(`${error.message}; see ctrun ${name} --help`, { cause: error });
    throw error;
  }
}

/** Asks for the first operand that is not there: `which container?` */
function missing(shown: string, given: number): string {
  const word = shown.replace("[--] ", "").split(" ")[given] ?? "argument";
  return word.includes("|") ? `which of ${word.replaceAll("|", ", ")}?` : `which ${word.toLowerCase()}?`;
}
