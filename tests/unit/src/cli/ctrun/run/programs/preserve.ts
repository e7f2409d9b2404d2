// Prints which descriptors it takes from whoever has started it, or why it cannot.
import { preservedFds } from "../../../../../../../src/cli/ctrun/run/preserved-fds.ts";

try {
  console.log(JSON.stringify(preservedFds(Number(process.argv[2])).map(({ number }) => number)));
} catch (error) {
  console.log(JSON.stringify(error instanceof Error ? error.message : String(error)));
}
