// What the runtime or the exit command saw of the world, as facts.
import { existsSync } from "node:fs";
import { type RecordedDescriptor, type Recording, readRecording } from "../helpers/recording.ts";
import type { Neutral } from "./neutral.ts";

/** @param who goes in front of every name */
export function recordingFacts(who: string, path: string, neutral: Neutral): Record<string, string> {
  if (!existsSync(path)) return { [`${who} was started`]: "no" };
  return { [`${who} was started`]: "yes", ...factsOf(who, readRecording(path), neutral) };
}

export function factsOf(who: string, recording: Recording, neutral: Neutral): Record<string, string> {
  const { args, env, fds, proc, cwd, numbers } = recording;
  const facts: Record<string, string> = { [`${who}: cwd`]: neutral.text(cwd) };
  facts[`${who}: arguments`] = args.map((arg) => neutral.text(arg)).join(" ");
  // Its order is part of it: getenv(3) takes the first of two.
  facts[`${who}: environment`] = env.map((entry) => neutral.text(entry)).join(" ");
  for (const fd of fds) facts[`${who}: descriptor ${fd.number}`] = describe(fd, neutral);
  for (const line of proc) {
    const [, name = "oom_score_adj", value = line] = /^(\w+:|Max [a-z ]+?)(?:\t| {2,})(.*)$/.exec(line) ?? [];
    facts[`${who}: ${name}`] = value.replace(/\s+/g, " ").trim();
  }
  for (const [name, value] of Object.entries(numbers)) {
    if (name !== "pid") facts[`${who}: ${name}`] = neutral.text(String(value));
  }
  return facts;
}

function describe({ mode, flags, link }: RecordedDescriptor, neutral: Neutral): string {
  return `${neutral.text(link)} mode ${mode} flags ${flags}`;
}
