// The files in a session's directory as facts: path, type, permissions, and the content where it is not a log.
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { join } from "node:path";
import type { Neutral } from "./neutral.ts";

/** Our own, and what a runtime puts there. */
const NOT_COMPARED = new Set(["aside", "bundle/rootfs", "bundle/config.json", "bundle/container"]);

/** @param moment goes in front of every name */
export function fileFacts(moment: string, root: string, neutral: Neutral): Record<string, string> {
  const facts: Record<string, string> = {};
  const walk = (folder: string): void => {
    for (const name of readdirSync(join(root, folder)).toSorted()) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (NOT_COMPARED.has(path)) continue;
      const stats = lstatSync(join(root, path));
      facts[`${moment}: ${path}`] = describe(join(root, path), stats, neutral);
      if (stats.isDirectory()) walk(path);
    }
  };
  walk("");
  return facts;
}

function describe(path: string, stats: Stats, neutral: Neutral): string {
  const mode = (stats.mode & 0o7777).toString(8);
  if (stats.isSymbolicLink()) return `link to ${neutral.text(readlinkSync(path))}`;
  if (stats.isSocket()) return `socket ${mode}`;
  if (stats.isFIFO()) return `FIFO ${mode}`;
  if (stats.isDirectory()) return `directory ${mode}`;
  // What is in a log is compared record by record, without the times.
  if (/\.log(?:\.\d+)?$/.test(path)) return `file ${mode}`;
  return `file ${mode} ${JSON.stringify(neutral.text(readFileSync(path, "latin1")))}`;
}
