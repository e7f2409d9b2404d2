// Which capabilities an exec session's process has, by its user and those of the container's own process.
import { availableCapabilities } from "../spec/available-capabilities.ts";
import type { OciCapabilities, OciProcess } from "../spec/oci-spec.ts";

export interface ExecCapabilityOptions {
  /** All that this process could give, instead of the container's bounding set. */
  readonly privileged?: boolean;
  /** Named like `CAP_NET_ADMIN`: the user gets these besides. */
  readonly capabilities?: readonly string[];
}

/**
 * The kernel's five sets. The user whom the container itself runs as has what the container was given. Otherwise root
 * has all of the bounding set, and another user none of it, within reach of set-uid programs. Podman does the same.
 * What is added comes on top for everybody.
 *
 * @param container the container's own process
 * @param uid the session's user, as the container sees it
 * @returns undefined when neither the container nor the session says anything, and the runtime decides
 */
export function execCapabilities(
  container: OciProcess,
  uid: number,
  { privileged = false, capabilities: added = [] }: ExecCapabilityOptions,
): OciCapabilities | undefined {
  const { user, capabilities: own = {} } = container;
  if (container.capabilities === undefined && !privileged && added.length === 0) return undefined;
  const bounding = union(privileged ? availableCapabilities() : own.bounding, added);
  const usual = uid === 0 ? { effective: bounding, permitted: bounding } : {};
  const base: OciCapabilities = uid === user.uid && !privileged ? own : usual;
  // execve(2) takes away what another user than root has, unless it is in these two sets: capabilities(7).
  const lasting = uid === 0 ? [] : added;
  return {
    bounding,
    effective: union(base.effective, added),
    permitted: union(base.permitted, added),
    inheritable: union(base.inheritable, lasting),
    ambient: union(base.ambient, lasting),
  };
}

function union(names: readonly string[] | undefined, added: readonly string[]): readonly string[] {
  return [...new Set([...(names ?? []), ...added])];
}
