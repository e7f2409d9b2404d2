// A seccomp profile as engines keep it (containers-common's seccomp.json): one for all architectures and capabilities.
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { parseExactJson } from "../exact-json.ts";
import { SpecError } from "../spec-error.ts";

/** Where Podman looks for the default profile: the administrator's, then the distribution's. */
export const DEFAULT_PROFILES: readonly string[] = [
  "/etc/containers/seccomp.json",
  "/usr/share/containers/seccomp.json",
];

/** Reads the first of the files that is there. Without one, containers run without a filter. @throws {SpecError} */
export function readDefaultSeccompProfile(paths: readonly string[] = DEFAULT_PROFILES): SeccompProfile | undefined {
  for (const path of paths) {
    const text = contentOf(path);
    if (text !== undefined) return parseSeccompProfile(text, path);
  }
  return undefined;
}

/** Reads the profile of `--security-opt seccomp=PATH`. @throws {SpecError} when it is not there or is none */
export function readSeccompProfile(path: string): SeccompProfile {
  const text = contentOf(path);
  if (text === undefined) throw new SpecError(`Cannot read seccomp profile "${path}": ENOENT`);
  return parseSeccompProfile(text, path);
}

/** @param path where the text is from, for the error @throws {SpecError} naming the flawed member */
export function parseSeccompProfile(text: string, path: string): SeccompProfile {
  const result = v.safeParse(ProfileSchema, jsonOf(text, path));
  if (!result.success) throw new SpecError(`Cannot use seccomp profile "${path}":\n${v.summarize(result.issues)}`);
  return result.output;
}

export type SeccompProfile = v.InferOutput<typeof ProfileSchema>;
export type SeccompRule = v.InferOutput<typeof RuleSchema>;
export type SeccompCondition = v.InferOutput<typeof ConditionSchema>;

const integer = v.union([v.pipe(v.number(), v.safeInteger()), v.bigint()]);
const texts = listOf(v.string());

const ConditionSchema = v.object({ arches: texts, caps: texts, minKernel: v.exactOptional(v.string()) });
const condition = v.optional(ConditionSchema, {});

const ArgumentSchema = v.object({
  index: v.number(),
  value: integer,
  valueTwo: v.optional(integer, 0),
  op: v.string(),
});

const RuleSchema = v.object({
  names: texts,
  action: v.string(),
  args: listOf(ArgumentSchema),
  errnoRet: v.exactOptional(v.number()),
  includes: condition,
  excludes: condition,
});

const ArchitectureSchema = v.object({ architecture: v.string(), subArchitectures: texts });

const ProfileSchema = v.object({
  defaultAction: v.string(),
  defaultErrnoRet: v.exactOptional(v.number()),
  architectures: texts,
  flags: texts,
  archMap: listOf(ArchitectureSchema),
  syscalls: listOf(RuleSchema),
});

// The programs that write these files are in Go, where an empty list may become null.
function listOf<const Member extends v.GenericSchema>(member: Member) {
  return v.pipe(
    v.optional(v.nullable(v.array(member)), null),
    v.transform((list) => list ?? []),
  );
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code = "unknown error" } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new SpecError(`Cannot read seccomp profile "${path}": ${code}`, { cause });
  }
}

function jsonOf(text: string, path: string): unknown {
  try {
    return parseExactJson(text);
  } catch (cause) {
    throw new SpecError(`Cannot use seccomp profile "${path}": it is no JSON`, { cause });
  }
}
