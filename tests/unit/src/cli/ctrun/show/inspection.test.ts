// The shape that programs rely on, with and without a bundle to look into.
import { expect, test } from "bun:test";
import { inspection } from "../../../../../../src/cli/ctrun/show/inspection.ts";
import { stateDirectories } from "../../../../../../src/cli/ctrun/state/directories.ts";
import { someRecord } from "../state/some-record.ts";

const DIRECTORIES = stateDirectories("/state", { uid: 0, environment: {} });

test("inspection() tells all of a container that runs", () => {
  const record = someRecord({
    state: "running",
    name: "web",
    pid: 7,
    monitor: { pid: 8, startTime: 9 },
    createdAt: 0,
    startedAt: 1000,
    ports: [{ hostIp: "127.0.0.1", hostPort: 8080, containerPort: 80, protocol: "tcp", range: 1 }],
    config: {
      hostname: "there",
      network: "slirp4netns",
      ports: [{ hostIp: "127.0.0.1", hostPort: 0, containerPort: 80, protocol: "tcp", range: 1 }],
      log: { driver: "k8s-file", path: "/x/ctr.log", maxSize: 1000 },
    },
  });
  const spec = {
    ociVersion: "1.0.2",
    process: { args: ["sh"], cwd: "/tmp", env: ["A=1"], user: { uid: 3, gid: 4 } },
    root: { path: "/rootfs", readonly: true },
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/data", type: "bind", source: "/source" },
    ],
  };
  const shown = inspection(record, DIRECTORIES, spec);
  expect(shown).toMatchObject({
    Id: record.id,
    Name: "web",
    Created: "1970-01-01T00:00:00.000Z",
    Path: "sh",
    Args: ["-c", "true"],
    State: {
      Status: "running",
      Running: true,
      Pid: 7,
      ConmonPid: 8,
      StartedAt: "1970-01-01T00:00:01.000Z",
      FinishedAt: "",
    },
    OCIConfigPath: `/state/containers/${record.id}/bundle/config.json`,
    HostConfig: {
      LogConfig: { Type: "k8s-file", Path: "/x/ctr.log", Size: "1000", Tag: "" },
      PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }] },
      ReadonlyRootfs: true,
    },
    NetworkSettings: {
      IPAddress: "10.0.2.100",
      Ports: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "8080" }] },
    },
    Mounts: [{ Type: "bind", Source: "/source", Destination: "/data" }],
    Config: { Hostname: "there", User: "3:4", Env: ["A=1"], WorkingDir: "/tmp", StopSignal: "SIGTERM" },
  });
});

test("inspection() tells what is known without a bundle", () => {
  const shown = inspection(someRecord({ state: "removing", error: "why" }), DIRECTORIES, undefined);
  expect(shown).toMatchObject({ Mounts: [], State: { Running: false, Pid: 0, ConmonPid: 0, Error: "why" } });
});
