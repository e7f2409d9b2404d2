// Makes a network namespace and keeps it, by mounting it on a file: the work of a process of its own.
//
// The thread that makes a namespace is in it from then on, and an ordinary user's cannot come back. So this runs in a
// process that ends with it, and tells its result in one line of JSON on stdout.

import { dirname } from "node:path";
import { SIGKILL } from "../../../ffi/constants.ts";
import { messageOf } from "../../../ffi/errno.ts";
import { bindMount } from "../../../ffi/mount.ts";
import { enterNewNetworkNamespace, OWN_NETWORK_NAMESPACE } from "../../../ffi/network-namespace.ts";
import { signalOnParentDeath } from "../../../ffi/parent-death.ts";
import { lockDirectory, shareDirectory } from "./directory.ts";

/** The program. @param args the file to mount the namespace on, and who asks for it */
export function keepNamespaceProgram([place = "", caller = ""]: readonly string[]): void {
  try {
    endWith(Number(caller));
    using _lock = lockDirectory(dirname(place));
    shareDirectory(dirname(place));
    enterNewNetworkNamespace();
    bindMount(OWN_NETWORK_NAMESPACE, place);
    console.log(JSON.stringify({ path: place }));
  } catch (error) {
    console.log(JSON.stringify({ error: messageOf(error) }));
    process.exitCode = 1;
  }
}

/** What a caller that was killed has begun is for others to remove, who must not have to wait for this process. */
function endWith(caller: number): void {
  signalOnParentDeath(SIGKILL);
  if (process.ppid !== caller) throw new Error("the process that asked for it has ended");
}
