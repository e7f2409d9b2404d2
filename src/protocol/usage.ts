// The text of `--help`, made from the option table.
import { type OptionSpec, optionSections } from "./option-table.ts";

/**
 * The usage text: every option but the hidden ones, in sections. CRI-O looks for `--log-global-size-max` in it to see
 * what the monitor can do.
 *
 * @param program the name the program was started under
 */
export function usageText(program: string): string {
  const sections = optionSections().map(({ title, options }) => `${title}:\n${options.map(lines).join("")}`);
  return `Usage: ${program} --cid ID --cuuid ID --runtime FILE --log-path [DRIVER:]PATH [OPTION...]

Watches over one container, or one command run in it: starts the OCI runtime, carries the streams,
writes the logs and keeps the exit code. Container engines start it; people rarely need to.

${sections.join("\n")}
Options marked * may be given several times. An option's value is the next argument, whatever it
looks like, or what follows "=" in --option=value.
`;
}

// Where the explanations begin; an option that reaches it stands on a line of its own.
const COLUMN = 31;

function lines(option: OptionSpec): string {
  if (option.help === undefined) return "";
  const letter = option.short === undefined ? "    " : `-${option.short}, `;
  const value = option.value === undefined ? "" : ` ${option.value}`;
  const left = `  ${letter}--${option.name}${value}`;
  const gap = left.length < COLUMN - 1 ? " ".repeat(COLUMN - left.length) : `\n${" ".repeat(COLUMN)}`;
  return `${left}${gap}${option.help}${option.kind === "list" ? " *" : ""}\n`;
}
