import { nameOf, Side, TimeInForce } from "@hotpath/core";
import { BookView, check } from "./book-view.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LEVEL_COUNT,
  LEVEL_HEAD,
  LEVEL_QUANTITY,
  LEVEL_TAIL,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_ID,
  ORDER_LEAVES,
  ORDER_LEVEL,
  ORDER_NEXT,
  ORDER_PREV,
} from "./internal/layout.ts";
import type { OrderStore } from "./internal/order-store.ts";
import type { PriceLadders } from "./internal/price-ladders.ts";
import { keyOf, ladderOf, mirrored } from "./internal/queue.ts";
import { Place, type SpecialState } from "./internal/special-state.ts";

/** A resting order as an object, for the edge. */
export interface RestingOrder {
  orderId: number;
  instrument: number;
  side: keyof typeof Side;
  /** Ticks. */
  price: number;
  /** Quantity that is still open. */
  leavesQty: number;
  /** Quantity traded so far. */
  cumQty: number;
  timeInForce: keyof typeof TimeInForce;
  owner: number;
}

/** What stands before an order in its queue. {@link OrderBook.queuePosition} fills it. */
export interface QueuePosition {
  /** Orders that trade first at the same price. */
  ordersAhead: number;
  /** Their open quantity. */
  quantityAhead: number;
}

/** A book that knows its orders one by one: everything of {@link BookView}, and the queues. */
export class OrderBook extends BookView {
  readonly #orders: OrderStore;
  readonly #special: SpecialState | undefined;

  /** @internal Books come from `MatchingEngine.book` and `L3Book.book`. */
  constructor(
    orders: OrderStore,
    ladders: PriceLadders,
    instrument: number,
    steps?: Float64Array,
    special?: SpecialState,
  ) {
    super(ladders, instrument, steps);
    this.#orders = orders;
    this.#special = special;
  }

  /** Whether an order of this id rests in this book. */
  has(orderId: number): boolean {
    return this.#find(orderId) !== 0;
  }

  /** An order as an object, or undefined: it allocates. */
  order(orderId: number): RestingOrder | undefined {
    const order = this.#find(orderId);
    return order === 0 ? undefined : describe(this.#orders, this.ladders, order, this.step);
  }

  /** The side of an order; 0 if none of this id rests in this book. */
  sideOf(orderId: number): Side | 0 {
    const order = this.#find(orderId);
    return order === 0 ? 0 : (((ladderOf(this.ladders, order) & 1) + 1) as Side);
  }

  /** The price of an order; NaN if none of this id rests in this book. */
  priceOf(orderId: number): number {
    const order = this.#find(orderId);
    if (order === 0) return Number.NaN;
    return mirrored(ladderOf(this.ladders, order), keyOf(this.ladders, order) * this.step);
  }

  /** The orders at a price, first come first, as objects: it allocates. */
  ordersAt(side: Side, price: number): RestingOrder[] {
    const ladder = 2 * this.instrument + side - 1;
    const level = this.levelAt(ladder, price);
    const found: RestingOrder[] = [];
    let order = level === 0 ? 0 : this.ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
    while (order !== 0) {
      found.push(describe(this.#orders, this.ladders, order, this.step));
      order = this.#orders.orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
    }
    return found;
  }

  /**
   * Counts what stands before an order in the queue of its price, by walking the queue: its cost grows with the number
   * of orders ahead.
   *
   * @param out filled with the answer; a new object by default
   * @returns `out`, or undefined if no order of this id rests in this book
   */
  queuePosition(orderId: number, out: QueuePosition = { ordersAhead: 0, quantityAhead: 0 }): QueuePosition | undefined {
    const { orderF, orderI } = this.#orders;
    let order = this.#find(orderId);
    if (order === 0) return undefined;
    out.ordersAhead = 0;
    out.quantityAhead = 0;
    for (;;) {
      order = orderI[(order << ORDER_I_SHIFT) + ORDER_PREV]!;
      if (order === 0) return out;
      out.ordersAhead++;
      out.quantityAhead += orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!;
    }
  }

  /** Everything that `BookView.verify` proves, and the same of every queue. */
  override verify(): void {
    super.verify();
    const { orderF, orderI } = this.#orders;
    const { levelF, levelI } = this.ladders;
    for (const ladder of [2 * this.instrument, 2 * this.instrument + 1]) {
      let count = 0;
      for (let level = this.ladders.first(ladder); level !== 0; level = this.ladders.next(level)) {
        let total = 0;
        let last = 0;
        const before = count;
        let order = levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
        while (order !== 0) {
          const id = orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!;
          check(orderI[(order << ORDER_I_SHIFT) + ORDER_PREV] === last, ladder, "a queue whose links disagree", id);
          check(orderI[(order << ORDER_I_SHIFT) + ORDER_LEVEL] === level, ladder, "an order of another level", id);
          check(this.#orders.find(id) === order, ladder, "an order that is not found by its id", id);
          check(orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]! > 0, ladder, "an order without quantity", id);
          total += orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!;
          count++;
          last = order;
          order = orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
        }
        check(levelI[(level << I_SHIFT) + LEVEL_TAIL] === last, ladder, "a queue's end", last);
        check(levelI[(level << I_SHIFT) + LEVEL_COUNT] === count - before, ladder, "a level's order count", count);
        check(levelF[(level << F_SHIFT) + LEVEL_QUANTITY] === total, ladder, "a level's quantity", total);
      }
      check(count === this.ladders.orders(ladder), ladder, "order count", count);
    }
  }

  #find(orderId: number): number {
    const order = this.#orders.find(orderId);
    if (order !== 0 && this.#special?.prepared && this.#special.columns.places[order] !== Place.Lit) return 0;
    return order !== 0 && ladderOf(this.ladders, order) >>> 1 === this.instrument ? order : 0;
  }
}

function describe(orders: OrderStore, ladders: PriceLadders, order: number, step: number): RestingOrder {
  const ladder = ladderOf(ladders, order);
  return {
    orderId: orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!,
    instrument: ladder >>> 1,
    side: nameOf(Side, (ladder & 1) + 1) as keyof typeof Side,
    price: mirrored(ladder, keyOf(ladders, order) * step),
    leavesQty: orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!,
    cumQty: orders.filled[order]!,
    timeInForce: nameOf(TimeInForce, orders.timesInForce[order]!) as keyof typeof TimeInForce,
    owner: orders.owners[order]!,
  };
}
