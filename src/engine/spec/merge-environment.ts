// Environments as OCI writes them, lists of NAME=value, put one over the other.

/**
 * One list over another: a variable that is in both keeps its place and gets the later value. No name is left twice,
 * because programs differ in which of two they take: glibc the first, shells the last.
 *
 * @param lists `NAME=value` each; one without an equals sign counts as a name of its own
 */
export function mergeEnvironment(...lists: readonly (readonly string[])[]): string[] {
  const variables = new Map<string, string>();
  for (const variable of lists.flat()) variables.set(nameOf(variable), variable);
  return [...variables.values()];
}

/** Whether the list sets a variable, be it to nothing. */
export function hasVariable(list: readonly string[], name: string): boolean {
  return list.some((variable) => variable.startsWith(`${name}=`));
}

function nameOf(variable: string): string {
  const end = variable.indexOf("=");
  return end < 0 ? variable : variable.slice(0, end);
}
