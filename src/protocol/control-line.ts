// Lines that engines write to the control FIFOs in the bundle: `ctl` and `winsz`.

/** What a line asks for. Sizes are in characters. */
export type ControlCommand =
  | { readonly kind: "resize"; readonly height: number; readonly width: number }
  | { readonly kind: "reopen-logs" };

/** conmon's CTLBUFSZ: a longer line is no command. */
export const MAX_CONTROL_LINE = 200;
/** Characters of the largest window, in either direction; conmon refuses more, too. */
export const MAX_WINDOW = 1000;
const RESIZE = 1;
const REOPEN_LOGS = 2;

/**
 * Reads a line of `ctl`: `1 HEIGHT WIDTH` or `2 0 0`.
 *
 * @throws {RangeError} when it is anything else
 */
export function parseControlLine(line: string): ControlCommand {
  const [type, height, width] = integers(line, 3);
  if (type === RESIZE) return resize(line, height, width);
  if (type === REOPEN_LOGS) return { kind: "reopen-logs" };
  throw new RangeError(`not a control command: ${JSON.stringify(line)}`);
}

/** Reads a line of `winsz`: `HEIGHT WIDTH`. @throws {RangeError} when it is anything else */
export function parseWindowSizeLine(line: string): ControlCommand {
  const [height, width] = integers(line, 2);
  return resize(line, height, width);
}

/** Writes a line for `ctl`. @throws {RangeError} for a size that the monitor would refuse */
export function renderControlLine(command: ControlCommand): string {
  if (command.kind === "reopen-logs") return `${REOPEN_LOGS} 0 0\n`;
  const line = `${RESIZE} ${command.height} ${command.width}`;
  parseControlLine(line);
  return `${line}\n`;
}

function resize(line: string, height = -1, width = -1): ControlCommand {
  for (const size of [height, width]) {
    if (size < 0 || size > MAX_WINDOW)
      throw new RangeError(`not a window size from 0 to ${MAX_WINDOW}: ${JSON.stringify(line)}`);
  }
  return { kind: "resize", height, width };
}

function integers(line: string, count: number): readonly number[] {
  const words = line.trim().split(/\s+/);
  if (line.length > MAX_CONTROL_LINE || words.length !== count || !words.every((word) => /^[+-]?\d{1,9}$/.test(word))) {
    throw new RangeError(`not ${count} integers: ${JSON.stringify(line.slice(0, MAX_CONTROL_LINE))}`);
  }
  return words.map(Number);
}
