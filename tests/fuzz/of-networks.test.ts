// The port forwarder's configuration and messages, and the answers of slirp4netns.
import { expect, test } from "bun:test";
import { NetworkError } from "../../src/network/network-error.ts";
import { decodeSupplyMessage, encodeSupplyMessage, MOST_SOCKETS } from "../../src/network/port/supply-message.ts";
import { listHostForwards } from "../../src/network/slirp4netns/api.ts";
import { parsePortForwarderConfig, renderPortForwarderConfig } from "../../src/protocol/port-forwarder-config.ts";
import { ValidationError } from "../../src/protocol/validation-error.ts";
import { damaged, damagedText, expectOnly, fuzz, randomBytes, randomJson } from "../helpers/fuzz.ts";
import { TemporaryDirectory } from "../unit/ffi/temporary-directory.ts";
import { seeded } from "../unit/src/protocol/random.ts";

const CONFIG = `{"Mappings":[{"host_ip":"127.0.0.1","container_port":80,"host_port":8080,"range":1,"protocol":"tcp,udp"}],"NetNSPath":"/run/netns/x","ExitFD":3,"ReadyFD":4,"TmpDir":"/tmp","ChildIP":"10.0.2.100","ContainerID":"abc","RootlessCNI":false}`;
const CONFIG_KEYS = [
  "Mappings",
  "host_ip",
  "hostPort",
  "range",
  "protocol",
  "NetNSPath",
  "ExitFD",
  "ReadyFD",
  "ChildIP",
] as const;
const ANSWERS = [
  `{"return":{"entries":[{"id":1,"proto":"tcp","host_addr":"0.0.0.0","host_port":8080,"guest_addr":"10.0.2.100","guest_port":80}]}}`,
  `{"error":{"desc":"bad request: add_hostfwd"}}`,
] as const;

fuzz("a damaged configuration of the port forwarder is refused in one line, or understood", 10_000, (random) => {
  expectOnly(() => expectConfig(damagedText(random, CONFIG)), ValidationError);
});

fuzz("a configuration of any JSON is refused in one line, or understood", 10_000, (random) => {
  expectOnly(() => expectConfig(JSON.stringify(randomJson(random, [...CONFIG_KEYS]))), ValidationError);
});

fuzz("a message of the forwarder's child is what it was before it was sent, or refused", 20_000, (random) => {
  const good = encodeSupplyMessage({
    family: random.pick([2, 10]),
    transport: random.pick(["tcp", "udp"]),
    count: random.integer(MOST_SOCKETS + 1),
    errno: random.integer(200),
  });
  const bytes = random.integer(2) === 0 ? damaged(random, good) : randomBytes(random, 12);
  expectOnly(() => {
    const message = decodeSupplyMessage(bytes);
    expect(decodeSupplyMessage(encodeSupplyMessage(message))).toEqual(message);
  }, RangeError);
});

test("damaged answers of slirp4netns are understood or refused, and each question has an end", async () => {
  const random = seeded(Number(process.env["FUZZ_SEED"] ?? 1));
  using directory = new TemporaryDirectory();
  const path = directory.at("api");
  let answer: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  using _server = Bun.listen({ unix: path, allowHalfOpen: true, socket: { data: (peer) => void peer.end(answer) } });
  for (let count = 0; count < 500; count++) {
    answer = damaged(random, random.pick(ANSWERS));
    try {
      const forwards = await listHostForwards(path);
      for (const { hostPort, guestPort } of forwards) expect([hostPort, guestPort].every(Number.isInteger)).toBe(true);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw new Error(`answer ${answer.toHex()}`, { cause: error });
    }
  }
});

/** What is understood is understood again when we have written it ourselves. */
function expectConfig(text: string): void {
  const config = parsePortForwarderConfig(text);
  expect(parsePortForwarderConfig(renderPortForwarderConfig(config))).toEqual(config);
  for (const { hostPort, containerPort, range } of config.mappings) {
    expect(Math.max(hostPort, containerPort) + range - 1).toBeLessThanOrEqual(65_535);
  }
}
