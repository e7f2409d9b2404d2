// One `--log-path` value: which driver the container's output goes to, and where.
import { ValidationError } from "./validation-error.ts";

export type LogTarget =
  | { readonly driver: "journald" }
  | { readonly driver: "k8s-file"; readonly path: string }
  | { readonly driver: "json-file"; readonly path: string }
  | { readonly driver: "passthrough" }
  | { readonly driver: "none" };

/**
 * Reads a `--log-path` value: `journald[:…]`, `k8s-file:PATH`, `json-file:PATH`, `none`, `null`, `off`, `passthrough`,
 * or `PATH` and `:PATH`, which mean k8s-file. The grammar is conmon's (it splits with strtok(3), so that colons in a
 * row count as one), but for this: a colon in the path of a named driver belongs to the path, where conmon would
 * silently write to the part before it.
 *
 * @throws {ValidationError} in conmon's words, when it is empty, its driver is unknown, or a file driver has no path
 *
 * @example
 * ```ts
 * const target = parseLogTarget("k8s-file:/var/log/web.log");
 * ```
 */
export function parseLogTarget(value: string): LogTarget {
  const text = withoutLeadingColons(value);
  if (text === "") throw new ValidationError("log-path must not be empty");

  const colon = text.indexOf(":");
  const driver = colon === -1 ? text : text.slice(0, colon);
  const path = colon === -1 ? "" : withoutLeadingColons(text.slice(colon));
  // ":none" is a file of that name: the colon says that what follows is a path.
  if (path === "" && text !== value) return { driver: "k8s-file", path: driver };

  switch (driver) {
    case "journald":
    case "passthrough":
      return { driver };
    case "none":
    case "null":
    case "off":
      return { driver: "none" };
    case "k8s-file":
    case "json-file":
      if (path === "") throw new ValidationError(`${driver} requires a filename`);
      return { driver, path };
    default:
      if (colon !== -1) throw new ValidationError(`No such log driver ${driver}`);
      return { driver: "k8s-file", path: text };
  }
}

function withoutLeadingColons(text: string): string {
  let start = 0;
  while (text[start] === ":") start += 1;
  return text.slice(start);
}
