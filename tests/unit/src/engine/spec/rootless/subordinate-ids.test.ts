// Checks what is understood of /etc/subuid, and what is passed over.
import { expect, test } from "bun:test";
import { subordinateIds } from "../../../../../../src/engine/spec/rootless/subordinate-ids.ts";

const USER = { name: "me", uid: 1000 };

test("subordinateIds() finds all ranges of a user, by name and by number", () => {
  const text = "you:100000:65536\nme:200000:65536\n1000:300000:10\nme2:1:1\n";
  expect(subordinateIds(text, USER)).toEqual([
    { start: 200_000, count: 65_536 },
    { start: 300_000, count: 10 },
  ]);
  expect(subordinateIds(text, { uid: 1000 })).toEqual([{ start: 300_000, count: 10 }]);
});

test("subordinateIds() passes over lines that are none", () => {
  const lines = ["", "#me:1:1", "me", "me:1", "me:a:b", "me:1:0", "me:-1:5", "me:1:2:3", "me:4294967295:1", "me: 1:1"];
  expect(subordinateIds([...lines, "me:5:6 "].join("\n"), USER)).toEqual([{ start: 5, count: 6 }]);
});

test("subordinateIds() passes over a range that overlaps an earlier one", () => {
  const text = "me:100:10\nme:109:5\nme:90:11\nme:110:1\nme:100:10";
  expect(subordinateIds(text, USER)).toEqual([
    { start: 100, count: 10 },
    { start: 110, count: 1 },
  ]);
});
