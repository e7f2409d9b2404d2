// Checks the map between the container's ids and the host's.
import { expect, test } from "bun:test";
import { idMappings, isMapped } from "../../../../../../src/engine/spec/rootless/id-mappings.ts";

const MAPPINGS = idMappings(1000, [
  { start: 100_000, count: 10 },
  { start: 500, count: 5 },
]);

test("idMappings() makes the user root, and puts the ranges behind each other", () => {
  expect(MAPPINGS).toEqual([
    { containerID: 0, hostID: 1000, size: 1 },
    { containerID: 1, hostID: 100_000, size: 10 },
    { containerID: 11, hostID: 500, size: 5 },
  ]);
});

test("isMapped() knows where the map ends", () => {
  expect([0, 1, 10, 11, 15, 16].map((id) => isMapped(MAPPINGS, id))).toEqual([true, true, true, true, true, false]);
});
