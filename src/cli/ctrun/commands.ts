// The list of commands. Each is loaded when it is named: `ctrun ps` needs nothing of what `ctrun run` does.
import type { CommandEntry } from "./command.ts";

/** Commands by name, in the order of the help. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  run: { group: "run", summary: "Create a container and run a command in it", load: () => import("./commands/run.ts") },
  exec: { group: "run", summary: "Run one more command in a container", load: () => import("./commands/exec.ts") },
  create: { group: "run", summary: "Create a container for later", load: () => import("./commands/create.ts") },
  start: { group: "run", summary: "Start containers once more", load: () => import("./commands/start.ts") },
  restart: {
    group: "run",
    summary: "Stop containers and start them once more",
    load: () => import("./commands/restart.ts"),
  },
  attach: { group: "run", summary: "Return to a container that runs", load: () => import("./commands/attach.ts") },
  ps: { group: "look", summary: "List containers", load: () => import("./commands/ps.ts") },
  logs: { group: "look", summary: "Show what containers have written", load: () => import("./commands/logs.ts") },
  inspect: {
    group: "look",
    summary: "Show all about containers, as JSON",
    load: () => import("./commands/inspect.ts"),
  },
  port: {
    group: "look",
    summary: "Show which ports of the host lead to a container",
    load: () => import("./commands/port.ts"),
  },
  wait: { group: "look", summary: "Wait for containers to end", load: () => import("./commands/wait.ts") },
  stop: { group: "end", summary: "Ask containers to end", load: () => import("./commands/stop.ts") },
  kill: { group: "end", summary: "Send containers a signal", load: () => import("./commands/kill.ts") },
  rm: { group: "end", summary: "Remove containers", load: () => import("./commands/rm.ts") },
  checkpoint: {
    group: "keep",
    summary: "Write running containers to disk",
    load: () => import("./commands/checkpoint.ts"),
  },
  restore: {
    group: "keep",
    summary: "Continue containers that were written to disk",
    load: () => import("./commands/restore.ts"),
  },
  help: { group: "other", summary: "Show this page, or a command's", load: () => import("./commands/help.ts") },
  completion: {
    group: "other",
    summary: "Print completions for bash, zsh or fish",
    load: () => import("./commands/completion.ts"),
  },
  complete: { summary: "Complete a command line, for the shells", load: () => import("./commands/complete.ts") },
  cleanup: { summary: "Record a container's end, for its monitor", load: () => import("./commands/cleanup.ts") },
};
