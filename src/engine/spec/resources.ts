// What a container may use of the machine, as the runtime writes it into the container's cgroup.
import type { OciResources } from "./oci-types.ts";
import { SpecError } from "./spec-error.ts";

export interface ResourceOptions {
  /** Bytes. */
  readonly memory?: number;
  /** Bytes of memory and swap together; −1 for no limit. With `memory` alone it is twice that, as in Podman. */
  readonly memorySwap?: number;
  /** Processes and threads; 0 or less for no limit. Without a word 2048, as in Podman. */
  readonly pidsLimit?: number;
  /** Processors' worth of time, such as 1.5. */
  readonly cpus?: number;
  /** Weight against other containers; the kernel's default is 1024. */
  readonly cpuShares?: number;
  /** Processors, such as `0-2,7`. */
  readonly cpusetCpus?: string;
  /** Memory nodes, in the same form. */
  readonly cpusetMems?: string;
}

/**
 * The limits for the runtime. Devices are all forbidden, for the runtime adds those that every container has.
 *
 * @throws {SpecError} when they contradict each other or are out of range
 */
export function containerResources(options: ResourceOptions, privileged = false): OciResources {
  const { pidsLimit = 2048 } = options;
  const memory = memoryLimits(options);
  const cpu = processorLimits(options);
  return {
    devices: [{ allow: privileged, access: "rwm" }],
    pids: { limit: pidsLimit > 0 ? pidsLimit : -1 },
    ...(memory === undefined ? {} : { memory }),
    ...(cpu === undefined ? {} : { cpu }),
  };
}

/** The names of the options that were given: all that need a cgroup. */
export function askedResources(options: ResourceOptions): readonly string[] {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return given.map(([name]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
}

// What the kernel's scheduler counts in, and the default of every engine: 100 ms.
const PERIOD_IN_MICROSECONDS = 100_000;

// Below it runc cannot start anything: its own first process would be killed.
const LEAST_MEMORY = 6 * 1024 * 1024;

function memoryLimits({ memory, memorySwap }: ResourceOptions): OciResources["memory"] {
  if (memory === undefined) {
    if (memorySwap !== undefined) throw new SpecError("--memory-swap needs --memory, of which it is the larger");
    return undefined;
  }
  if (memory < LEAST_MEMORY) throw new SpecError(`--memory is ${memory} bytes: it must be at least 6m`);
  if (memorySwap !== undefined && memorySwap !== -1 && memorySwap < memory) {
    throw new SpecError("--memory-swap is less than --memory: it limits memory and swap together");
  }
  return { limit: memory, swap: memorySwap ?? 2 * memory };
}

function processorLimits({ cpus, cpuShares, cpusetCpus, cpusetMems }: ResourceOptions): OciResources["cpu"] {
  // The kernel takes no quota below a millisecond.
  if (cpus !== undefined && !(cpus >= 0.01)) throw new SpecError(`--cpus is ${cpus}: it must be at least 0.01`);
  const limits = {
    ...(cpuShares === undefined ? {} : { shares: cpuShares }),
    ...(cpus === undefined ? {} : { quota: Math.round(cpus * PERIOD_IN_MICROSECONDS), period: PERIOD_IN_MICROSECONDS }),
    ...(cpusetCpus === undefined ? {} : { cpus: cpusetCpus }),
    ...(cpusetMems === undefined ? {} : { mems: cpusetMems }),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}
