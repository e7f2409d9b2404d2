// Default mounts and asked-for ones in one list, in the order in which the runtime is to make them.
import { normalize } from "node:path";
import type { OciMount } from "../oci-types.ts";
import { SpecError } from "../spec-error.ts";

/**
 * Lets an asked-for mount take the place of a default one, and puts the outer ones first, because a later mount on
 * `/a` would hide one on `/a/b`.
 *
 * @throws {SpecError} when two of the asked-for ones have the same destination
 */
export function mergeMounts(defaults: readonly OciMount[], own: readonly OciMount[]): readonly OciMount[] {
  const asked = new Set<string>();
  for (const { destination } of own) {
    const place = placeOf(destination);
    if (asked.has(place)) throw new SpecError(`Two mounts have the same destination "${place}"`);
    asked.add(place);
  }
  const kept = defaults.filter(({ destination }) => !asked.has(placeOf(destination)));
  return [...kept, ...own].toSorted((one, other) => depth(one) - depth(other));
}

/**
 * How mounts spread from and to the container's root: a mount that spreads needs a root that does, and runc refuses it
 * otherwise. Undefined: no mount asks for it.
 */
export function rootPropagation(mounts: readonly OciMount[]): "shared" | "slave" | undefined {
  const words = new Set(mounts.flatMap(({ options = [] }) => options));
  if (words.has("shared") || words.has("rshared")) return "shared";
  return words.has("slave") || words.has("rslave") ? "slave" : undefined;
}

function placeOf(destination: string): string {
  return normalize(destination).replace(/(?<=.)\/$/, "");
}

function depth({ destination }: OciMount): number {
  return placeOf(destination).split("/").length;
}
