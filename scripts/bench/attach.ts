// Benchmarks of attach clients: output to one and to many, input to the container, and a key until it is seen.
import { dirname } from "node:path";
import { fixture } from "../../tests/helpers/monitors.ts";
import { Client } from "./client.ts";
import type { Row } from "./row.ts";
import { openSession, workOf } from "./session.ts";

const CONTAINER = fixture("bench-container");

export const ATTACH_ROWS: readonly Row[] = [
  outputRow(1, 300),
  outputRow(10, 60),
  {
    name: "attach: input",
    measure(monitor, amounts) {
      const options = { stdin: true } as const;
      using session = openSession(monitor, { script: `exec ${CONTAINER} read`, options });
      session.go().created();
      using client = new Client(dirname(session.attachPath), "feed", `${amounts.of(400)}`);
      const { seconds } = workOf(session);
      const [sent = 0] = client.numbers();
      const received = Number(session.log()[0]?.text);
      if (received !== sent) throw new Error(`the container has read ${received} of ${sent} bytes`);
      return [{ metric: "throughput", unit: "MB/s", value: sent / 1e6 / seconds }];
    },
  },
  {
    name: "attach: a key on a terminal, until its echo is back",
    measure(monitor, amounts) {
      const options = { stdin: true, terminal: true } as const;
      using session = openSession(monitor, { script: `exec ${CONTAINER} echo`, options });
      session.go().created();
      using client = new Client(dirname(session.attachPath), "type", `${Math.ceil(amounts.of(5000))}`);
      session.start();
      const [middle = Number.NaN, late = Number.NaN] = client.numbers();
      return [
        { metric: "median", unit: "µs", value: middle },
        { metric: "99th percentile", unit: "µs", value: late },
      ];
    },
  },
];

/** @param megabytes for each client, in a full measurement */
function outputRow(clients: number, megabytes: number): Row {
  return {
    name: `attach: output to ${clients} ${clients === 1 ? "client" : "clients"}, 80-byte lines, logged too`,
    measure(monitor, amounts) {
      const amount = amounts.of(megabytes);
      using session = openSession(monitor, { script: `exec ${CONTAINER} lines 80 ${amount}` });
      session.go().created();
      using client = new Client(dirname(session.attachPath), "drain", `${clients}`);
      const { seconds, processorSeconds } = workOf(session);
      const [received = 0] = client.numbers();
      const wanted = amount * 1e6 * clients;
      if (received < wanted) throw new Error(`the clients have received ${received} of ${wanted} bytes`);
      return [
        { metric: "throughput, all clients together", unit: "MB/s", value: received / 1e6 / seconds },
        { metric: "processor time", unit: "s/GB", value: processorSeconds / (received / 1e9) },
      ];
    },
  };
}
