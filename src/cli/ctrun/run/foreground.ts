// Running a container in the foreground: we stay until it has ended, and end with its exit code.
import type { Fd } from "../../../../ffi/fd.ts";
import type { Attachment } from "../../../engine/attach/attach.ts";
import type { RestoreOptions } from "../../../engine/create/create.ts";
import type { Session } from "../command.ts";
import { BROKEN_PIPE } from "../exit-code.ts";
import { InterruptionError } from "../interruption.ts";
import { concluded, exitCodeOf } from "../life/conclude.ts";
import type { Inventory } from "../life/inventory.ts";
import { removeIfWanted } from "../life/settle.ts";
import { startContainer } from "../life/start.ts";
import { STDERR, STDIN, STDOUT } from "../output/streams.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { endsSoon, goesOnText } from "./abandonment.ts";
import { talk } from "./conversation.ts";
import { proxySignals } from "./proxy-signals.ts";

export interface ForegroundOptions {
  /** Whether our stdin goes to the container. */
  readonly input: boolean;
  readonly detachKeys: string | undefined;
  /** Whether signals go to the container. */
  readonly sigProxy: boolean;
  readonly preserveFds?: readonly Fd[];
  readonly restore?: RestoreOptions;
}

type How = Awaited<ReturnType<typeof talk>>;

/**
 * @returns the exit code for ctrun: the container's, or 0 when the person has left it
 * @throws {InterruptionError} for a signal before the container has begun, or one that is insisted on
 */
export async function runInForeground(
  inventory: Inventory,
  record: ContainerRecord,
  session: Session,
  options: ForegroundOptions,
): Promise<number> {
  const [creation, stay] = [new AbortController(), new AbortController()];
  let begun = false;
  let early: number | undefined;
  using _signals = options.sigProxy
    ? proxySignals(inventory, record, {
        isBegun: () => begun,
        onEarly: (signal) => {
          early = signal;
          creation.abort(new InterruptionError(signal));
        },
        onInsistence: (signal) => stay.abort(new InterruptionError(signal, record.name)),
        onProblem: (text) => session.reporter.warn(text),
      })
    : undefined;
  const running = await start(inventory, record, session, { ...options, creation: creation.signal, stay: stay.signal });
  using _attachment = running.attachment;
  begun = true;
  // It came too late to keep the container from running, and is for that now.
  if (early !== undefined) process.kill(process.pid, early);
  // It is watched from now on: the exit file may be gone soon after the container's end.
  const code = exitCodeOf(inventory, running.record, { signal: stay.signal });
  code.catch(() => undefined);
  try {
    const how = await running.conversation;
    if (how === "detached" || (how === "abandoned" && !(await endsSoon(code)))) {
      leave(inventory, running.record);
      if (how === "abandoned") session.reporter.warn(goesOnText(record));
      return how === "detached" ? 0 : BROKEN_PIPE;
    }
    return await code.finally(() => (stay.signal.aborted ? undefined : concluded(inventory, running.record)));
  } finally {
    // Whatever the reason, the container does without us from now on.
    if (stay.signal.aborted) leave(inventory, running.record);
  }
}

interface Running {
  readonly record: ContainerRecord;
  readonly attachment: Attachment | undefined;
  readonly conversation: Promise<How>;
}

async function start(
  inventory: Inventory,
  record: ContainerRecord,
  session: Session,
  options: ForegroundOptions & { readonly creation: AbortSignal; readonly stay: AbortSignal },
): Promise<Running> {
  const { preserveFds = [], restore, creation: signal, stay } = options;
  const failed = new AbortController();
  const onWarning = (text: string): void => session.reporter.warn(text);
  // Its output goes where ours goes, and not through the monitor.
  const passthrough = record.config.log.driver === "passthrough";
  let attachment: Attachment | undefined;
  let conversation: Promise<How> = Promise.resolve("ended");
  try {
    const running = await startContainer(inventory, record, {
      foreground: true,
      preserveFds,
      ...(passthrough ? { stdio: { ...(options.input ? { stdin: STDIN } : {}), stdout: STDOUT, stderr: STDERR } } : {}),
      ...(restore === undefined ? {} : { restore }),
      signal,
      before: async (container) => {
        if (passthrough) return;
        attachment = await container.attach({ signal });
        conversation = talk(attachment, {
          input: options.input,
          terminal: record.config.terminal,
          detachKeys: options.detachKeys ?? record.config.detachKeys,
          onWarning,
          signal: AbortSignal.any([failed.signal, stay]),
        });
        conversation.catch(() => undefined);
      },
      onWarning,
    });
    return { record: running, attachment, conversation };
  } catch (error) {
    failed.abort(error);
    // The terminal is as it was when this is over.
    await conversation.catch(() => undefined);
    attachment?.[Symbol.dispose]();
    await removeFailed(inventory, record);
    throw error;
  }
}

/** A container that was run with `--rm` and could not be started is removed, as if it had ended. */
export async function removeFailed(inventory: Inventory, record: ContainerRecord): Promise<void> {
  const now = inventory.store.get(record.id);
  if (now !== undefined && now.owner === undefined && now.state !== "running") await removeIfWanted(inventory, now);
}

/** From now on it is the exit command that removes the container, if it is to be removed. */
function leave({ store }: Inventory, { id }: ContainerRecord): void {
  const now = store.get(id);
  if (now !== undefined) store.change(now, { keeper: undefined });
}
