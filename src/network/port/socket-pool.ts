// Sockets of one kind, made in the container's namespace ahead of need.
import type { Fd } from "../../../ffi/fd.ts";

/** Every stock is asked for anew when half of it is used up. */
const REFILL_BELOW = 0.5;

export interface StockLimits {
  /** Sockets in stock while there is little to do; each costs the kernel some 4 KiB. */
  readonly first: number;
  /** The most that a busy forwarder keeps. */
  readonly most: number;
}

/** Hands out sockets at once and asks for more in time. */
export class SocketPool implements Disposable {
  readonly #order: (count: number) => boolean;
  readonly #limits: StockLimits;
  readonly #stock: Fd[] = [];
  readonly #waiting: (() => void)[] = [];
  #size: number;
  #ordered = 0;

  /** @param order asks for so many sockets, which `deliver` is called with; false when that cannot be done now */
  constructor(order: (count: number) => boolean, limits: StockLimits) {
    this.#order = order;
    this.#limits = limits;
    this.#size = limits.first;
    this.refill();
  }

  /** How many can be taken now. */
  get available(): number {
    return this.#stock.length;
  }

  /** @returns undefined when there is none; `whenFilled` tells when there is */
  take(): Fd | undefined {
    const socket = this.#stock.pop();
    // Faster than they are made: a larger stock means fewer messages.
    if (this.#stock.length === 0) this.#size = Math.min(this.#limits.most, this.#size * 2);
    if (this.#stock.length < this.#size * REFILL_BELOW) this.refill();
    return socket;
  }

  /** Takes a socket back that is as good as new. */
  giveBack(socket: Fd): void {
    this.#stock.push(socket);
  }

  /** Calls `action` once, when sockets have come. */
  whenFilled(action: () => void): void {
    this.#waiting.push(action);
    this.refill();
  }

  /** Orders what is missing, unless an order is under way. */
  refill(): void {
    const missing = this.#size - this.#stock.length;
    if (this.#ordered === 0 && missing > 0 && this.#order(missing)) this.#ordered = missing;
  }

  /** The answer to an order; an empty one leaves everybody waiting. */
  deliver(sockets: readonly Fd[]): void {
    this.#ordered = 0;
    this.#stock.push(...sockets);
    if (sockets.length > 0) for (const action of this.#waiting.splice(0)) action();
  }

  [Symbol.dispose](): void {
    for (const socket of this.#stock.splice(0)) socket.close();
  }
}
