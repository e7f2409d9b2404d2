// Where a benchmark was run: without it, its numbers mean nothing.
import { cpus, loadavg, release, totalmem } from "node:os";
import type { Monitor } from "./row.ts";

/** What to look at, and what was found. */
export type MachineFacts = Readonly<Record<string, string>>;

export function machineFacts(monitors: readonly Monitor[]): MachineFacts {
  const programs = monitors.map(({ name, path }) => [name, `${path}, ${firstLineOf(path)}`] as const);
  const others = ["runc", "podman"].map((name) => [name, firstLineOf(findProgram(name))] as const);
  return {
    date: new Date().toISOString(),
    processor: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    kernel: release(),
    load: loadavg()
      .map((load) => load.toFixed(2))
      .join(" "),
    bun: Bun.version,
    ...Object.fromEntries([...programs, ...others]),
  };
}

function findProgram(name: string): string {
  return Bun.which(name, { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` }) ?? name;
}

function firstLineOf(program: string): string {
  try {
    const lines = Bun.spawnSync([program, "--version"]).stdout.toString().trim().split("\n");
    return lines.find((line) => line.startsWith("ctrmon")) ?? lines[0] ?? "";
  } catch {
    return "not there";
  }
}
