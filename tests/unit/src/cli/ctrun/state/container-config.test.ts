// Configurations to text and back.
import { expect, test } from "bun:test";
import { parseConfig, parsePorts } from "../../../../../../src/cli/ctrun/state/container-config.ts";
import { someRecord } from "./some-record.ts";

test("parseConfig() reads back what was written", () => {
  const { config } = someRecord({
    config: {
      hostname: "web",
      log: { driver: "k8s-file", path: "/x/ctr.log", maxSize: 1000, labels: ["a=b"] },
      annotations: { key: "value" },
    },
  });
  expect(parseConfig(JSON.stringify(config))).toEqual(config);
});

test("parseConfig() says what is wrong with a configuration that it cannot read", () => {
  const { config } = someRecord();
  expect(() => parseConfig(JSON.stringify({ ...config, command: "sh" }))).toThrow(/cannot read: .*command/s);
});

test("parsePorts() reads back what was written", () => {
  const ports = [{ hostIp: "", hostPort: 8080, containerPort: 80, protocol: "tcp", range: 1 }] as const;
  expect(parsePorts(JSON.stringify(ports))).toEqual([...ports]);
  expect(() => parsePorts('[{"hostIp": 1}]')).toThrow("cannot read");
});
