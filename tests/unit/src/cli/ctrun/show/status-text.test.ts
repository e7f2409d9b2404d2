// Containers in words.
import { expect, test } from "bun:test";
import { statusText } from "../../../../../../src/cli/ctrun/show/status-text.ts";
import { type RecordWishes, someRecord } from "../state/some-record.ts";

const NOW = 1_000_000;

test.each([
  ["Up 3 minutes", { state: "running", startedAt: NOW - 180_000 }],
  ["Exited (7) 2 seconds ago", { state: "exited", exitCode: 7, finishedAt: NOW - 2000 }],
  ["Failed to start", { state: "exited", error: "why" }],
  ["Created", { state: "created" }],
  ["Failed to start", { state: "created", error: "why" }],
  ["Creating", { state: "creating" }],
  ["Starting", { state: "starting" }],
  ["Removing", { state: "removing" }],
] as [string, RecordWishes][])("statusText() says %j", (text, wishes) => {
  expect(statusText(someRecord(wishes), NOW)).toBe(text);
});
