// Everything the logs need, checked and defaulted, out of the monitor's options.
import { type LogTarget, parseLogTarget } from "./log-target.ts";
import type { MonitorOptions } from "./option-table.ts";
import { ValidationError } from "./validation-error.ts";

export interface LogLabel {
  readonly name: string;
  readonly value: string;
}

/** A log that the monitor itself writes. */
export type WrittenLog = Exclude<LogTarget, { readonly driver: "none" | "passthrough" }>;

export interface LogSettings {
  /** Where the output goes, each once; empty when nothing is to be logged. */
  readonly targets: readonly WrittenLog[];
  /** The container gets the monitor's own standard streams, and there is nothing to attach to. */
  readonly passthrough: boolean;
  /** Bytes per file; undefined: no limit. */
  readonly sizeMax: number | undefined;
  /** Bytes in all; undefined: no limit. */
  readonly globalSizeMax: number | undefined;
  /** Shift a full file to `.1` instead of truncating it. */
  readonly rotate: boolean;
  /** How many shifted files are kept; none counts as truncating. */
  readonly maxFiles: number;
  /** Directories in which files may be rotated; empty: anywhere. */
  readonly allowlistDirs: readonly string[];
  readonly tag: string | undefined;
  readonly labels: readonly LogLabel[];
  /** Whether journal entries say that they are pieces of a line. */
  readonly markPartial: boolean;
  /** Whether the log is forced to disk at the end. */
  readonly sync: boolean;
}

/**
 * Checks what `--log-path` and its companions say, in conmon's order: the values as they were given, then what does
 * not go together. Whether the files can be opened is for the logs themselves to find out.
 *
 * @throws {ValidationError} conmon's words for what is wrong first
 */
export function checkLogSettings(options: MonitorOptions, cid: string): LogSettings {
  if (options.logPath.length === 0) throw new ValidationError("Log driver not provided. Use --log-path");
  const given = options.logPath.map(parseLogTarget);
  if (given.some(({ driver }) => driver === "journald")) checkJournald(cid);
  else checkWithoutJournald(options, given);

  return {
    targets: withoutRepeats(given).filter(isWritten),
    passthrough: given.some(({ driver }) => driver === "passthrough"),
    sizeMax: limit(options.logSizeMax),
    globalSizeMax: limit(options.logGlobalSizeMax),
    rotate: options.logRotate,
    maxFiles: options.logMaxFiles ?? 1,
    allowlistDirs: options.logAllowlistDir,
    tag: options.logTag,
    labels: options.logLabel.map(parseLabel),
    markPartial: !options.noContainerPartialMessage,
    sync: !options.noSyncLog,
  };
}

/** Things that are allowed but do nothing, in conmon's words. */
export function logWarnings(settings: LogSettings): string[] {
  const useless = !settings.markPartial && !settings.targets.some(({ driver }) => driver === "journald");
  return useless ? ["--no-container-partial-message has no effect without journald log driver"] : [];
}

// CONTAINER_ID is the id's first 12 bytes, and conmon wants more than those.
const SHORT_ID_BYTES = 12;

function checkJournald(cid: string): void {
  if (new TextEncoder().encode(cid).length > SHORT_ID_BYTES) return;
  throw new ValidationError("Container ID must be longer than 12 characters");
}

function checkWithoutJournald(options: MonitorOptions, given: readonly LogTarget[]): void {
  const file = given.find(({ driver }) => driver === "k8s-file" || driver === "json-file");
  if (file === undefined) return;
  if (options.logTag !== undefined) throw new ValidationError(`${file.driver} doesn't support --log-tag`);
  if (options.logLabel.length > 0) throw new ValidationError(`${file.driver} doesn't support --log-label`);
}

function parseLabel(label: string): LogLabel {
  const equals = label.indexOf("=");
  // The journal ignores a field without a name: systemd's native protocol.
  if (equals < 1) throw new ValidationError("Container labels must be in format LABEL=VALUE");
  const name = label.slice(0, equals);
  if (!/^[A-Z0-9_]+$/.test(name)) {
    throw new ValidationError("Container label names must contain only uppercase letters, numbers and underscore");
  }
  return { name, value: label.slice(equals + 1) };
}

function isWritten(target: LogTarget): target is WrittenLog {
  return target.driver !== "none" && target.driver !== "passthrough";
}

// The same file twice would have every line twice.
function withoutRepeats(targets: readonly LogTarget[]): LogTarget[] {
  const pathOf = (target: LogTarget): string => ("path" in target ? target.path : "");
  return targets.filter(
    (target, index) =>
      index === targets.findIndex((other) => other.driver === target.driver && pathOf(other) === pathOf(target)),
  );
}

/** conmon takes zero and less for no limit; beyond what a number holds exactly (8 PiB) no limit is ever reached. */
function limit(bytes: bigint | undefined): number | undefined {
  if (bytes === undefined || bytes <= 0n) return undefined;
  return bytes > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(bytes);
}
