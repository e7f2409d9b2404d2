// What ctrun says to people besides the results: errors, warnings, and how it could go on. All of it goes to stderr.
import { type ConsolaInstance, type ConsolaReporter, createConsola, type LogType } from "consola/core";
import type { Paint } from "./paint.ts";

/** @param write takes one line with its newline */
export function reporterFor(paint: Paint, write: (line: string) => void): ConsolaInstance {
  const reporter: ConsolaReporter = {
    log: ({ type, args }) => write(`${prefixOf(type, paint)}${args.map(String).join(" ")}\n`),
  };
  // A person who asks the same thing twice gets the same answer twice.
  return createConsola({ reporters: [reporter], throttle: 0 });
}

function prefixOf(type: LogType, paint: Paint): string {
  if (type === "error" || type === "fatal") return `${paint.bad("Error:")} `;
  if (type === "warn") return `${paint.warning("Warning:")} `;
  return "";
}
