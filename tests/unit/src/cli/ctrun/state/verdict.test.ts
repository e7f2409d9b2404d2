// Every state, with whoever was at work on the container alive and gone.
import { describe, expect, test } from "bun:test";
import type { ContainerState } from "../../../../../../src/cli/ctrun/state/container-record.ts";
import { type Verdict, verdictOn } from "../../../../../../src/cli/ctrun/state/verdict.ts";
import { type RecordWishes, someRecord } from "./some-record.ts";

const ALIVE = { pid: 1, startTime: 10 };
const GONE = { pid: 2, startTime: 20 };

function verdict(wishes: RecordWishes, bootId = "this-boot"): Verdict {
  return verdictOn(someRecord(wishes), { bootId, isAlive: ({ pid }) => pid === ALIVE.pid });
}

describe("verdictOn() leaves a container alone", () => {
  const states: ContainerState[] = ["creating", "starting", "running", "removing"];
  test.each(states)("that its owner is at work on: %s", (state) => {
    expect(verdict({ state, owner: ALIVE })).toBe("fine");
  });

  test("that was created, that has exited, and that its monitor watches", () => {
    expect(verdict({ state: "created" })).toBe("fine");
    expect(verdict({ state: "created" }, "next-boot")).toBe("fine");
    expect(verdict({ state: "exited", monitor: GONE })).toBe("fine");
    expect(verdict({ state: "running", monitor: ALIVE })).toBe("fine");
  });

  test("whose keeper is there to remove it", () => {
    expect(verdict({ state: "exited", keeper: ALIVE, config: { autoRemove: true } })).toBe("fine");
  });
});

describe("verdictOn() sees what a crash has left", () => {
  const cases: [Verdict, RecordWishes][] = [
    ["remove", { state: "creating", owner: GONE }],
    ["remove", { state: "removing", owner: GONE }],
    ["undo-start", { state: "starting", owner: GONE }],
    ["ask-runtime", { state: "running", owner: GONE, monitor: ALIVE }],
    ["end", { state: "running", owner: GONE, monitor: GONE }],
    ["end", { state: "running", monitor: GONE }],
    ["remove", { state: "exited", keeper: GONE, config: { autoRemove: true } }],
    ["remove", { state: "exited", config: { autoRemove: true } }],
  ];
  test.each(cases)("%s: %o", (expected, wishes) => {
    expect(verdict(wishes)).toBe(expected);
  });
});

describe("verdictOn() believes no process number after the machine was started anew", () => {
  const cases: [ContainerState, Verdict][] = [
    ["creating", "remove"],
    ["starting", "undo-start"],
    ["running", "end"],
    ["removing", "remove"],
  ];
  test.each(cases)("%s: %s", (state, expected) => {
    expect(verdict({ state, owner: ALIVE, monitor: ALIVE }, "next-boot")).toBe(expected);
  });
});
