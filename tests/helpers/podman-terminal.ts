// A Podman command on a pseudo-terminal of its own, as when a person types it.

import { before } from "./podman-ending.ts";
import { Transcript } from "./podman-transcript.ts";

const DEADLINE = 60_000;

export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

export interface PodmanTerminal {
  /** Everything that has appeared on the screen. */
  readonly screen: Transcript;
  type(text: string): void;
  resize(size: TerminalSize): void;
  /** Waits for the command's end. @returns its status */
  finished(): Promise<number>;
}

export function openTerminal(
  command: readonly string[],
  env: Record<string, string>,
  size: TerminalSize = { cols: 80, rows: 24 },
): PodmanTerminal {
  const screen = new Transcript();
  const child = Bun.spawn([...command], { env, terminal: { ...size, data: (_, bytes) => screen.add(bytes) } });
  return {
    screen,
    type: (text) => void child.terminal?.write(text),
    resize: ({ cols, rows }) => child.terminal?.resize(cols, rows),
    finished: async () => {
      try {
        return await before(DEADLINE, command.join(" "), child.exited);
      } catch (error) {
        child.kill("SIGKILL");
        throw error;
      } finally {
        child.terminal?.close();
      }
    },
  };
}
