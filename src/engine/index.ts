// The engine's side of a container monitor, as a library: start containers through ctrmon or conmon, and live with them.
//
// Everything that waits takes `{ signal, timeout }`; everything that holds a descriptor is disposed of with `using`. Errors
// are `EngineError`s of a kind for each who is to blame, or `SystemError`s of the system call that failed.
//
// A container in full:
//
//   const at = (name: string): string => `/run/hello/${name}`;
//   for (const folder of ["bundle", "exits", "sockets"]) mkdirSync(at(folder), { recursive: true });
//   writeSpec(at("bundle"), buildSpec({ rootfs: "/srv/busybox", args: ["echo", "hello"] }));
//   const place: ContainerPlace = {
//     id: "hello",
//     bundle: at("bundle"),
//     runtime: { path: "/usr/sbin/runc" },
//     monitor: { path: "/usr/bin/ctrmon" },
//     pidfile: at("pid"),
//     monitorPidfile: at("monitor.pid"),
//     ociLog: at("oci-log"),
//     exitDir: at("exits"),
//     socketDir: at("sockets"),
//     logs: [{ driver: "k8s-file", path: at("log") }],
//   };
//   const container = await createContainer({ place });
//   await container.start();
//   for await (const { bytes } of container.logs({ follow: true })) process.stdout.write(bytes);
//   const { code } = await container.wait();
//   await container.delete();
export { SystemError } from "../../ffi/errno.ts";
export { Fd } from "../../ffi/fd.ts";
export type { WindowSize } from "../../ffi/terminal.ts";
export {
  createNetworkNamespace,
  listNetworkNamespaces,
  type NamespaceOptions,
  openNetworkNamespace,
  removeNetworkNamespace,
} from "../network/netns/namespace.ts";
export { NetworkError } from "../network/network-error.ts";
export { parseSlirpOptions, type SlirpOptions } from "../network/slirp4netns/options.ts";
export type { AttachFrame } from "../protocol/attach-frame.ts";
export { type LogTarget, parseLogTarget } from "../protocol/log-target.ts";
export { TimeoutError, type Waiting } from "../waiting/deadline.ts";
export type { Attachment } from "./attach/attach.ts";
export { type ConverseOptions, converse } from "./attach/converse.ts";
export { DEFAULT_DETACH_KEYS, parseDetachKeys } from "./attach/detach-keys.ts";
export { type CgroupPlacement, placeMonitor } from "./cgroup/placement.ts";
export { removePlacement } from "./cgroup/removal.ts";
export { Container, openContainer } from "./container.ts";
export { type CreateOptions, createContainer, type RestoreOptions } from "./create/create.ts";
export {
  ContainerStateError,
  EngineError,
  MonitorError,
  OciRuntimeError,
  PortError,
  PortInUseError,
  PrivilegedPortError,
  type RuntimeErrorKind,
} from "./errors.ts";
export type { ExecOptions } from "./exec/exec.ts";
export type { AttachedExecSession, ExecSession } from "./exec/exec-session.ts";
export type { ExecProcess } from "./exec/process-spec.ts";
export { ExecProcessError } from "./exec/process-spec.ts";
export { type ContainerUser, lookupUser, UserLookupError } from "./exec/users/user-lookup.ts";
export type { LogEntry, StreamName } from "./logs/log-entry.ts";
export { LogError } from "./logs/log-error.ts";
export { type Moment, parseSince, parseUntil } from "./logs/moment.ts";
export { type LogOptions, readLogs } from "./logs/read-logs.ts";
export { keptNamespace, type NamespacePlace, namespacePath, removeKeptNamespace } from "./network/kept-namespace.ts";
export { SlirpNetwork, type SlirpNetworkOptions } from "./network/slirp-network.ts";
export type { ContainerPlace, MonitorProgram, RuntimeProgram } from "./place.ts";
export { type BoundPorts, bindPorts } from "./ports/bind-ports.ts";
export { formatPortMapping, type PortMapping, parsePortMapping } from "./ports/port-mapping.ts";
export { type CheckpointOptions, type DeleteOptions, type KillOptions, Runtime } from "./runtime/runtime.ts";
export type { RuntimeState } from "./runtime/runtime-state.ts";
export type { MonitorStdio } from "./spawn/start-monitor.ts";
export { buildSpec, type SpecOptions } from "./spec/build-spec.ts";
export { type OciProcess, type OciSpec, readSpec, SpecError, writeSpec } from "./spec/oci-spec.ts";
export { type ContainerExit, readExit, waitForExit } from "./wait/exit.ts";
