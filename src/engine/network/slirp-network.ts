// A container's network by slirp4netns: what has to be there before the container, and what is started for it.
//
// slirp4netns and the port forwarder stay as long as the container's monitor: it holds the write ends of two pipes that
// they read from, and never writes. Nobody has to remember to end them, and a monitor that is killed takes them along.
import type { Fd } from "../../../ffi/fd.ts";
import { type Pipe, pipe } from "../../../ffi/pipe.ts";
import { createNetworkNamespace } from "../../network/netns/namespace.ts";
import type { SlirpOptions } from "../../network/slirp4netns/options.ts";
import { startSlirp4netns } from "../../network/slirp4netns/start.ts";
import { DEFAULT_CIDR, guestAddress, parseSubnet } from "../../network/slirp4netns/subnet.ts";
import { startPortForwarder } from "../../network/start-port-forwarder.ts";
import type { Waiting } from "../../waiting/deadline.ts";
import type { PortMapping } from "../ports/port-mapping.ts";
import { forwardBySlirp } from "./forward-by-slirp.ts";
import { chosenPorts, forwardedPorts } from "./forwarded-ports.ts";
import { type NamespacePlace, namespacePath, removeKeptNamespace } from "./kept-namespace.ts";

export interface SlirpNetworkOptions {
  /** The container's id. */
  readonly id: string;
  readonly options: SlirpOptions;
  readonly ports: readonly PortMapping[];
  /** Where the namespace is kept, as config.json names it; undefined where the runtime makes one. */
  readonly namespace: NamespacePlace | undefined;
  /** Where slirp4netns listens when it is to forward the ports; at most 107 bytes. */
  readonly apiSocket: string;
  /** Other programs than the one in PATH and our own. */
  readonly slirp4netns?: string;
  readonly portForwarder?: string;
}

/**
 * The network of one container that is being created. Dispose it when the container is there or could not be made: what
 * runs by then depends on the monitor only.
 *
 * @example
 * ```ts
 * const options = parseSlirpOptions([]);
 * const ports = [parsePortMapping("8080:80")];
 * const namespace = keptNamespace("web");
 * using network = await SlirpNetwork.prepare({ id: place.id, options, ports, namespace, apiSocket: "/run/web.net" });
 * const web = await createContainer({ place, held: network.leaked() });
 * await network.connect(web.pid ?? 0);
 * await web.start();
 * ```
 */
export class SlirpNetwork implements Disposable {
  readonly #options: SlirpNetworkOptions;
  readonly #slirpPipe: Pipe;
  readonly #forwarderPipe: Pipe;

  /**
   * Makes the namespace, where it is ours to make; one of that name that a crash has left is replaced.
   *
   * @throws {NetworkError} when there is no right to make one
   * @throws {TimeoutError} or the signal's reason: nothing is left
   */
  static async prepare(options: SlirpNetworkOptions, waiting: Waiting = {}): Promise<SlirpNetwork> {
    if (options.namespace !== undefined) {
      removeKeptNamespace(options.namespace);
      await createNetworkNamespace({ ...options.namespace, ...waiting });
    }
    return new SlirpNetwork(options);
  }

  private constructor(options: SlirpNetworkOptions) {
    this.#options = options;
    using held = new DisposableStack();
    this.#slirpPipe = held.use(pipe());
    this.#forwarderPipe = held.use(pipe());
    held.move();
  }

  /** What the monitor is to hold and nobody else: for `createContainer({ held })`, which takes them over. */
  leaked(): readonly Fd[] {
    return [this.#slirpPipe.writeEnd, this.#forwarderPipe.writeEnd];
  }

  /**
   * Starts slirp4netns and what forwards the ports, when the container has been created and before it is started.
   *
   * @param pid the container's first process
   * @returns the ports, the chosen ones filled in
   * @throws {NetworkError} {PortError} what was started ends with the monitor, which the caller has to end
   */
  async connect(pid: number, waiting: Waiting = {}): Promise<readonly PortMapping[]> {
    const { options, namespace } = this.#options;
    const bySlirp = options.portHandler === "slirp4netns" && this.#options.ports.length > 0;
    const slirp = await startSlirp4netns({
      options,
      target: namespace === undefined ? { pid } : { path: namespacePath(namespace) },
      exit: this.#slirpPipe.readEnd,
      ...(bySlirp && { apiSocket: this.#options.apiSocket }),
      ...(this.#options.slirp4netns !== undefined && { program: this.#options.slirp4netns }),
      ...waiting,
    });
    const ports = chosenPorts(this.#options.ports);
    if (bySlirp) await forwardBySlirp(slirp, this.#options.apiSocket, ports, waiting);
    else if (ports.length > 0) await this.#startForwarder(ports, pid, waiting);
    return ports;
  }

  /** Lets go of the pipes. */
  [Symbol.dispose](): void {
    this.#slirpPipe[Symbol.dispose]();
    this.#forwarderPipe[Symbol.dispose]();
  }

  async #startForwarder(ports: readonly PortMapping[], pid: number, waiting: Waiting): Promise<void> {
    const { id, options, namespace, portForwarder } = this.#options;
    const subnet = parseSubnet(options.cidr ?? DEFAULT_CIDR);
    await startPortForwarder({
      mappings: forwardedPorts(ports),
      netnsPath: namespace === undefined ? `/proc/${pid}/ns/net` : namespacePath(namespace),
      childIp: subnet === undefined ? "" : guestAddress(subnet),
      containerId: id,
      exit: this.#forwarderPipe.readEnd,
      ...(portForwarder !== undefined && { program: portForwarder }),
      ...waiting,
    });
  }
}
