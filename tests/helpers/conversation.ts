// A program that talks with a session's container through the engine's library, on a terminal or on pipes.
import { join } from "node:path";
import type { Fd } from "../../ffi/fd.ts";
import { cString } from "../../ffi/os-string.ts";
import type { WindowSize } from "../../ffi/terminal.ts";
import { startProgram } from "../unit/ffi/programs.ts";
import type { Session } from "./session.ts";
import { TerminalProgram } from "./terminal-program.ts";

const PROGRAM = join(import.meta.dir, "../integration/programs/converse.ts");
/** The program's statuses. */
export const ENDED = 10;
export const DETACHED = 11;

/** What the program is to do; see the program itself. */
export type Conduct = Readonly<Record<string, string | boolean>>;

export interface StandardStreams {
  readonly input: Fd;
  readonly output: Fd;
  /** The test's own unless given. */
  readonly errorOutput?: Fd;
}

/** The program's command line. */
export function conversationCommand(session: Session, conduct: Conduct): string[] {
  return [process.execPath, PROGRAM, ...argumentsFor(session, conduct)];
}

/** Starts it on a terminal of its own, and waits until that is in raw mode. */
export function converseOnTerminal(session: Session, conduct: Conduct = {}, size?: WindowSize): TerminalProgram {
  const command = conversationCommand(session, { terminal: true, ...conduct });
  const program = new TerminalProgram(command, size === undefined ? {} : { size });
  program.becomesRaw();
  return program;
}

/** Starts it with descriptors of the test's. @returns its pid */
export function converseOn(session: Session, { input, output, errorOutput }: StandardStreams): number {
  return startProgram(PROGRAM, output, {
    args: argumentsFor(session, {}).map(cString),
    fds: new Map(
      errorOutput === undefined
        ? [[0, input]]
        : [
            [0, input],
            [2, errorOutput],
          ],
    ),
  });
}

function argumentsFor(session: Session, conduct: Conduct): string[] {
  return [session.attachPath, join(session.directories.bundle, "ctl"), JSON.stringify(conduct)];
}
