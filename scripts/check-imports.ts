// House rule: imports go downward only, as ARCHITECTURE.md says, without cycles; the monitor's side loads nothing heavy.

import { firstCycle } from "./rules/cycle.ts";
import { type Finding, report } from "./rules/finding.ts";
import { type Import, importsOf, resolveImport } from "./rules/imports-of.ts";
import { filesOf, readText } from "./rules/tree.ts";

interface Layer {
  /** Folders that this one may import, besides itself. */
  readonly imports: readonly string[];
  /** All the packages it may import; absent: any package that its side allows. */
  readonly packages?: readonly string[];
  /** Part of the monitor, which is on every container's critical path and stays in memory as long as it. */
  readonly monitorSide?: true;
}

const LAYERS: Readonly<Record<string, Layer>> = {
  ffi: { imports: [], packages: ["bun:ffi"], monitorSide: true },
  "src/protocol": { imports: [], packages: ["valibot"], monitorSide: true },
  "src/reactor": { imports: ["ffi"], monitorSide: true },
  "src/logging": { imports: ["src/protocol", "ffi"], monitorSide: true },
  "src/monitor": { imports: ["src/logging", "src/reactor", "src/protocol", "ffi"], monitorSide: true },
  "src/waiting": { imports: ["ffi"] },
  "src/network": { imports: ["src/waiting", "src/reactor", "src/protocol", "ffi"] },
  "src/engine": { imports: ["src/network", "src/waiting", "src/protocol", "ffi"] },
  "src/cli": {
    imports: [
      "src/engine",
      "src/network",
      "src/waiting",
      "src/monitor",
      "src/logging",
      "src/reactor",
      "src/protocol",
      "ffi",
    ],
  },
};

// Each would cost start-up time or memory per container, or work behind the reactor's back.
const NOT_ON_MONITOR_SIDE = /^(?:(?:node:)?(?:fs|child_process|net)(?:\/.*)?|consola(?:\/.*)?|citty|zx)$/;

if (import.meta.main) process.exit(report("imports", checkImports(`${import.meta.dir}/..`)));

export function checkImports(root: string): Finding[] {
  const findings: Finding[] = [];
  const graph = new Map<string, string[]>();
  for (const path of filesOf(root).filter((file) => file.endsWith(".ts"))) {
    const imports = importsOf(readText(root, path));
    for (const one of imports) {
      const text = wrongWith(path, one);
      if (text !== undefined) findings.push({ path, line: one.line, text });
    }
    graph.set(
      path,
      imports.flatMap(({ specifier }) => resolveImport(path, specifier) ?? []),
    );
  }
  const cycle = firstCycle(graph);
  if (cycle !== undefined) {
    const text = `imports itself by way of ${cycle.slice(1).join(" → ")}: move what both need into a file of its own`;
    findings.push({ path: cycle[0], line: 1, text });
  }
  return findings;
}

function wrongWith(path: string, { specifier }: Import): string | undefined {
  const target = resolveImport(path, specifier);
  const folder = layerOf(path);
  const layer = folder === undefined ? undefined : LAYERS[folder];
  if (target === undefined) return wrongPackage(folder ?? path, layer, specifier);
  if (!/\.(ts|json)$/.test(target))
    return `"${specifier}" has no suffix: write the file's whole name, as "${specifier}.ts"`;
  if (layer === undefined) {
    return path.startsWith("src/")
      ? "is in no folder of the architecture: move it into one, or add a layer"
      : undefined;
  }
  const other = layerOf(target);
  if (other === folder || (other !== undefined && layer.imports.includes(other))) return undefined;
  const allowed = layer.imports.length === 0 ? "no other folder" : `only ${layer.imports.join(", ")}`;
  return `${folder} must not import ${other ?? target}: it may import ${allowed}; move the shared part down`;
}

function wrongPackage(importer: string, layer: Layer | undefined, specifier: string): string | undefined {
  if (specifier === "bun:ffi" && importer !== "ffi") {
    return "only ffi/ may import bun:ffi: add what you need there, with its types, and import that";
  }
  if (layer?.packages !== undefined && !layer.packages.includes(specifier)) {
    return `${importer} must not import ${specifier}: it may import only ${layer.packages.join(", ")}`;
  }
  if (layer?.monitorSide === true && NOT_ON_MONITOR_SIDE.test(specifier)) {
    return `${specifier} must not be loaded on the monitor's side: use ffi/ for system calls, and leave people to src/cli`;
  }
  return undefined;
}

function layerOf(path: string): string | undefined {
  return Object.keys(LAYERS).find((folder) => path.startsWith(`${folder}/`));
}
