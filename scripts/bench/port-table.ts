// The port forwarders' own benchmark, scripts/bench/ports.ts, as the last part of the whole.
import { join } from "node:path";
import type { BenchOptions } from "./command-line.ts";

export const PORTS = "ports: through Podman's forwarder and ours";

const SCRIPT = join(import.meta.dir, "ports.ts");
/** Of each measurement; iperf3 takes whole ones, and 0 for ever. */
const SECONDS = 2;

/** Prints a table of its own. @returns whether it could */
export function measurePorts({ rounds, amounts, json }: BenchOptions): boolean {
  if (Bun.which("iperf3") === null) {
    console.error("\nPorts are not measured: iperf3 is missing (on Debian: apt-get install iperf3)");
    return true;
  }
  console.log(`\n${PORTS}`);
  const file = json === undefined ? "/dev/null" : json.replace(/(\.json)?$/, "-ports.json");
  const args = [rounds, Math.ceil(amounts.of(SECONDS)), file].map(String);
  return Bun.spawnSync([process.execPath, SCRIPT, ...args], { stdout: "inherit", stderr: "inherit" }).success;
}
