// The executable's entry. `--version` is answered here: engines ask for it all the time, and it loads nothing else.
import { versionText } from "../protocol/version.ts";

/** Set when the executable is built. */
declare const CTRMON_COMMIT: string;

if (process.argv.length === 3 && process.argv[2] === "--version") {
  console.log(versionText(CTRMON_COMMIT).trimEnd());
} else {
  const { ctrmon } = await import("./ctrmon.ts");
  await ctrmon(CTRMON_COMMIT);
}
