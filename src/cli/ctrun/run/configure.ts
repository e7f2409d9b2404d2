// What is kept of the options of `run` and `create`: everything that is needed after the container was created.
import { statSync } from "node:fs";
import { constants, hostname as hostName } from "node:os";
import { resolve } from "node:path";
import { UsageError } from "../grammar/usage-error.ts";
import { defaultCgroupManager, defaultCgroupParent } from "../life/cgroup.ts";
import type { ContainerConfig } from "../state/container-config.ts";
import { shortId } from "../state/names.ts";
import { findMonitor, findRuntime, surroundings } from "./find-program.ts";
import { logConfig } from "./log-options.ts";
import { type Network, publication } from "./network.ts";
import type { ContainerWishes } from "./spec-wishes.ts";

/** Podman's. */
const STOP_TIMEOUT = 10;

export interface ConfigureContext {
  readonly id: string;
  /** Where its log goes when nobody names a file. */
  readonly log: string;
  readonly command: readonly string[];
  readonly onWarning: (text: string) => void;
}

/** @throws {UsageError} {Error} for what makes no sense, or is not there */
export function configure(wishes: ContainerWishes, { id, log, command, onWarning }: ConfigureContext): ContainerConfig {
  const network = wishes.network ?? defaultNetwork(wishes);
  const { ports, warning } = publication(network, wishes.publish);
  if (warning !== undefined) onWarning(warning);
  const uid = process.geteuid?.() ?? 0;
  const monitor = findMonitor(wishes.monitor, surroundings());
  const cgroupManager = wishes["cgroup-manager"] ?? defaultCgroupManager({ uid, environment: process.env });
  return {
    rootfs: rootfs(wishes.rootfs),
    command: [...command],
    // The host's network goes with the host's name: programs look themselves up by it.
    hostname: wishes.hostname ?? (network.network === "host" ? hostName() : shortId(id)),
    terminal: wishes.tty,
    interactive: wishes.interactive,
    autoRemove: wishes.rm,
    ...network,
    ports: [...ports],
    log: logConfig({ driver: wishes["log-driver"], options: wishes["log-opt"], defaultPath: log }),
    runtime: findRuntime(wishes.runtime, surroundings()),
    monitor,
    cgroupManager,
    cgroupParent: wishes["cgroup-parent"] ?? defaultCgroupParent(cgroupManager, uid),
    stopSignal: wishes["stop-signal"] ?? constants.signals.SIGTERM,
    stopTimeout: wishes["stop-timeout"] ?? STOP_TIMEOUT,
    ...(wishes.timeout === undefined ? {} : { timeLimit: wishes.timeout }),
    ...(wishes["detach-keys"] === undefined ? {} : { detachKeys: wishes["detach-keys"] }),
    ...(wishes.pidfile === undefined ? {} : { pidfile: resolve(wishes.pidfile) }),
    annotations: Object.fromEntries(wishes.annotation.map(annotation)),
  };
}

/** Whoever publishes ports wants a network that they lead to. */
function defaultNetwork({ publish }: ContainerWishes): Network {
  return { network: publish.length > 0 ? "slirp4netns" : "none" };
}

function rootfs(given: string | undefined): string {
  if (given === undefined) {
    throw new UsageError("--rootfs DIR is missing: ctrun has no images, but runs what is in a directory");
  }
  const path = resolve(given);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Error(`the root file system "${path}" is no directory`);
  }
  return path;
}

function annotation(text: string): [key: string, value: string] {
  const equals = text.indexOf("=");
  if (equals < 1) throw new UsageError(`invalid value "${text}" for --annotation: use KEY=VALUE`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}
