// `ctrun start`: runs a container that was created, or that has exited, once more.
import { defineCommand } from "../command.ts";
import { exitCodeFor } from "../exit-code.ts";
import { flag, value } from "../grammar/option-table.ts";
import { UsageError } from "../grammar/usage-error.ts";
import { openInventory } from "../life/open-inventory.ts";
import { startContainer } from "../life/start.ts";
import { checkDetachKeys } from "../run/container-options.ts";
import { runInForeground } from "../run/foreground.ts";
import { each, findFree } from "./each.ts";

export default defineCommand({
  description: "",
  options: {
    attach: flag("Stay in front of it, and end with its exit code", { short: "a" }),
    interactive: flag("Pass on what is typed to it", { short: "i" }),
    "sig-proxy": flag("With -a: pass signals on to it", { default: true }),
    "detach-keys": value("KEYS", checkDetachKeys, "Keys that leave the container (ctrl-p,ctrl-q)"),
  },
  operands: { shown: "CONTAINER [CONTAINER...]", least: 1, complete: "stopped-container" },
  examples: [
    ["ctrun start web", "once more, in the background"],
    ["ctrun start -ai shell", "once more, in the foreground"],
  ],
  run: async ({ options, operands, session }) => {
    const inFront = options.attach || options.interactive;
    if (inFront && operands.length > 1) throw new UsageError("one container at a time can be in the foreground");
    using inventory = await openInventory(session);
    if (inFront) {
      return await runInForeground(inventory, await findFree(inventory, operands[0] ?? ""), session, {
        input: options.interactive,
        detachKeys: options["detach-keys"],
        sigProxy: options["sig-proxy"],
      });
    }
    const onWarning = (text: string): void => session.reporter.warn(text);
    const start = async (record: Parameters<typeof startContainer>[1]): Promise<undefined> => {
      // As Podman: what runs already is as it should be.
      if (record.state !== "running") await startContainer(inventory, record, { foreground: false, onWarning });
    };
    return await each({ inventory, session, references: operands }, start, exitCodeFor);
  },
});
