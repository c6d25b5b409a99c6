import type { Random } from "@hotpath/core";
import { Counterparty, type Fields } from "./counterparty.ts";

interface RestingOrder {
  /** The ClOrdID that it came with. */
  readonly first: string;
  readonly isBuy: boolean;
  quantity: number;
  filled: number;
  isOpen: boolean;
  /** The request that the venue has taken last. */
  last: Fields;
}

/** How often it fills something, in milliseconds, and how much then. */
const FILL_MILLIS = 3;
const FILLS = 4;

/** A counterparty whose orders rest: it fills them in parts by chance, connected or not, and cancels and replaces them. */
export class RestingVenue implements AsyncDisposable {
  /** Orders that came with a ClOrdID that had been used. */
  doubled = 0;
  /** Requests that name no order. */
  unknown = 0;
  executions = 0;
  position = 0;
  replaced = 0;
  canceled = 0;
  readonly orders: RestingOrder[] = [];
  /** ClOrdIDs of replaces that were refused: what is chained to them names them. */
  readonly #refused = new Set<string>();
  readonly #names = new Map<string, RestingOrder>();
  readonly #random: Random;
  #open: RestingOrder[] = [];
  #counterparty: Counterparty | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  static async listen(version: string, port: number, folder: string, random: Random): Promise<RestingVenue> {
    const venue = new RestingVenue(random);
    venue.#counterparty = await Counterparty.listen(version, port, folder, (message) => venue.#take(message));
    venue.#timer = setInterval(() => venue.#fillSome(), FILL_MILLIS);
    return venue;
  }

  private constructor(random: Random) {
    this.#random = random;
  }

  /** Orders that still work. */
  get working(): number {
    return this.#open.length;
  }

  #take(message: Fields): void {
    const name = message.get(11)!;
    if (this.#names.has(name)) this.doubled += 1;
    if (message.get(35) === "D") {
      const quantity = Number(message.get(38));
      const order = { first: name, isBuy: message.get(54) === "1", quantity, filled: 0, isOpen: true, last: message };
      this.orders.push(order);
      this.#names.set(name, order);
      this.#open.push(order);
      this.#report(order, "0");
      return;
    }
    const original = message.get(41)!;
    const order = this.#names.get(original);
    const isCancel = message.get(35) === "F";
    const quantity = Number(message.get(38));
    if (order === undefined && !this.#refused.has(original)) this.unknown += 1;
    if (order === undefined || !order.isOpen || (!isCancel && quantity <= order.filled)) {
      this.#refused.add(name);
      this.#counterparty!.refuse(message, original, isCancel ? 1 : 2, order?.isOpen === true ? "0" : "8");
      return;
    }
    this.#names.set(name, order);
    order.last = message;
    if (isCancel) {
      this.canceled += 1;
      this.#close(order);
      this.#report(order, "4", original);
    } else {
      this.replaced += 1;
      order.quantity = quantity;
      this.#report(order, "5", original);
    }
  }

  #fillSome(): void {
    for (let n = 0; n < FILLS && this.#open.length > 0; n++) {
      const order = this.#open[this.#random.integer(this.#open.length)]!;
      const quantity = Math.min(order.quantity - order.filled, 1 + this.#random.integer(3));
      order.filled += quantity;
      this.executions += 1;
      this.position += order.isBuy ? quantity : -quantity;
      if (order.filled === order.quantity) this.#close(order);
      this.#report(order, "F", undefined, quantity);
    }
  }

  #close(order: RestingOrder): void {
    order.isOpen = false;
    this.#open = this.#open.filter((each) => each !== order);
  }

  #report(order: RestingOrder, exec: string, original?: string, quantity?: number): void {
    const leaves = order.isOpen ? order.quantity - order.filled : 0;
    const working = order.filled > 0 ? "1" : "0";
    const status = exec === "4" ? "4" : order.filled === order.quantity ? "2" : working;
    this.#counterparty!.report(order.last, {
      ...{ exec, status, leaves, cumulative: order.filled },
      ...(original && { original }),
      ...(quantity && { last: [quantity, "100.00"] as const }),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#counterparty?.[Symbol.asyncDispose]();
  }
}
