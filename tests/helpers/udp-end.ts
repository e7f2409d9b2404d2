// A UDP socket in a test, which waits for datagrams, but not for ever.
import { AF_INET, SOCK_NONBLOCK } from "../../ffi/constants.ts";
import { familyOf, type InetAddress, InetSockaddr } from "../../ffi/inet-address.ts";
import { bindInet, inetSocket, localAddress, receiveFrom, sendTo } from "../../ffi/inet-socket.ts";
import { becomesReadable, DeadlineError } from "./deadline.ts";

const LARGEST = 65_536;

export class UdpEnd implements Disposable {
  readonly #fd;
  readonly #from = new InetSockaddr();
  readonly #buffer = new Uint8Array(new ArrayBuffer(LARGEST));

  /** @param address where to receive; made in whatever namespace the calling thread is in */
  constructor(address: InetAddress = { ip: "127.0.0.1", port: 0 }) {
    this.#fd = inetSocket(familyOf(address.ip) ?? AF_INET, "udp", SOCK_NONBLOCK);
    bindInet(this.#fd, address);
  }

  get address(): InetAddress {
    return localAddress(this.#fd);
  }

  send(to: InetAddress, data: string | Uint8Array<ArrayBuffer>): void {
    sendTo(this.#fd, InetSockaddr.of(to), typeof data === "string" ? new TextEncoder().encode(data) : data);
  }

  /** Waits for a datagram. */
  receive(): { readonly bytes: Uint8Array<ArrayBuffer>; readonly text: string; readonly from: InetAddress } {
    if (!becomesReadable(this.#fd)) throw new DeadlineError("No datagram comes");
    const count = receiveFrom(this.#fd, this.#from, this.#buffer);
    const bytes = this.#buffer.slice(0, count);
    return { bytes, text: new TextDecoder().decode(bytes), from: this.#from.address };
  }

  [Symbol.dispose](): void {
    this.#fd.close();
  }
}
