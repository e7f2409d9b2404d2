// The executable's entry: it is several programs, told apart by the name that it is started by.
import { versionText } from "../protocol/version.ts";

/** Set when the executable is built. */
declare const CTRMON_COMMIT: string;

const name = process.argv0.slice(process.argv0.lastIndexOf("/") + 1);

// A program that is not needed is not loaded. Any other name than these is the monitor's: engines may call it "conmon".
if (name === "rootlessport") await (await import("./rootlessport.ts")).rootlessport();
else if (name === "ctrmon-netns")
  (await import("../network/netns/keep.ts")).keepNamespaceProgram(process.argv.slice(2));
else await monitor();

async function monitor(): Promise<void> {
  // Engines ask for the version all the time: it is answered here, and loads nothing else.
  if (process.argv.length === 3 && process.argv[2] === "--version") {
    console.log(versionText(CTRMON_COMMIT).trimEnd());
  } else {
    await (await import("./ctrmon.ts")).ctrmon(CTRMON_COMMIT);
  }
}
