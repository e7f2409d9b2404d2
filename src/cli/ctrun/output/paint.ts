// Colours, for people only: a pipe or a file gets plain text.
import type { Fd } from "../../../../ffi/fd.ts";
import { isTerminal } from "../../../../ffi/terminal.ts";

export interface Paint {
  heading(text: string): string;
  accent(text: string): string;
  muted(text: string): string;
  good(text: string): string;
  warning(text: string): string;
  bad(text: string): string;
}

export interface ColourWishes {
  /** `--no-color` was given. */
  readonly refused?: boolean;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Colours where `output` is a terminal that can show them, and nobody objects: see https://no-color.org. */
export function paintFor(output: Fd, { refused = false, environment = process.env }: ColourWishes = {}): Paint {
  const objection = refused || (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb";
  return objection || !isTerminal(output) ? PLAIN : COLOURFUL;
}

/** Leaves text as it is. */
export const PLAIN: Paint = {
  heading: (text) => text,
  accent: (text) => text,
  muted: (text) => text,
  good: (text) => text,
  warning: (text) => text,
  bad: (text) => text,
};

/** Sixteen colours only: the person has chosen how they look. */
export const COLOURFUL: Paint = {
  heading: (text) => style("1", text),
  accent: (text) => style("36", text),
  muted: (text) => style("2", text),
  good: (text) => style("32", text),
  warning: (text) => style("33", text),
  bad: (text) => style("1;31", text),
};

function style(code: string, text: string): string {
  return `\x1b[${code}m${text}\x1b[0m`;
}
