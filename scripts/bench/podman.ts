// Benchmarks of whole Podman commands, with a storage of their own.
import { IMAGE, Podman } from "../../tests/helpers/podman.ts";
import type { Monitor, Row } from "./row.ts";

export const PODMAN_ROWS: readonly Row[] = [
  podmanRow("run --rm true", () => ["run", "--rm", IMAGE, "true"]),
  podmanRow("exec true", ({ name }) => ["exec", name, "true"], startContainer),
];

/** @param prepare is called with each monitor, once */
function podmanRow(
  title: string,
  args: (monitor: Monitor) => readonly string[],
  prepare: (podman: Podman, monitor: Monitor) => Promise<unknown> = () => Promise.resolve(),
): Row {
  let podman: Podman | undefined;
  const prepared = new Set<Monitor>();
  return {
    name: `podman: ${title}`,
    perRound: 3,
    async measure(monitor) {
      podman ??= await Podman.open();
      if (!prepared.has(monitor)) await prepare(podman, monitor);
      prepared.add(monitor);
      const began = performance.now();
      await podman.output([...monitorOption(monitor), ...args(monitor)]);
      return [{ metric: "whole command", unit: "ms", value: performance.now() - began }];
    },
    async close() {
      await podman?.close();
      podman = undefined;
      prepared.clear();
    },
  };
}

/** One for each monitor, because both of its monitors, the container's and the session's, are to be the same. */
function startContainer(podman: Podman, monitor: Monitor): Promise<string> {
  const options = [...monitorOption(monitor), "run", "--detach", "--name", monitor.name];
  return podman.output([...options, IMAGE, "sleep", "3600"]);
}

/** The last of several counts. */
function monitorOption({ path }: Monitor): string[] {
  return ["--conmon", path];
}
