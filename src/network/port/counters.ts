// What a forwarder has done so far, for people who ask it with SIGUSR1.
import type { ByteCount } from "./direction.ts";

/** One listening port. */
export class PortCounters {
  /** Clients that were accepted; for UDP: that were seen. */
  accepted = 0;
  /** Of these, with us now. */
  active = 0;
  /** Of these, those that nobody in the container would talk to. */
  refused = 0;
  /** Of these, those whose connection one of the two peers broke off. */
  reset = 0;
  /** From clients to the container, and back. */
  readonly up: ByteCount = { bytes: 0 };
  readonly down: ByteCount = { bytes: 0 };

  constructor(
    readonly protocol: string,
    readonly hostIp: string,
    readonly hostPort: number,
    readonly containerPort: number,
  ) {}

  toJSON(): Readonly<Record<string, string | number>> {
    const { protocol, hostIp, hostPort, containerPort, accepted, active, refused, reset } = this;
    const bytes = { bytesIn: this.up.bytes, bytesOut: this.down.bytes };
    return { protocol, hostIp, hostPort, containerPort, accepted, active, refused, reset, ...bytes };
  }
}

/** One line of JSON. */
export function statisticsLine(ports: readonly PortCounters[]): string {
  return `${JSON.stringify({ ports })}\n`;
}
