// Measures our port forwarder beside Podman's, alternating: `bun scripts/bench/ports.ts [ROUNDS] [SECONDS] [JSON_FILE]`.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "../../tests/helpers/deadline.ts";
import { PREFIX } from "../../tests/helpers/directories.ts";
import { NetworkNamespace } from "../../tests/helpers/network-namespace.ts";
import {
  type ForwarderProgram,
  mapping,
  OUR_FORWARDER,
  PODMANS_FORWARDER,
  PortForwarder,
} from "../../tests/helpers/port-forwarder.ts";
import { processorTime } from "../../tests/helpers/processes.ts";
import { median } from "./median.ts";
import { LOADS, type Load } from "./port-loads.ts";

const IN_NAMESPACE = { iperf: 5201, echo: 7007, once: 7008 } as const;
const ON_HOST = { iperf: 25_201, echo: 27_007, once: 27_008 } as const;
const TICKS_PER_SECOND = 100;

/** What one forwarder has shown under one load, a number for every round. */
interface Series {
  readonly values: number[];
  /** The forwarder's processor time, in the unit of the load. */
  readonly processor: number[];
}

const [rounds = "5", seconds = "2", file = "dist/bench-ports.json", only = ""] = process.argv.slice(2);
const programs = [PODMANS_FORWARDER, OUR_FORWARDER];
const loads = LOADS.filter(({ name }) => name.includes(only));
const results = measure();
writeFileSync(file, `${JSON.stringify(Object.fromEntries(results), undefined, 2)}\n`);
printTable(results);

/** By load and program. */
type Results = Map<string, Record<string, Series>>;

function measure(): Results {
  using namespace = new NetworkNamespace();
  const server = join(import.meta.dir, "../../dist/fixtures/echo-server");
  using echo = namespace.start(server, `${IN_NAMESPACE.echo}`);
  using once = namespace.start(server, `${IN_NAMESPACE.once}`, "once");
  for (const started of [echo, once]) started.next();
  // Not on a pipe: it says more than a pipe holds.
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  using held = new DisposableStack();
  held.defer(() => rmSync(directory, { recursive: true }));
  const log = join(directory, "iperf3.log");
  using _iperf = namespace.start(
    "/usr/bin/iperf3",
    "-s",
    "-p",
    `${IN_NAMESPACE.iperf}`,
    "--forceflush",
    "--logfile",
    log,
  );
  waitUntil("iperf3", () => existsSync(log) && readFileSync(log, "utf8").includes("listening"));
  const measured: Results = new Map();
  for (let round = 1; round <= Number(rounds); round++) {
    for (const load of loads) {
      for (const program of programs) {
        const series = measured.getOrInsertComputed(load.name, () => ({}));
        series[program.name] ??= { values: [], processor: [] };
        run(program, load, namespace, series[program.name]);
      }
      console.error(`round ${round}: ${load.name}`);
    }
  }
  return measured;
}

function run(program: ForwarderProgram, load: Load, namespace: NetworkNamespace, series: Series | undefined): void {
  using forwarder = new PortForwarder(program, {
    netnsPath: namespace.path,
    mappings: (["iperf", "echo", "once"] as const).map((server) => mapping(ON_HOST[server], IN_NAMESPACE[server])),
  }).awaitReady();
  const processes = forwarder.processes();
  const before = ticks(processes);
  const { value, amount } = load.run(ON_HOST, Number(seconds));
  const spent = (ticks(processes) - before) / TICKS_PER_SECOND;
  series?.values.push(value);
  series?.processor.push((spent / amount) * load.processor.factor);
}

function ticks(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + processorTime(pid), 0);
}

function printTable(measured: Results): void {
  console.log(`| load | ${programs.map(({ name }) => name).join(" | ")} | ratio |`);
  console.log("|---|---|---|---|");
  for (const { name, unit, processor } of loads) {
    const series = measured.get(name) ?? {};
    printRow(
      name,
      unit,
      programs.map((program) => median(series[program.name]?.values ?? [])),
    );
    printRow(
      "… processor time",
      processor.name,
      programs.map((program) => median(series[program.name]?.processor ?? [])),
    );
  }
}

function printRow(name: string, unit: string, [podman = Number.NaN, own = Number.NaN]: readonly number[]): void {
  const digits = podman > 100 ? 0 : 2;
  console.log(
    `| ${name} | ${podman.toFixed(digits)} ${unit} | ${own.toFixed(digits)} ${unit} | ${(own / podman).toFixed(2)} |`,
  );
}
