// How a container is, in words.
import type { ContainerRecord } from "../state/container-record.ts";
import { ago, durationText } from "../values/duration.ts";

/** `Up 3 minutes`, `Exited (1) 2 hours ago`. @param now milliseconds since 1970 */
export function statusText(record: ContainerRecord, now: number): string {
  const { state, startedAt = now, finishedAt = now, exitCode, error } = record;
  switch (state) {
    case "running":
      return `Up ${durationText(now - startedAt)}`;
    case "exited":
      return exitCode === undefined ? "Failed to start" : `Exited (${exitCode}) ${ago(finishedAt, now)}`;
    case "created":
      return error === undefined ? "Created" : "Failed to start";
    case "creating":
    case "starting":
    case "removing":
      return `${state.slice(0, 1).toUpperCase()}${state.slice(1)}`;
  }
}
