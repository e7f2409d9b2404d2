// What the bench of the port forwarders has them do, one measurement each.
import { join } from "node:path";

/** Seconds of one measurement. */
export type Seconds = number;

/** The ports of the servers in the namespace, and of the host that lead there. */
export interface LoadPorts {
  readonly iperf: number;
  readonly echo: number;
  /** An echo server that closes a connection after its first answer. */
  readonly once: number;
}

/** One measurement: a rate or a time, and how much work that was, in units of its load. */
export interface Measurement {
  readonly value: number;
  readonly amount: number;
}

/** What processor time is told by: seconds for each GB, or microseconds for each of what is counted. */
export interface ProcessorUnit {
  readonly name: string;
  /** For each second. */
  readonly factor: number;
}

export interface Load {
  readonly name: string;
  readonly unit: string;
  /** Whether more is better. */
  readonly rises: boolean;
  readonly processor: ProcessorUnit;
  run(ports: LoadPorts, seconds: Seconds): Measurement;
}

const PER_GB: ProcessorUnit = { name: "s/GB", factor: 1 };
const PER_CONNECTION: ProcessorUnit = { name: "µs/connection", factor: 1e6 };
const PER_ROUND_TRIP: ProcessorUnit = { name: "µs/round trip", factor: 1e6 };

export const LOADS: readonly Load[] = [
  throughput("1 stream to the container", 1, []),
  throughput("1 stream from the container", 1, ["-R"]),
  throughput("8 streams to the container", 8, []),
  throughput("8 streams from the container", 8, ["-R"]),
  connections("new connections, 1 at once", 1),
  connections("new connections, 16 at once", 16),
  {
    name: "64-byte ping-pong, p50",
    unit: "µs",
    rises: false,
    processor: PER_ROUND_TRIP,
    run: ({ echo }, seconds) => {
      const { p50, count } = tcpLoad("ping", echo, 64, seconds);
      return { value: p50, amount: count };
    },
  },
];

function throughput(name: string, streams: number, options: readonly string[]): Load {
  return {
    name,
    unit: "Gbit/s",
    rises: true,
    processor: PER_GB,
    run({ iperf }, seconds) {
      const command = ["iperf3", "-c", "127.0.0.1", "-p", `${iperf}`, "-J", "-P", `${streams}`, "-t", `${seconds}`];
      const { end } = JSON.parse(output([...command, ...options]));
      const { bits_per_second: bits, bytes } = end.sum_received;
      return { value: bits / 1e9, amount: bytes / 1e9 };
    },
  };
}

function connections(name: string, atOnce: number): Load {
  return {
    name,
    unit: "1/s",
    rises: true,
    processor: PER_CONNECTION,
    run: ({ once }, seconds) => {
      const { perSecond, count } = tcpLoad("connect", once, atOnce, seconds);
      return { value: perSecond, amount: count };
    },
  };
}

/** What the load generator prints. */
interface LoadResult {
  readonly count: number;
  readonly perSecond: number;
  /** Microseconds. */
  readonly p50: number;
}

function tcpLoad(mode: string, port: number, argument: number, seconds: Seconds): LoadResult {
  const program = join(import.meta.dir, "../../dist/fixtures/tcp-load");
  return JSON.parse(output([program, mode, `${port}`, `${argument}`, `${seconds}`]));
}

function output(command: readonly string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command]);
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: ${stderr}${stdout}`);
  return stdout.toString();
}
