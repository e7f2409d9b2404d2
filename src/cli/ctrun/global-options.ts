// Options that stand before the command's name.
import { flag, type OptionTable, text } from "./grammar/option-table.ts";

export const GLOBAL_OPTIONS = {
  root: text("DIR", "Keep all state in DIR (or set CTRUN_ROOT)", { complete: "directory" }),
  "no-color": flag("No colours, as NO_COLOR=1 in the environment"),
  version: flag("Show the version", { short: "v" }),
} as const satisfies OptionTable;

export const GLOBAL_EXAMPLES = [
  ["ctrun run --rm -it --rootfs ./alpine -- sh", "a shell in a container that is gone afterwards"],
  ["ctrun run -d --name web -p 8080:80 --rootfs ./alpine -- httpd -f", "a server in the background, at port 8080"],
  ["ctrun logs -f web", "what it says, as it says it"],
  ["ctrun stop web && ctrun rm web", "the end of it"],
] as const;
