// A container's record for tests: each says only what matters to it.
import type { ContainerConfig } from "../../../../../../src/cli/ctrun/state/container-config.ts";
import type { ContainerRecord } from "../../../../../../src/cli/ctrun/state/container-record.ts";
import { randomId, randomName } from "../../../../../../src/cli/ctrun/state/names.ts";

export interface RecordWishes extends Partial<Omit<ContainerRecord, "config">> {
  readonly config?: Partial<ContainerConfig>;
}

export function someRecord({ config, ...rest }: RecordWishes = {}): ContainerRecord {
  return {
    id: randomId(),
    name: randomName(),
    state: "created",
    bootId: "this-boot",
    createdAt: 1_700_000_000_000,
    outOfMemory: false,
    ports: [],
    ...rest,
    config: {
      rootfs: "/rootfs",
      command: ["sh", "-c", "true"],
      terminal: false,
      interactive: false,
      autoRemove: false,
      network: "none",
      ports: [],
      log: { driver: "none" },
      runtime: "/usr/sbin/runc",
      monitor: "/usr/bin/conmon",
      cgroupManager: "disabled",
      cgroupParent: "",
      stopSignal: 15,
      stopTimeout: 10,
      annotations: {},
      ...config,
    },
  };
}
