// The tables of docs/security.md: which files there are, of which type and with which permissions.
import { lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { join } from "node:path";

/** One row, and one file: `type mode`, such as `socket 0700`. */
export type Permissions = ReadonlyMap<string, string>;

const DOCUMENT = join(import.meta.dir, "../../docs/security.md");
const ROW = /^\| `([^`]+)` \| (\w+) \| (\d{4}) \|/gm;

/** What the document says, by path as it is written there. @param heading of the table's section */
export function documentedPermissions(heading: string): Permissions {
  const [section = ""] = (readFileSync(DOCUMENT, "utf8").split(`\n## ${heading}\n`)[1] ?? "").split("\n## ");
  return new Map(Array.from(section.matchAll(ROW), ([, path = "", type, mode]) => [path, `${type} ${mode}`]));
}

/** What there is: a path and everything below it, by absolute path. @throws {Error} for what belongs to somebody else */
export function permissionsBelow(path: string): Permissions {
  const found = new Map<string, string>();
  const look = (at: string): void => {
    const stats = lstatSync(at);
    if (stats.uid !== process.getuid?.()) throw new Error(`${at} belongs to ${stats.uid}`);
    found.set(at, `${typeOf(stats)} ${(stats.mode & 0o7777).toString(8).padStart(4, "0")}`);
    if (stats.isDirectory()) for (const name of readdirSync(at)) look(join(at, name));
  };
  look(path);
  return found;
}

/** Gives paths the names that they have in the document. @param names replacements, in this order */
export function named(found: Permissions, names: readonly (readonly [RegExp | string, string])[]): Permissions {
  const rename = (path: string): string => names.reduce((text, [from, to]) => text.replace(from, to), path);
  return new Map([...found].map(([path, permissions]) => [rename(path), permissions]));
}

function typeOf(stats: Stats): string {
  if (stats.isDirectory()) return "directory";
  if (stats.isSymbolicLink()) return "link";
  if (stats.isSocket()) return "socket";
  return stats.isFIFO() ? "FIFO" : "file";
}
