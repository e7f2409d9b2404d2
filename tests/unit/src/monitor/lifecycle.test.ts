// Checks the table of a container's life: every state with every event, and that each way ends exactly once.
import { expect, test } from "bun:test";
import { type Action, type Event, next, type State, type Step } from "../../../../src/monitor/lifecycle.ts";

const STATES = ["waiting", "creating", "running", "killed", "over"] as const satisfies readonly State[];
const EVENTS = [
  "allowed",
  "abandoned",
  "created",
  "failed",
  "ended",
  "timeUp",
  "killOverdue",
  "told",
] as const satisfies readonly Event[];

/** Every cell of the table that means something: the next state, and the actions in their order. */
const MEANINGFUL: Readonly<Record<string, readonly [State, ...Action[]]>> = {
  "waiting allowed": ["creating", "startRuntime"],
  "waiting abandoned": ["over", "reportFailure", "finish"],
  "waiting failed": ["over", "reportFailure", "finish"],
  "waiting told": ["over", "reportFailure", "finish"],
  "creating created": ["running", "releaseOutput", "reportPid", "watchContainer", "startClock"],
  "creating failed": ["over", "reportFailure", "finish"],
  "creating told": ["creating", "signalRuntime"],
  "running ended": ["over", "finish"],
  "running timeUp": ["killed", "killContainer"],
  "running told": ["running", "signalContainer"],
  "killed ended": ["over", "finish"],
  "killed killOverdue": ["over", "finish"],
  "killed told": ["killed", "signalContainer"],
};

for (const state of STATES) {
  for (const event of EVENTS) {
    const [target, ...actions] = MEANINGFUL[`${state} ${event}`] ?? [state];
    const what = actions.length === 0 ? "does nothing" : `does ${actions.join(", ")}`;
    test(`next() on ${event} while ${state} ${what}`, () => {
      expect(next(state, event)).toEqual({ state: target, actions });
    });
  }
}

/** Every sequence of events up to a length, with the steps that they cause. */
function walk(length: number, visit: (events: readonly Event[], steps: readonly Step[]) => void): void {
  const go = (state: State, events: readonly Event[], steps: readonly Step[]): void => {
    visit(events, steps);
    if (events.length === length) return;
    for (const event of EVENTS) {
      const step = next(state, event);
      go(step.state, [...events, event], [...steps, step]);
    }
  };
  go("waiting", [], []);
}

const LONGEST = 6;

test("next() reaches every state", () => {
  const reached = new Set<State>();
  walk(LONGEST, (_, steps) => reached.add(steps.at(-1)?.state ?? "waiting"));
  expect([...reached].toSorted()).toEqual([...STATES].toSorted());
});

test("next() finishes once on every way to the end, and not before", () => {
  const wrong: string[] = [];
  walk(LONGEST, (events, steps) => {
    const finishes = steps.flatMap(({ actions }) => actions).filter((action) => action === "finish").length;
    if (finishes !== (steps.at(-1)?.state === "over" ? 1 : 0)) wrong.push(events.join(" "));
  });
  expect(wrong).toEqual([]);
});

test("next() makes finish the last thing that is done", () => {
  const wrong: string[] = [];
  walk(LONGEST, (events, steps) => {
    const actions = steps.flatMap((step) => step.actions);
    const finish = actions.indexOf("finish");
    if (finish >= 0 && finish !== actions.length - 1) wrong.push(events.join(" "));
  });
  expect(wrong).toEqual([]);
});

test("next() never leaves the end", () => {
  for (const event of EVENTS) expect(next("over", event)).toEqual({ state: "over", actions: [] });
});

test("next() can reach the end from everywhere", () => {
  const reachable = (from: State, left: number): boolean =>
    from === "over" || (left > 0 && EVENTS.some((event) => reachable(next(from, event).state, left - 1)));
  for (const state of STATES) expect(reachable(state, STATES.length)).toBe(true);
});

test("next() starts the runtime once, and reports either a pid or a failure, never both", () => {
  const wrong: string[] = [];
  walk(LONGEST, (events, steps) => {
    const actions = steps.flatMap((step) => step.actions);
    const count = (wanted: Action): number => actions.filter((action) => action === wanted).length;
    const reports = count("reportPid") + count("reportFailure");
    if (count("startRuntime") > 1 || reports > 1 || count("reportPid") > count("startRuntime"))
      wrong.push(events.join(" "));
  });
  expect(wrong).toEqual([]);
});

test("next() touches the container only while there is one", () => {
  const ofContainer: readonly Action[] = ["signalContainer", "killContainer"];
  const wrong: string[] = [];
  walk(LONGEST, (events, steps) => {
    const actions = steps.flatMap((step) => step.actions);
    const first = actions.findIndex((action) => ofContainer.includes(action));
    const watched = actions.indexOf("watchContainer");
    if (first >= 0 && (watched < 0 || watched > first)) wrong.push(events.join(" "));
  });
  expect(wrong).toEqual([]);
});
