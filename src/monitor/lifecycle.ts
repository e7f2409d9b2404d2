// The life of a container as a pure table: state × event → next state and what to do. No I/O, no data.

/**
 * - `creating`: the OCI runtime is at work; there is no container yet.
 * - `running`: the runtime is done and the container's process is there.
 * - `killed`: the time is up and the container has been sent SIGKILL.
 * - `over`: nothing is left to wait for.
 */
export type State = "creating" | "running" | "killed" | "over";

/**
 * - `created`: the runtime has exited with 0 and left a pid.
 * - `createFailed`: the runtime has exited otherwise, or without a pid.
 * - `ended`: the container's process has ended.
 * - `timeUp`: the container has run for as long as `--timeout` allows.
 * - `killOverdue`: the container has survived its SIGKILL for longer than anything can be waited for.
 * - `told`: ctrmon itself has been sent a signal to end.
 */
export type Event = "created" | "createFailed" | "ended" | "timeUp" | "killOverdue" | "told";

/** What the monitor does on the way from one state to the next, in this order. */
export type Action =
  | "reportPid"
  | "releaseOutput"
  | "watchContainer"
  | "startClock"
  | "reportFailure"
  | "signalRuntime"
  | "signalContainer"
  | "killContainer"
  | "finish";

export interface Step {
  readonly state: State;
  readonly actions: readonly Action[];
}

const table: Readonly<Record<State, Partial<Readonly<Record<Event, Step>>>>> = {
  creating: {
    created: to("running", "releaseOutput", "reportPid", "watchContainer", "startClock"),
    createFailed: to("over", "reportFailure", "finish"),
    told: to("creating", "signalRuntime"),
  },
  running: {
    ended: to("over", "finish"),
    timeUp: to("killed", "killContainer"),
    told: to("running", "signalContainer"),
  },
  killed: {
    ended: to("over", "finish"),
    killOverdue: to("over", "finish"),
    told: to("killed", "signalContainer"),
  },
  over: {},
};

/** The next step. An event that means nothing in a state, because it came late or twice, changes nothing. */
export function next(state: State, event: Event): Step {
  return table[state][event] ?? { state, actions: [] };
}

function to(state: State, ...actions: readonly Action[]): Step {
  return { state, actions };
}
