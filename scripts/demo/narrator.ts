// How the demo talks: explanations, and in between what really happens; in colours on a terminal.

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

/** Shows a command line as a shell would be given it. */
export function prompt(words: readonly string[]): void {
  say(`  $ ${paint("1", words.map(quoted).join(" "))}`);
}

/** Shows text as it is, set apart from the explanations. */
export function code(text: string): void {
  for (const line of text.trimEnd().split("\n")) say(`    ${paint("32", line)}`);
}

/** Shows two columns: what there is, and what it means. */
export function table(rows: readonly (readonly [string, string])[]): void {
  const width = Math.max(...rows.map(([left]) => left.length));
  for (const [left, right] of rows) say(`    ${paint("32", left.padEnd(width))}  ${muted(right)}`);
}

/** The time since then. @param began by `performance.now()` */
export function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}

function paint(style: string, text: string): string {
  return COLOURS ? `\x1b[${style}m${text}\x1b[0m` : text;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
