// The life of a container as a pure table: state × event → next state and what to do. No I/O, no data.

/**
 * - `waiting`: everything is ready; an attached exec session waits here for the engine's word.
 * - `creating`: the OCI runtime is at work; there is no container yet.
 * - `running`: the runtime is done and the container's process is there.
 * - `killed`: the time is up and the container has been sent SIGKILL.
 * - `over`: nothing is left to wait for.
 */
export type State = "waiting" | "creating" | "running" | "killed" | "over";

/**
 * - `allowed`: the engine wants the runtime to be started.
 * - `abandoned`: the engine has gone away instead.
 * - `created`: the runtime is done and has left a pid.
 * - `failed`: the engine's word cannot be read, or the runtime could not be started, has exited otherwise, or without
 *   a pid.
 * - `ended`: the container's process has ended.
 * - `timeUp`: the container has run for as long as `--timeout` allows.
 * - `killOverdue`: the container has survived its SIGKILL for longer than anything can be waited for.
 * - `told`: ctrmon itself has been sent a signal to end.
 */
export type Event = "allowed" | "abandoned" | "created" | "failed" | "ended" | "timeUp" | "killOverdue" | "told";

/** What the monitor does on the way from one state to the next, in this order. */
export type Action =
  | "startRuntime"
  | "releaseOutput"
  | "reportPid"
  | "reportFailure"
  | "watchContainer"
  | "startClock"
  | "signalRuntime"
  | "signalContainer"
  | "killContainer"
  | "finish";

export interface Step {
  readonly state: State;
  readonly actions: readonly Action[];
}

const table: Readonly<Record<State, Readonly<Partial<Record<Event, Step>>>>> = {
  waiting: {
    allowed: to("creating", "startRuntime"),
    abandoned: to("over", "reportFailure", "finish"),
    failed: to("over", "reportFailure", "finish"),
    told: to("over", "reportFailure", "finish"),
  },
  creating: {
    created: to("running", "releaseOutput", "reportPid", "watchContainer", "startClock"),
    failed: to("over", "reportFailure", "finish"),
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
