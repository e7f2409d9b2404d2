// `ctrun ps --filter`: which containers are listed.
import type { ContainerRecord } from "../state/container-record.ts";

export type Filter = (record: ContainerRecord) => boolean;

/**
 * Reads one filter: `status=STATE`, `name=PART`, `id=BEGINNING`, `exited=CODE`.
 *
 * @throws {Error} for another
 */
export function parseFilter(text: string): Filter {
  const equals = text.indexOf("=");
  const value = text.slice(equals + 1);
  switch (equals === -1 ? "" : text.slice(0, equals)) {
    case "status":
      return ({ state }) => state === value;
    case "name":
      return ({ name }) => name.includes(value);
    case "id":
      return ({ id }) => id.startsWith(value);
    case "exited":
      return ({ state, exitCode }) => state === "exited" && exitCode === Number(value);
    default:
      throw new Error("it must be status=STATE, name=PART, id=BEGINNING or exited=CODE");
  }
}
