// The page of `ctrun --help` and `ctrun help`.
import type { Session } from "./command.ts";
import { GROUPS } from "./command-groups.ts";
import { GLOBAL_EXAMPLES, GLOBAL_OPTIONS } from "./global-options.ts";
import { overviewHelp } from "./help.ts";

export function overview({ commands, paint }: Pick<Session, "commands" | "paint">): string {
  return overviewHelp({ commands, groups: GROUPS, options: GLOBAL_OPTIONS, examples: GLOBAL_EXAMPLES }, paint);
}
