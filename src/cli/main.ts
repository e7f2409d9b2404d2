// The executable's entry: which of its programs this is, by the name that it was started by.
//
// `--version` is answered here: engines ask for it all the time, and it loads nothing else.
import { HANDOVER_VARIABLE } from "../monitor/launch/handover-variable.ts";
import { versionText } from "../protocol/version.ts";

/** Set when the executable is built. */
declare const CTRMON_COMMIT: string;

const [program, args] = programAndArguments();
if (program === "ctrun") {
  const { ctrun } = await import("./ctrun/ctrun.ts");
  await ctrun(args, CTRMON_COMMIT);
} else if (program === "rootlessport") {
  const { rootlessport } = await import("./rootlessport.ts");
  await rootlessport();
} else if (program === "ctrmon-netns") {
  const { keepNamespaceProgram } = await import("../network/netns/keep.ts");
  keepNamespaceProgram(args);
} else if (args.length === 1 && args[0] === "--version") {
  console.log(versionText(CTRMON_COMMIT).trimEnd());
} else if (process.env[HANDOVER_VARIABLE] !== undefined) {
  const { monitor } = await import("./monitor.ts");
  monitor();
} else {
  const { ctrmon } = await import("./ctrmon.ts");
  await ctrmon(CTRMON_COMMIT);
}

/**
 * The name is the last part of argv[0], or is given as the first argument, `--as=NAME`, by those who know only the
 * executable's path. Any name that is not another program's means ctrmon: engines call it conmon, too.
 */
function programAndArguments(): [program: string, args: readonly string[]] {
  const given = process.argv.slice(2);
  const asked = given[0]?.startsWith("--as=") === true ? given[0].slice("--as=".length) : undefined;
  if (asked !== undefined) return [asked, given.slice(1)];
  return [process.argv0.slice(process.argv0.lastIndexOf("/") + 1), given];
}
