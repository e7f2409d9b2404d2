// Prototypes of the C library. Terminals.
import type { Prototype } from "./prototype.ts";

export const TERMINALS = {
  /** int tcgetattr(int fd, struct termios *) */
  tcgetattr: { args: ["i32", "ptr"], returns: "i32" },
  /** int tcsetattr(int fd, int actions, const struct termios *) */
  tcsetattr: { args: ["i32", "i32", "ptr"], returns: "i32" },
  /** void cfmakeraw(struct termios *) */
  cfmakeraw: { args: ["ptr"], returns: "void" },
  /** pid_t tcgetpgrp(int fd) */
  tcgetpgrp: { args: ["i32"], returns: "i32" },
} as const satisfies Record<string, Prototype>;
