// `ctrun exec`: one more command in a running container.

import { isTerminal, windowSize } from "../../../../ffi/terminal.ts";
import { openContainer } from "../../../engine/container.ts";
import { ContainerStateError } from "../../../engine/errors.ts";
import type { ExecOptions } from "../../../engine/exec/exec.ts";
import { defineCommand } from "../command.ts";
import { BROKEN_PIPE } from "../exit-code.ts";
import { flag, type OptionTable, text, texts, value } from "../grammar/option-table.ts";
import { UsageError } from "../grammar/usage-error.ts";
import { monitorPlacement } from "../life/cgroup.ts";
import { openInventory } from "../life/open-inventory.ts";
import { placeOf } from "../life/place.ts";
import { removeFinishedSessions } from "../life/sessions.ts";
import { whileItRuns } from "../life/while-it-runs.ts";
import { STDOUT, writeText } from "../output/streams.ts";
import { endsSoon } from "../run/abandonment.ts";
import { checkDetachKeys } from "../run/container-options.ts";
import { talk } from "../run/conversation.ts";
import { environmentOf } from "../run/environment.ts";
import { preservedFds } from "../run/preserved-fds.ts";
import { parseCount } from "../values/numbers.ts";
import { findFree } from "./each.ts";

const OPTIONS = {
  detach: flag("Run it in the background, and print the session's ID", { short: "d" }),
  interactive: flag("Pass on what is typed to it", { short: "i" }),
  tty: flag("Give it a terminal", { short: "t" }),
  env: texts("NAME[=VALUE]", "Set a variable", { short: "e" }),
  "env-file": texts("FILE", "Set the variables in FILE, one per line", { complete: "file" }),
  workdir: text("DIR", "Directory in the container to start in", { short: "w" }),
  user: text("USER[:GROUP]", "Run as this user, by name or number", { short: "u" }),
  privileged: flag("All rights that the container's user namespace has"),
  "detach-keys": value("KEYS", checkDetachKeys, "Keys that leave the command (ctrl-p,ctrl-q)"),
  "preserve-fds": value("N", parseCount, "Pass descriptors 3 to 2+N on"),
} as const satisfies OptionTable;

export default defineCommand({
  description: "It ends with the command's exit code.",
  options: OPTIONS,
  operands: {
    shown: "CONTAINER [--] COMMAND [ARGUMENT...]",
    least: 2,
    complete: "running-container",
    commandLine: true,
  },
  examples: [
    ["ctrun exec -it web sh", "a shell beside what runs there"],
    ["ctrun exec -u nobody -w /tmp -e LANG=C web env", "as somebody else, somewhere else"],
  ],
  run: async ({ options, operands, session }) => {
    const preserveFds = preservedFds(options["preserve-fds"] ?? 0);
    const [reference = "", ...rest] = operands;
    const args = rest[0] === "--" ? rest.slice(1) : rest;
    if (args.length === 0) throw new UsageError("which command?");
    using inventory = await openInventory(session);
    const record = await findFree(inventory, reference);
    if (record.state !== "running") throw new ContainerStateError(`container ${record.name} does not run`);
    const { tty, interactive, workdir, user } = options;
    const container = openContainer(placeOf(record, inventory.directories));
    const onWarning = (warning: string): void => session.reporter.warn(warning);
    const execution: ExecOptions = {
      args,
      env: environmentOf({ entries: options.env, files: options["env-file"] }, process.env),
      ...(workdir === undefined ? {} : { cwd: workdir }),
      ...(user === undefined ? {} : { user }),
      terminal: tty,
      ...(tty && isTerminal(STDOUT) ? { consoleSize: windowSize(STDOUT) } : {}),
      stdin: interactive,
      privileged: options.privileged,
      preserveFds,
      cgroup: monitorPlacement(record.config),
      onWarning,
    };
    if (options.detach) {
      removeFinishedSessions(inventory, record);
      using detached = await whileItRuns(inventory, record, (signal) =>
        container.execDetached({ ...execution, signal }),
      );
      writeText(STDOUT, `${detached.id}\n`);
      return 0;
    }
    using running = await whileItRuns(inventory, record, (signal) => container.exec({ ...execution, signal }));
    const how = await talk(running.attachment, {
      input: interactive,
      terminal: tty,
      detachKeys: options["detach-keys"] ?? record.config.detachKeys,
      onWarning,
    });
    if (how === "detached") return 0;
    const code = running.wait();
    if (how === "abandoned" && !(await endsSoon(code))) {
      onWarning(`Nobody reads the output any more. The command goes on in container ${record.name}`);
      return BROKEN_PIPE;
    }
    return (await code) & 0xff;
  },
});
