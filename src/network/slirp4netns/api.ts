// Requests to a running slirp4netns: which ports of the host it passes on.
//
// slirp4netns(1), "API socket": one JSON request for each connection, in one write, which is then shut down for writing;
// the answer has either "return" or "error".

import * as v from "valibot";
import { messageOf } from "../../../ffi/errno.ts";
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import { NetworkError } from "../network-error.ts";
import { checkHostForward, formatHostForward, type HostForward, whyRefused } from "./host-forward.ts";

/** One that slirp4netns has. */
export interface ActiveForward extends HostForward {
  readonly id: number;
}

/** How long it may take, in milliseconds; it answers within one. */
const ANSWER_TIMEOUT = 10_000;

const Failure = v.object({ error: v.object({ desc: v.optional(v.string(), "without a reason") }) });
const Added = v.object({ return: v.object({ id: v.number() }) });
const Removed = v.object({ return: v.object({}) });
// Unlike the others, this one has no "return" around it (1.2.0).
const Listed = v.object({
  entries: v.array(
    v.object({
      id: v.number(),
      proto: v.picklist(["tcp", "udp"]),
      host_addr: v.string(),
      host_port: v.number(),
      guest_port: v.number(),
    }),
  ),
});

export interface AddOptions extends Waiting {
  /** The container's network, when it is not slirp4netns's own default. */
  readonly cidr?: string;
}

/**
 * @returns its number, for `removeHostForward()`
 * @throws {NetworkError} when slirp4netns refuses, with the reason, or cannot be asked
 */
export async function addHostForward(socket: string, forward: HostForward, options: AddOptions = {}): Promise<number> {
  const { cidr, ...waiting } = options;
  checkHostForward(forward, cidr);
  const { protocol, hostIp, hostPort, guestIp, guestPort } = forward;
  const address = guestIp === undefined ? {} : { guest_addr: guestIp };
  const request = { proto: protocol, host_addr: hostIp, host_port: hostPort, ...address, guest_port: guestPort };
  try {
    return (await ask(Added, { socket, execute: "add_hostfwd", request }, waiting)).return.id;
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    const reason = whyRefused(forward) ?? cause.description;
    throw new NetworkError(`slirp4netns cannot forward ${formatHostForward(forward)}: ${reason}`, { cause });
  }
}

/** @param id what `addHostForward()` has returned @throws {NetworkError} */
export async function removeHostForward(socket: string, id: number, waiting: Waiting = {}): Promise<void> {
  await ask(Removed, { socket, execute: "remove_hostfwd", request: { id } }, waiting);
}

/** @throws {NetworkError} */
export async function listHostForwards(socket: string, waiting: Waiting = {}): Promise<ActiveForward[]> {
  const { entries } = await ask(Listed, { socket, execute: "list_hostfwd", request: {} }, waiting);
  return entries.map((entry) => ({
    id: entry.id,
    protocol: entry.proto,
    hostIp: entry.host_addr,
    hostPort: entry.host_port,
    guestPort: entry.guest_port,
  }));
}

class Refusal extends NetworkError {
  /** @param description slirp4netns's own */
  constructor(
    execute: string,
    readonly description: string,
  ) {
    super(`slirp4netns refuses ${execute}: ${description}`);
  }
}

interface Question {
  readonly socket: string;
  readonly execute: string;
  readonly request: object;
}

async function ask<Schema extends v.GenericSchema>(
  schema: Schema,
  { socket, execute, request }: Question,
  waiting: Waiting,
): Promise<v.InferOutput<Schema>> {
  using deadline = new Deadline(`slirp4netns to answer ${execute}`, { timeout: ANSWER_TIMEOUT, ...waiting });
  const text = await exchange(socket, JSON.stringify({ execute, arguments: request }), deadline.signal);
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), v.union([schema, Failure])), text);
  if (!answer.success) {
    const said = JSON.stringify(text.slice(0, 200));
    throw new NetworkError(`Cannot understand slirp4netns's answer to ${execute}: ${said}`);
  }
  const failure = v.safeParse(Failure, answer.output);
  if (failure.success) throw new Refusal(execute, failure.output.error.desc);
  return answer.output as v.InferOutput<Schema>;
}

/** Sends the request and reads the answer to its end. */
function exchange(socket: string, request: string, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const decoder = new TextDecoder();
  let answer = "";
  const fail = (cause: unknown): void => {
    const reason = messageOf(cause);
    reject(new NetworkError(`Cannot talk to slirp4netns at "${socket}": ${reason}`, { cause }));
  };
  const connection = Bun.connect({
    unix: socket,
    allowHalfOpen: true,
    socket: {
      open: (peer) => {
        peer.write(request);
        peer.shutdown();
      },
      data: (_, bytes) => {
        answer += decoder.decode(bytes, { stream: true });
      },
      end: (peer) => void peer.end(),
      close: () => resolve(answer),
      error: (_, error) => fail(error),
    },
  });
  connection.catch(fail);
  const abort = (): void => {
    connection.then((peer) => peer.terminate()).catch(() => undefined);
    reject(signal.reason);
  };
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return promise;
}
