// What templates show in words.
import { expect, test } from "bun:test";
import { listTexts } from "../../../../../../src/cli/ctrun/show/list-texts.ts";
import { someRecord } from "../state/some-record.ts";

test("listTexts() has Podman's names for what is shown in words", () => {
  const ports = [{ hostIp: "", hostPort: 8080, containerPort: 80, protocol: "tcp", range: 1 }] as const;
  const record = someRecord({ state: "running", createdAt: 0, startedAt: 60_000, ports });
  expect(listTexts(record, { full: false, now: 120_000 })).toEqual({
    ID: record.id.slice(0, 12),
    Image: "/rootfs",
    Command: "sh -c true",
    RunningFor: "2 minutes ago",
    CreatedHuman: "2 minutes ago",
    Uptime: "1 minute",
    Ports: "0.0.0.0:8080->80/tcp",
  });
  expect(listTexts(record, { full: true, now: 0 })["ID"]).toBe(record.id);
});
