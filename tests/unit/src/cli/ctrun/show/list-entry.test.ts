// The shape that programs rely on.
import { expect, test } from "bun:test";
import { listEntry } from "../../../../../../src/cli/ctrun/show/list-entry.ts";
import { someRecord } from "../state/some-record.ts";

test("listEntry() has every field, for a container that has done nothing yet, too", () => {
  const record = someRecord({ name: "web", createdAt: 1_500 });
  expect(listEntry(record, 2_500)).toEqual({
    Id: record.id,
    Names: ["web"],
    Command: ["sh", "-c", "true"],
    Rootfs: "/rootfs",
    Created: 1,
    CreatedAt: "1970-01-01T00:00:01.500Z",
    State: "created",
    Status: "Created",
    StartedAt: 0,
    ExitedAt: 0,
    Exited: false,
    ExitCode: 0,
    Pid: 0,
    Networks: ["none"],
    Ports: [],
    AutoRemove: false,
  });
});

test("listEntry() tells how it ended, and which ports it has", () => {
  const ports = [{ hostIp: "", hostPort: 8080, containerPort: 80, protocol: "tcp", range: 2 }] as const;
  const record = someRecord({ state: "exited", startedAt: 2000, finishedAt: 3000, exitCode: 5, ports });
  expect(listEntry(record, 9000)).toMatchObject({
    Exited: true,
    ExitCode: 5,
    StartedAt: 2,
    ExitedAt: 3,
    Ports: [{ host_ip: "", host_port: 8080, container_port: 80, protocol: "tcp", range: 2 }],
  });
});
