// The C compiler's word on constants and layouts: small programs that are compiled and run on the spot.
import { writeFileSync } from "node:fs";
import { TemporaryDirectory } from "./temporary-directory.ts";

/** The values of C expressions, in the order given. @param expressions integers of any type */
export function valuesInC(headers: readonly string[], expressions: readonly string[]): number[] {
  const lines = expressions.map((expression) => `printf("%lld\\n", (long long)(${expression}));`);
  return outputOfC(headers, lines).map(Number);
}

/** What the statements of a C program print, line by line. @throws {Error} with the compiler's words */
export function outputOfC(headers: readonly string[], statements: readonly string[]): string[] {
  using directory = new TemporaryDirectory();
  const source = directory.at("values.c");
  const program = directory.at("values");
  const includes = ["stdio.h", "stddef.h", "string.h", ...headers].map((header) => `#include <${header}>`);
  writeFileSync(source, ["#define _GNU_SOURCE", ...includes, "int main(void) {", ...statements, "}"].join("\n"));
  const compiled = Bun.spawnSync(["gcc", "-w", "-o", program, source], { stderr: "pipe" });
  if (!compiled.success) throw new Error(compiled.stderr.toString());
  return Bun.spawnSync([program]).stdout.toString().trimEnd().split("\n");
}
