// Takes back a creation that has failed, whatever it has come to.
import { realpathSync } from "node:fs";
import type { Waiting } from "../../waiting/deadline.ts";
import type { ContainerPlace } from "../place.ts";
import { Runtime } from "../runtime/runtime.ts";
import { removeAttachSite, removeRunFiles } from "../spawn/run-files.ts";
import type { CreateOptions } from "./create-options.ts";

/** Milliseconds for each call of the runtime: whoever has given up already is not to wait for ever. */
const PATIENCE: Waiting = { timeout: 30_000 };

/**
 * Deletes the container from the runtime, unless it was there before: then its id was taken, and that is what has failed.
 * Never throws: what the caller must hear of is why the creation has failed.
 *
 * @param since when the creation began
 */
export async function undoCreation({ place, onWarning: warn }: CreateOptions, since: Date): Promise<void> {
  const runtime = new Runtime(place.runtime);
  try {
    if (await wasThereBefore(runtime, place, since)) return;
    removeAttachSite({ ...place, uuid: place.id });
    // Also of a container that the runtime does not know: when it is killed early, its directory alone is left, and
    // takes the id.
    await runtime.delete(place.id, { force: true, ...PATIENCE });
    removeRunFiles(place);
  } catch (error) {
    warn?.(`Cannot take back the creation of container ${place.id}: ${String(error)}`);
  }
}

async function wasThereBefore(runtime: Runtime, { id, bundle }: ContainerPlace, since: Date): Promise<boolean> {
  try {
    const state = await runtime.state(id, PATIENCE);
    if (state === undefined) return false;
    // In another bundle it may be younger than our attempt, and is somebody else's all the same.
    const isElsewhere = realpathSync(state.bundle) !== realpathSync(bundle);
    return isElsewhere || Date.parse(state.created ?? "") < since.getTime();
  } catch {
    // A runtime that cannot make sense of the container may still be able to delete it.
    return false;
  }
}
