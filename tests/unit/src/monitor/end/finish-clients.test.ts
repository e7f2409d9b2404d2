// Checks that attach clients get their last bytes, and that a deaf one holds up nothing.
import { expect, test } from "bun:test";
import { finishClients } from "../../../../../src/monitor/end/finish-clients.ts";
import { every } from "../../../../../src/reactor/timer.ts";
import { countingBytes } from "../../bytes.ts";
import { AttachSite, packetOf } from "../streams/attach-site.ts";

/** More than the kernel takes, and less than is too much for a queue. */
const OUTPUT = countingBytes(400_000);

/** As the monitor: when the last client has gone, there is nothing left to do. */
class Ending extends AttachSite {
  finish(): number {
    const start = performance.now();
    this.server.close();
    using _deserted = every(this.reactor, 1, () => {
      if (this.events.includes("deserted")) this.reactor.stop();
    });
    finishClients(this.server, this.reactor);
    return performance.now() - start;
  }
}

test("finishClients() has nothing to do without clients, or when all have everything", () => {
  using empty = new Ending();
  expect(empty.finish()).toBeLessThan(100);
  using site = new Ending();
  using _client = site.connect();
  site.server.show("stdout", OUTPUT, 0, 1000);
  expect(site.finish()).toBeLessThan(100);
});

test.each([
  ["goes on until a client has everything", 1],
  ["waits for a client that reads slowly", 100],
])(
  "finishClients() %s",
  (_what, milliseconds) => {
    using site = new Ending();
    using client = site.connect();
    site.server.show("stdout", OUTPUT);
    let received = 0;
    const receive = (): boolean => {
      const packet = packetOf(client);
      if (!(packet instanceof Uint8Array)) return false;
      received += packet.length - 1;
      return true;
    };
    using _reading = every(site.reactor, milliseconds, receive);
    site.finish();
    while (receive());
    expect(received).toBe(OUTPUT.length);
  },
  20_000,
);

test("finishClients() gives a client up that reads nothing", () => {
  using site = new Ending();
  using _client = site.connect();
  // How much the socket itself holds is the machine's setting.
  while (site.server.queued === 0) site.server.show("stdout", OUTPUT);
  expect(site.finish()).toBeLessThan(2000);
});
