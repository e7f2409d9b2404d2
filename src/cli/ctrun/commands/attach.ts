// `ctrun attach`: our terminal becomes that of a running container.

import { openContainer } from "../../../engine/container.ts";
import { ContainerStateError } from "../../../engine/errors.ts";
import { defineCommand } from "../command.ts";
import { BROKEN_PIPE } from "../exit-code.ts";
import { flag, value } from "../grammar/option-table.ts";
import { InterruptionError } from "../interruption.ts";
import { concluded, exitCodeOf } from "../life/conclude.ts";
import { openInventory } from "../life/open-inventory.ts";
import { placeOf } from "../life/place.ts";
import { endsSoon, goesOnText } from "../run/abandonment.ts";
import { checkDetachKeys } from "../run/container-options.ts";
import { talk } from "../run/conversation.ts";
import { proxySignals } from "../run/proxy-signals.ts";
import { findFree } from "./each.ts";

export default defineCommand({
  description: "It ends when the container does, with its exit code; ctrl-p ctrl-q leaves the container running.",
  options: {
    "no-stdin": flag("Do not pass on what is typed"),
    "sig-proxy": flag("Pass signals on to it", { default: true }),
    "detach-keys": value("KEYS", checkDetachKeys, "Keys that leave the container (ctrl-p,ctrl-q)"),
  },
  operands: { shown: "CONTAINER", least: 1, most: 1, complete: "running-container" },
  examples: [
    ["ctrun attach shell", "back to a shell that was left with ctrl-p ctrl-q"],
    ["ctrun attach --no-stdin --sig-proxy=false web", "only look; ctrl-C ends the looking, not the container"],
  ],
  run: async ({ options, operands: [reference = ""], session }) => {
    using inventory = await openInventory(session);
    const record = await findFree(inventory, reference);
    if (record.state !== "running") {
      throw new ContainerStateError(`container ${record.name} does not run: ctrun start -a ${record.name} starts it`);
    }
    using attachment = await openContainer(placeOf(record, inventory.directories)).attach({ timeout: 10_000 });
    const onWarning = (text: string): void => session.reporter.warn(text);
    const interruption = new AbortController();
    const { signal } = interruption;
    using _signals = options["sig-proxy"]
      ? proxySignals(inventory, record, {
          isBegun: () => true,
          onEarly: () => undefined,
          onInsistence: (number) => interruption.abort(new InterruptionError(number, record.name)),
          onProblem: onWarning,
        })
      : undefined;
    const code = exitCodeOf(inventory, record, { signal });
    code.catch(() => undefined);
    const how = await talk(attachment, {
      input: record.config.interactive && !options["no-stdin"],
      terminal: record.config.terminal,
      detachKeys: options["detach-keys"] ?? record.config.detachKeys,
      onWarning,
      signal,
    });
    if (how === "detached") return 0;
    if (how === "abandoned" && !(await endsSoon(code))) {
      onWarning(goesOnText(record));
      return BROKEN_PIPE;
    }
    return await code.finally(() => (signal.aborted ? undefined : concluded(inventory, record)));
  },
});
