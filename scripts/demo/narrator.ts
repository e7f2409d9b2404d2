// How the demo talks: explanations, and in between what really passes; in colours on a terminal.

const COLOURS = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;

let steps = 0;

/** Begins the next step. */
export function step(title: string): void {
  steps += 1;
  say(`\n${heading(`${steps}. ${title}`)}`);
}

export function say(text: string): void {
  console.log(text);
}

export function heading(text: string): string {
  return paint("1;36", text);
}

export function muted(text: string): string {
  return paint("2", text);
}

/** Shows text as it is, set apart from the explanations. */
export function code(text: string): void {
  for (const line of text.trimEnd().split("\n")) say(`    ${paint("32", line)}`);
}

/** Shows two columns: what there is, and what it means. */
export function table(rows: readonly (readonly [string, string])[]): void {
  const width = Math.max(...rows.map(([left, right]) => (right === "" ? 0 : left.length)));
  for (const [left, right] of rows) say(`    ${paint("32", left.padEnd(width))}  ${muted(right)}`.trimEnd());
}

/** Text with its line ends made visible. */
export function printable(text: string): string {
  return JSON.stringify(text);
}

function paint(style: string, text: string): string {
  return COLOURS ? `\x1b[${style}m${text}\x1b[0m` : text;
}
