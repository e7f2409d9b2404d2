// How the ids in a rootless container relate to those on the host.
import type { OciIdMapping } from "../oci-types.ts";
import type { IdRange } from "./subordinate-ids.ts";

/** Root in the container is whoever starts it; 1 and above are the subordinate ids, one range after the other. */
export function idMappings(own: number, ranges: readonly IdRange[]): readonly OciIdMapping[] {
  let next = 1;
  const mappings: OciIdMapping[] = [{ containerID: 0, hostID: own, size: 1 }];
  for (const { start, count } of ranges) {
    mappings.push({ containerID: next, hostID: start, size: count });
    next += count;
  }
  return mappings;
}

/** Whether an id of the container's is one on the host. */
export function isMapped(mappings: readonly OciIdMapping[], id: number): boolean {
  return mappings.some(({ containerID, size }) => id >= containerID && id < containerID + size);
}
