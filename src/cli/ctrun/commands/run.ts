// `ctrun run`: creates a container and starts it, in the foreground or in the background.
import { defineCommand } from "../command.ts";
import { flag, type OptionTable, value } from "../grammar/option-table.ts";
import { UsageError } from "../grammar/usage-error.ts";
import { createRecord } from "../life/create.ts";
import { openInventory } from "../life/open-inventory.ts";
import { startContainer } from "../life/start.ts";
import { STDOUT, writeText } from "../output/streams.ts";
import { CONTAINER_OPTIONS } from "../run/container-options.ts";
import { removeFailed, runInForeground } from "../run/foreground.ts";
import { preservedFds } from "../run/preserved-fds.ts";
import { parseCount } from "../values/numbers.ts";

const OPTIONS = {
  detach: flag("Run in the background, and print the container's ID", { short: "d", group: "Process" }),
  "sig-proxy": flag("Pass signals on to the container", { default: true, group: "Process" }),
  "preserve-fds": value("N", parseCount, "Pass descriptors 3 to 2+N on", { group: "Process" }),
  ...CONTAINER_OPTIONS,
} as const satisfies OptionTable;

export default defineCommand({
  description: `The root file system is a directory, such as one that "docker export" or debootstrap has made. Several
containers may have the same one; what they change, all of them see. A place that -v or
--mount shows something at is made when it is not there: -v ./src:/data leaves "data" in the root file system.`,
  options: OPTIONS,
  operands: { shown: "[--] COMMAND [ARGUMENT...]", least: 1, commandLine: true },
  examples: [
    ["ctrun run --rm --rootfs ./alpine -- uname -a", "one command, and the container is gone again"],
    ["ctrun run --rm -it --rootfs ./alpine -- sh", "a shell; ctrl-p ctrl-q leaves it running"],
    ["ctrun run -d --name web -p 8080:80 --rootfs ./alpine -- httpd -f", "a server in the background, at port 8080"],
    ["ctrun run --rm --memory 64m --cpus 0.5 --read-only -v .:/src:ro --rootfs ./alpine -- ls /src", "within limits"],
  ],
  run: async ({ options, operands, session }) => {
    const { detach, interactive, tty } = options;
    if (options["log-driver"] === "passthrough" && (tty || detach)) {
      throw new UsageError("the log driver passthrough is for the foreground without a terminal: leave -t and -d out");
    }
    const preserveFds = preservedFds(options["preserve-fds"] ?? 0);
    using inventory = await openInventory(session);
    const onWarning = (text: string): void => session.reporter.warn(text);
    const record = await createRecord(inventory, options, operands, onWarning);
    if (!detach) {
      const sigProxy = options["sig-proxy"];
      return await runInForeground(inventory, record, session, {
        input: interactive,
        detachKeys: undefined,
        sigProxy,
        preserveFds,
      });
    }
    try {
      await startContainer(inventory, record, { foreground: false, preserveFds, onWarning });
    } catch (error) {
      await removeFailed(inventory, record);
      throw error;
    }
    writeText(STDOUT, `${record.id}\n`);
    return 0;
  },
});
