// The program that a stage runs: one at a time, in a process group of its own that a signal to us ends as a whole.

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

// What a test run needs to remove its containers; after that nothing may be left over.
const GRACE_MS = 10_000;

export const Child = {
  /** The signal that asked for the end of the run. */
  interruptedBy: undefined as NodeJS.Signals | undefined,

  /** Runs a command with our own output. Returns its exit status; a death by a signal is 128 + N as in a shell. */
  async run(command: readonly string[]): Promise<number> {
    // A group of its own, so that the end reaches what the tests started too, and ctrl-C is passed on once, not twice.
    const child = Bun.spawn([...command], { stdin: "ignore", stdout: "inherit", stderr: "inherit", detached: true });
    let deadline: Timer | undefined;
    const pass = (signal: NodeJS.Signals): void => {
      Child.interruptedBy = signal;
      killGroup(child.pid, signal);
      deadline ??= setTimeout(() => killGroup(child.pid, "SIGKILL"), GRACE_MS);
    };
    for (const signal of SIGNALS) process.on(signal, pass);
    try {
      return await child.exited;
    } finally {
      for (const signal of SIGNALS) process.off(signal, pass);
      clearTimeout(deadline);
      if (Child.interruptedBy !== undefined) killGroup(child.pid, "SIGKILL");
    }
  },
};

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: the whole group is gone, which is what was asked for.
  }
}
