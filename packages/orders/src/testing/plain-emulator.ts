/** Stops and trailing stops as one would write them first: every order looked at at every price. */
import { OrderType, Side } from "@hotpath/core";

/** A held order. */
export interface PlainOrder {
  orderId: number;
  type: number;
  side: number;
  source: number;
  trigger: number;
  amount: number;
  percent: number;
  /** Best price since it came. */
  best: number;
  sequence: number;
}

/** How far a percentage of a price lies from it, by bigints. */
export const plainDistance = (price: number, percent: number): number => {
  const distance = Number((BigInt(Math.floor(Math.abs(price))) * BigInt(percent)) / 10_000n);
  return Math.max(1, distance);
};

/** The model. */
export class PlainEmulator {
  orders: PlainOrder[] = [];
  readonly prices: Map<number, number> = new Map();
  #sequence = 0;

  /** @returns whether it goes at once */
  add(order: Omit<PlainOrder, "best" | "sequence">): boolean {
    const now = this.prices.get(order.source);
    const buys = order.side === Side.Buy;
    const none = buys ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    let best = now ?? none;
    if (order.type === OrderType.TrailingStop && order.trigger > 0) {
      let from = order.trigger;
      const reaches = (at: number): boolean => {
        const distance = order.amount || plainDistance(at, order.percent);
        return buys ? at + distance <= order.trigger : at - distance >= order.trigger;
      };
      while (!reaches(from)) from += buys ? -1 : 1;
      best = buys ? Math.min(from, best) : Math.max(from, best);
    }
    const entry = { ...order, best, sequence: this.#sequence++ };
    if (now !== undefined && this.#isReached(entry, now)) return true;
    this.orders.push(entry);
    return false;
  }

  remove(orderId: number): void {
    this.orders = this.orders.filter((order) => order.orderId !== orderId);
  }

  /** @returns the orders that a price sets off, with where they acted, in order */
  price(source: number, price: number): [orderId: number, trigger: number][] {
    if (this.prices.get(source) === price) return [];
    this.prices.set(source, price);
    for (const order of this.orders)
      if (order.type === OrderType.TrailingStop && order.source === source)
        order.best = order.side === Side.Buy ? Math.min(order.best, price) : Math.max(order.best, price);
    const fired = this.orders.filter((order) => order.source === source && this.#isReached(order, price));
    this.orders = this.orders.filter((order) => !fired.includes(order));
    fired.sort((a, b) => this.#rank(a) - this.#rank(b) || this.#order(a, b));
    return fired.map((order) => [order.orderId, this.trigger(order)]);
  }

  /** Where an order acts. */
  trigger(order: PlainOrder): number {
    if (order.type !== OrderType.TrailingStop) return order.trigger;
    const distance = order.amount || (Number.isFinite(order.best) ? plainDistance(order.best, order.percent) : 0);
    return order.side === Side.Buy ? order.best + distance : order.best - distance;
  }

  #waitsForRise(order: PlainOrder): boolean {
    return (order.side === Side.Buy) !== (order.type === OrderType.MarketIfTouched);
  }

  #isReached(order: PlainOrder, price: number): boolean {
    return this.#waitsForRise(order) ? price >= this.trigger(order) : price <= this.trigger(order);
  }

  /** Fixed triggers above, those below; then trailing sells by amounts, by shares, then buys. */
  #rank(order: PlainOrder): number {
    if (order.type !== OrderType.TrailingStop) return this.#waitsForRise(order) ? 0 : 1;
    return 2 + (order.side === Side.Buy ? 2 : 0) + (order.amount > 0 ? 0 : 1);
  }

  /** The nearest trigger first, then the least distance, then the oldest. */
  #order(a: PlainOrder, b: PlainOrder): number {
    const nearer = this.trigger(a) - this.trigger(b);
    return (
      (this.#waitsForRise(a) ? nearer : -nearer) ||
      a.amount - b.amount ||
      a.percent - b.percent ||
      a.sequence - b.sequence
    );
  }
}
