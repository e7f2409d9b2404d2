// A container's place for tests in which nothing of it exists.
import type { ContainerPlace } from "../../../../src/engine/place.ts";

export const PLACE: ContainerPlace = {
  id: "a-container",
  bundle: "/b",
  runtime: { path: "/usr/bin/runc", args: ["--root", "/r"] },
  monitor: { path: "/usr/bin/conmon" },
  pidfile: "/run/pid",
  monitorPidfile: "/run/monitor.pid",
  ociLog: "/run/oci-log",
  exitDir: "/exits",
  socketDir: "/sockets",
  logs: [{ driver: "k8s-file", path: "/log" }],
};
