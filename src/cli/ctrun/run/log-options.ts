// Where a container's output is kept: `--log-driver`, `--log-opt`.
import { resolve } from "node:path";
import { parseSize } from "../../../engine/spec/size.ts";
import type { LogTarget } from "../../../protocol/log-target.ts";
import type { LogConfig } from "../state/container-config.ts";

export interface LogWishes {
  readonly driver: LogConfig["driver"] | undefined;
  /** `NAME=VALUE` each. */
  readonly options: readonly string[];
  /** Where the log goes when nobody names a file. */
  readonly defaultPath: string;
}

/** @throws {Error} for an option that no driver has, or this one has not */
export function logConfig({ driver = "k8s-file", options, defaultPath }: LogWishes): LogConfig {
  const toFile = driver === "k8s-file" || driver === "json-file";
  const config: { -readonly [Key in keyof LogConfig]: LogConfig[Key] } = {
    driver,
    ...(toFile ? { path: defaultPath } : {}),
  };
  for (const option of options) {
    const equals = option.indexOf("=");
    const [name, value] = equals === -1 ? [option, ""] : [option.slice(0, equals), option.slice(equals + 1)];
    if (value === "") throw new Error(`--log-opt "${option}" has no value: use NAME=VALUE`);
    if (name === "path" && toFile) config.path = resolve(value);
    else if (name === "max-size" && toFile) config.maxSize = parseSize(value, "log-opt max-size");
    else if (name === "tag" && driver === "journald") config.tag = value;
    else if (name === "label" && driver === "journald") config.labels = [...(config.labels ?? []), value];
    else throw new Error(`the log driver ${driver} has no option "${name}"`);
  }
  return config;
}

/** The same for the monitor. */
export function logTarget({ driver, path = "" }: LogConfig): LogTarget {
  return driver === "k8s-file" || driver === "json-file" ? { driver, path } : { driver };
}
