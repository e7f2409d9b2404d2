// Logs for the tests of their readers: records of known times and numbers, in one file or several.
import { writeFileSync } from "node:fs";

/** A k8s-file record of the given second of an hour long ago. */
export function record(text: string, tag = "F", stream = "stdout", second = 0): string {
  return `2026-01-02T03:04:${String(second).padStart(2, "0")}.000000001+00:00 ${stream} ${tag} ${text}\n`;
}

/** Records of the numbers from `first` to before `end`. */
export function numbered(first: number, end: number): string {
  return Array.from({ length: end - first }, (_, index) => record(String(first + index))).join("");
}

export function numbers(first: number, end: number): string[] {
  return Array.from({ length: end - first }, (_, index) => String(first + index));
}

/** Writes PATH and PATH.1, PATH.2 …, the present one first; undefined for one that is not there. */
export function writeFiles(path: string, contents: readonly (string | undefined)[]): void {
  contents.forEach((content, index) => {
    if (content !== undefined) writeFileSync(index === 0 ? path : `${path}.${index}`, content);
  });
}
