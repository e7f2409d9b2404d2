// The fields of `ctrun ps --format TEMPLATE` that are shown in words, or go by another name besides: Podman's.
import type { ContainerRecord } from "../state/container-record.ts";
import { shortId } from "../state/names.ts";
import { ago, durationText } from "../values/duration.ts";
import { portsText } from "./ports-text.ts";

/** Where Podman's heading is not the field's name. */
export const HEADINGS: Readonly<Record<string, string>> = {
  ID: "CONTAINER ID",
  Id: "CONTAINER ID",
  RunningFor: "CREATED",
};

/** @param full whether ids are shown in full @param now milliseconds since 1970 */
export function listTexts(
  record: ContainerRecord,
  { full, now }: { full: boolean; now: number },
): Record<string, string> {
  const { id, config, createdAt, startedAt = now, ports } = record;
  return {
    ID: full ? id : shortId(id),
    Image: config.rootfs,
    Command: config.command.join(" "),
    RunningFor: ago(createdAt, now),
    CreatedHuman: ago(createdAt, now),
    Uptime: record.state === "running" ? durationText(now - startedAt) : "",
    Ports: portsText(ports),
  };
}
