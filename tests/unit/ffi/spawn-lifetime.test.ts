// Checks that nothing which a program is started with is collected too early.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { cString } from "../../../ffi/os-string.ts";
import { collectBefore } from "./garbage.ts";
import { RunningCat } from "./running-cat.ts";

test("spawn() keeps arguments and environment until the program has them", () => {
  using _pressure = collectBefore("posix_spawn");
  for (let round = 0; round < 20; round++) {
    const options = {
      argv: ["sh", "-c", "cat; exit", ...words("argument", round)].map(cString),
      env: words("VARIABLE", round).map(cString),
    };
    using shell = new RunningCat(options, "/bin/sh");
    const argv = readFileSync(`/proc/${shell.pid}/cmdline`, "latin1").split("\0");
    const env = readFileSync(`/proc/${shell.pid}/environ`, "latin1").split("\0");
    expect([argv.slice(3), env]).toEqual([
      [...words("argument", round), ""],
      [...words("VARIABLE", round), ""],
    ]);
  }
}, 30_000);

/** Strings of all sizes, short ones above all: their memory is the first to be reused. */
function words(name: string, round: number): string[] {
  return Array.from({ length: 100 }, (_, index) => {
    const padding = index % 10 === 0 ? index * 5 : index % 8;
    return `${name}${index}=${round}${"x".repeat(padding)}`;
  });
}
