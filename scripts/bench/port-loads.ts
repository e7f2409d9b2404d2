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

/** One measurement: a rate or a time, and how much data was moved, where that is the point. */
export interface Measurement {
  readonly value: number;
  readonly gigabytes?: number;
}

export interface Load {
  readonly name: string;
  readonly unit: string;
  /** Whether more is better. */
  readonly rises: boolean;
  run(ports: LoadPorts, seconds: Seconds): Measurement;
}

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
    run: ({ echo }, seconds) => ({ value: tcpLoad("ping", echo, 64, seconds).p50 }),
  },
];

function throughput(name: string, streams: number, options: readonly string[]): Load {
  return {
    name,
    unit: "Gbit/s",
    rises: true,
    run({ iperf }, seconds) {
      const command = ["iperf3", "-c", "127.0.0.1", "-p", `${iperf}`, "-J", "-P", `${streams}`, "-t", `${seconds}`];
      const { end } = JSON.parse(output([...command, ...options]));
      const { bits_per_second: bits, bytes } = end.sum_received;
      return { value: bits / 1e9, gigabytes: bytes / 1e9 };
    },
  };
}

function connections(name: string, atOnce: number): Load {
  return {
    name,
    unit: "1/s",
    rises: true,
    run: ({ once }, seconds) => ({ value: tcpLoad("connect", once, atOnce, seconds).perSecond }),
  };
}

function tcpLoad(mode: string, port: number, argument: number, seconds: Seconds): { perSecond: number; p50: number } {
  const program = join(import.meta.dir, "../../dist/fixtures/tcp-load");
  return JSON.parse(output([program, mode, `${port}`, `${argument}`, `${seconds}`]));
}

function output(command: readonly string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command]);
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: ${stderr}${stdout}`);
  return stdout.toString();
}
