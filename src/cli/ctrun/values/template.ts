// The part of Go's templates that people use with `--format`: fields by their path, and `json`.

/** What a template is filled from. */
export interface TemplateValues {
  readonly data: object;
  /** How fields are shown that have words of their own, by their names; `json` shows the data all the same. */
  readonly texts?: Readonly<Record<string, string>>;
}

const FIELD = /\{\{(.*?)\}\}/g;

/**
 * Fills `{{.State.Pid}}` and `{{json .State}}` in, and `\t` and `\n` as Podman does; everything else stays as it is.
 * Texts and numbers in an array are shown with commas in between.
 *
 * @throws {Error} when a field is not there, or the braces hold something else
 */
export function fillTemplate(template: string, values: TemplateValues): string {
  const spaced = template.replaceAll("\\t", "\t").replaceAll("\\n", "\n");
  return spaced.replaceAll(FIELD, (_, inside: string) => {
    const { path, json } = fieldIn(inside);
    const { data, texts = {} } = values;
    const inWords = Object.hasOwn(texts, path) && !(json && Object.hasOwn(data, path));
    const found = inWords ? texts[path] : valueAt(values, path);
    return json ? JSON.stringify(found) : shown(found);
  });
}

/**
 * The names of the fields of a template for a table, `{{.ID}} {{.Names}}`, and each one as a template.
 *
 * @throws {Error} when the braces hold something else
 */
export function templateColumns(template: string): { readonly name: string; readonly cell: string }[] {
  const cells = template.replaceAll("\\t", "\t").split(/\t|(?<=\}\})\s+(?=\{\{)/);
  return cells.map((cell) => ({
    name: cell.replaceAll(FIELD, (_, inside: string) => fieldIn(inside).path),
    cell: cell.trim(),
  }));
}

function fieldIn(inside: string): { readonly path: string; readonly json: boolean } {
  const match = /^\s*(json\s+)?\.([\w.]*)\s*$/.exec(inside);
  if (match === null) throw new Error(`--format knows fields such as {{.State.Pid}}, not {{${inside}}}`);
  return { path: match[2] ?? "", json: match[1] !== undefined };
}

function valueAt({ data, texts = {} }: TemplateValues, path: string): unknown {
  let found: unknown = data;
  let names = [...Object.keys(texts), ...Object.keys(data)];
  for (const name of path.split(".").filter((part) => part !== "")) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) {
      const known = names.length === 0 ? "" : `; there are ${[...new Set(names)].toSorted().join(", ")}`;
      throw new Error(`there is no field .${path}${known}`);
    }
    found = Reflect.get(found, name);
    names = typeof found === "object" && found !== null ? Object.keys(found) : [];
  }
  return found;
}

function shown(found: unknown): string {
  if (typeof found !== "object" || found === null) return String(found);
  const plain = Array.isArray(found) && found.every((item) => typeof item !== "object");
  return plain ? found.join(",") : JSON.stringify(found);
}
