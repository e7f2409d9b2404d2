// Where connections go in the container's namespace; the address can change while the forwarder runs.
import { AF_INET } from "../../../ffi/constants.ts";
import { familyOf, type InetFamily, InetSockaddr } from "../../../ffi/inet-address.ts";
import { ValidationError } from "../../protocol/validation-error.ts";

const LOOPBACK = "127.0.0.1";

/** One address with any port. */
export class Target {
  #ip = LOOPBACK;
  #family: InetFamily = AF_INET;
  readonly #addresses = new Map<number, InetSockaddr>();

  /** @param ip empty for the namespace's loopback device @throws {ValidationError} for what is no address */
  constructor(ip: string) {
    this.change(ip);
  }

  get family(): InetFamily {
    return this.#family;
  }

  /** For new connections; those that exist stay. @throws {ValidationError} for what is no address: nothing changes */
  change(ip: string): void {
    const address = ip === "" ? LOOPBACK : ip;
    const family = familyOf(address);
    if (family === undefined) throw new ValidationError(`invalid ChildIP: ${JSON.stringify(ip)}`);
    this.#ip = address;
    this.#family = family;
    this.#addresses.clear();
  }

  address(port: number): InetSockaddr {
    return this.#addresses.getOrInsertComputed(port, () => InetSockaddr.of({ ip: this.#ip, port }));
  }
}
