/**
 * The peers: an order manager as it is usually written, objects in a Map with named states that tell listeners by objects,
 * and stops in a list that every price walks.
 */

type Status = "PendingNew" | "New" | "PartiallyFilled" | "PendingReplace" | "PendingCancel" | "Filled" | "Canceled";

interface ObjectOrder {
  id: number;
  side: string;
  price: number;
  quantity: number;
  leaves: number;
  cumulative: number;
  status: Status;
  before: Status;
  pending?: { price: number; quantity: number };
}

/** A report as an object. */
export interface ObjectReport {
  kind: string;
  id: number;
  price: number;
  quantity: number;
  cumulative: number;
}

/** Orders by id. */
export class ObjectOrders {
  readonly orders: Map<number, ObjectOrder> = new Map();
  /** What was told in this batch. */
  told: object[] = [];

  on({ kind, id, price, quantity, cumulative }: ObjectReport): void {
    if (kind === "intent") {
      if (this.orders.has(id)) return;
      const order = { id, side: "buy", price, quantity, leaves: quantity, cumulative: 0 };
      this.orders.set(id, { ...order, status: "PendingNew", before: "PendingNew" });
      this.told.push({ type: "request", id, price, quantity });
      return;
    }
    const order = this.orders.get(id);
    if (order === undefined) return;
    switch (kind) {
      case "new":
        if (order.status === "PendingNew") order.status = "New";
        return;
      case "trade": {
        if (cumulative < order.cumulative + quantity) return;
        order.cumulative += quantity;
        order.leaves = Math.max(0, order.leaves - quantity);
        if (order.status === "New" || order.status === "PendingNew") order.status = "PartiallyFilled";
        this.told.push({ type: "fill", id, price, quantity, leaves: order.leaves, side: order.side });
        if (order.leaves === 0) this.#close(order, "Filled");
        return;
      }
      case "replace":
        order.before = order.status;
        order.status = "PendingReplace";
        order.pending = { price, quantity };
        this.told.push({ type: "replace", id, price, quantity });
        return;
      case "replaced": {
        if (order.pending === undefined) return;
        ({ price: order.price, quantity: order.quantity } = order.pending);
        order.leaves = order.quantity - order.cumulative;
        delete order.pending;
        order.status = order.before;
        this.told.push({ type: "replaced", id, price: order.price, quantity: order.quantity, leaves: order.leaves });
        return;
      }
      case "cancel":
        order.before = order.status;
        order.status = "PendingCancel";
        this.told.push({ type: "cancel", id });
        return;
      case "canceled":
        this.#close(order, "Canceled");
        return;
    }
  }

  #close(order: ObjectOrder, status: Status): void {
    order.status = status;
    this.told.push({ type: "closed", id: order.id, status, leaves: order.leaves, cumulative: order.cumulative });
    this.orders.delete(order.id);
  }
}

/** Stops and trailing stops to sell, walked at every price. */
export class ObjectStops {
  readonly stops: { trigger: number; distance: number; best: number }[] = [];

  /** @returns how many a price set off */
  price(price: number): number {
    let fired = 0;
    for (const stop of this.stops) {
      if (stop.distance > 0 && price > stop.best) {
        stop.best = price;
        stop.trigger = price - stop.distance;
      }
      if (price <= stop.trigger) fired += 1;
    }
    return fired;
  }
}
