// The part of Go's templates that people use with `--format`: fields by their path, and `json`.

/**
 * Fills `{{.State.Pid}}` and `{{json .State}}` in; everything else stays as it is.
 *
 * @throws {Error} when a field is not there, or the braces hold something else
 */
export function fillTemplate(template: string, value: unknown): string {
  return template.replaceAll(/\{\{(.*?)\}\}/g, (_, inside: string) => {
    const match = /^\s*(json\s+)?\.([\w.]*)\s*$/.exec(inside);
    if (match === null) throw new Error(`--format knows fields such as {{.State.Pid}}, not {{${inside}}}`);
    const found = fieldOf(value, match[2] ?? "");
    return match[1] === undefined && typeof found !== "object" ? String(found) : JSON.stringify(found);
  });
}

function fieldOf(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split(".").filter((part) => part !== "")) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) {
      throw new Error(`there is no field .${path}`);
    }
    found = Reflect.get(found, name);
  }
  return found;
}
