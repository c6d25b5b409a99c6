/**
 * A matching engine that is obviously right: arrays of objects, sorted by price and arrival, everything found by looking
 * at everything. Tests hold the real engine to its reports.
 */
import { OrderType, Side, TimeInForce } from "@hotpath/core";
import { MAX_PRICE, Reason, ReportKind, SelfTradePrevention } from "../vocabulary.ts";

/** A report as a row of numbers: the columns of the real engine's buffer, by name. */
export interface ReferenceReport {
  kind: number;
  reason: number;
  instrument: number;
  side: number;
  orderId: number;
  owner: number;
  price: number;
  quantity: number;
  leavesQty: number;
  counterOrderId: number;
  counterOwner: number;
  counterLeavesQty: number;
}

interface Order {
  orderId: number;
  instrument: number;
  side: number;
  price: number;
  leaves: number;
  filled: number;
  owner: number;
  timeInForce: number;
  arrival: number;
}

interface Options {
  instruments: number;
  orderCapacity: number;
  selfTradePrevention: number;
  replaceKeepsPriority: boolean;
}

const MAX_OPEN = BigInt(Number.MAX_SAFE_INTEGER);

export class ReferenceMatcher {
  orders: Order[] = [];
  reports: ReferenceReport[] = [];
  readonly options: Options;
  #arrivals = 0;

  constructor(options: Options) {
    this.options = options;
  }

  submit(
    instrument: number,
    orderId: number,
    side: number,
    price: number,
    quantity: number,
    type: number,
    timeInForce: number,
    owner: number,
  ): void {
    const isMarket = type === OrderType.Market;
    const order: Order = {
      orderId,
      instrument,
      side,
      price: isMarket ? 0 : price,
      leaves: quantity,
      filled: 0,
      owner,
      timeInForce,
      arrival: 0,
    };
    const rests =
      timeInForce === TimeInForce.Day ||
      timeInForce === TimeInForce.GoodTillCancel ||
      timeInForce === TimeInForce.PostOnly;
    const isWhole = (n: number): boolean => Number.isSafeInteger(n) && n >= 1;
    const refusals: [boolean, number][] = [
      [
        !(Number.isInteger(instrument) && instrument >= 0 && instrument < this.options.instruments),
        Reason.BadInstrument,
      ],
      [!isWhole(orderId), Reason.BadOrderId],
      [side !== Side.Buy && side !== Side.Sell, Reason.BadSide],
      [type !== OrderType.Limit && type !== OrderType.Market, Reason.BadType],
      [!isMarket && !(Number.isInteger(price) && Math.abs(price) <= MAX_PRICE), Reason.BadPrice],
      [!isWhole(quantity), Reason.BadQuantity],
      [!(Number.isInteger(owner) && owner >= 0 && owner < 2 ** 31), Reason.BadOwner],
      [
        !rests && timeInForce !== TimeInForce.ImmediateOrCancel && timeInForce !== TimeInForce.FillOrKill,
        Reason.BadTimeInForce,
      ],
      [this.orders.some((o) => o.orderId === orderId), Reason.DuplicateOrderId],
      [isMarket && timeInForce === TimeInForce.PostOnly, Reason.BadTimeInForce],
      [!isMarket && rests && this.orders.length >= this.options.orderCapacity, Reason.Capacity],
    ];
    let reason = refusals.find(([refused]) => refused)?.[1] ?? Reason.None;
    const adds = reason === Reason.None && !isMarket && rests;
    if (adds && this.#open(instrument, side) + BigInt(quantity) > MAX_OPEN) reason = Reason.Capacity;
    if (reason !== Reason.None) {
      const known = Number.isInteger(instrument) && instrument >= 0 && instrument < this.options.instruments;
      this.#report(
        ReportKind.Rejected,
        reason,
        {
          ...order,
          instrument: known ? instrument : -1,
          side: side === Side.Buy || side === Side.Sell ? side : 0,
          owner: Number.isInteger(owner) && owner >= 0 && owner < 2 ** 31 ? owner : 0,
          price,
        },
        quantity,
        0,
      );
      return;
    }
    if (timeInForce === TimeInForce.PostOnly && this.#opposite(order, isMarket).length > 0) reason = Reason.WouldCross;
    if (timeInForce === TimeInForce.FillOrKill && !this.#canFill(order, isMarket)) reason = Reason.UnfilledFok;
    if (reason !== Reason.None) {
      this.#report(ReportKind.Rejected, reason, order, quantity, 0);
      return;
    }
    this.#report(ReportKind.Accepted, Reason.None, order, quantity, quantity);
    this.#match(order, isMarket);
    if (order.leaves === 0) return;
    if (isMarket || timeInForce === TimeInForce.ImmediateOrCancel) {
      const why = timeInForce === TimeInForce.ImmediateOrCancel ? Reason.UnfilledIoc : Reason.NoLiquidity;
      this.#report(ReportKind.Expired, why, order, order.leaves, 0);
      return;
    }
    this.#rest(order);
  }

  cancel(orderId: number): void {
    const order = this.orders.find((o) => o.orderId === orderId);
    if (order === undefined) {
      this.#report(ReportKind.CancelRejected, Reason.UnknownOrder, unknown(orderId, 0), 0, 0);
      return;
    }
    this.#remove(order);
    this.#report(ReportKind.Canceled, Reason.None, order, order.leaves, 0);
  }

  replace(orderId: number, price: number, quantity: number): void {
    const order = this.orders.find((o) => o.orderId === orderId);
    const kind = ReportKind.ReplaceRejected;
    if (order === undefined) {
      this.#report(kind, Reason.UnknownOrder, unknown(orderId, price), quantity, 0);
      return;
    }
    const asked = { ...order, price };
    if (!Number.isInteger(price) || Math.abs(price) > MAX_PRICE) {
      this.#report(kind, Reason.BadPrice, asked, quantity, order.leaves);
    } else if (!Number.isSafeInteger(quantity) || quantity < 1) {
      this.#report(kind, Reason.BadQuantity, asked, quantity, order.leaves);
    } else if (this.options.replaceKeepsPriority && price === order.price && quantity <= order.leaves) {
      order.leaves = quantity;
      this.#report(ReportKind.Replaced, Reason.None, order, quantity, quantity);
    } else if (this.#open(order.instrument, order.side) + BigInt(quantity - order.leaves) > MAX_OPEN) {
      this.#report(kind, Reason.Capacity, asked, quantity, order.leaves);
    } else if (order.timeInForce === TimeInForce.PostOnly && this.#opposite(asked, false).length > 0) {
      this.#report(kind, Reason.WouldCross, asked, quantity, order.leaves);
    } else {
      this.#remove(order);
      order.price = price;
      order.leaves = quantity;
      this.#report(ReportKind.Replaced, Reason.None, order, quantity, quantity);
      this.#match(order, false);
      if (order.leaves > 0) this.#rest(order);
    }
  }

  massCancel(fits: (order: Order) => boolean, instrument: number, owner: number, kind: number, reason: number): void {
    const gone = this.orders
      .filter(fits)
      .sort((a, b) => a.instrument - b.instrument || a.side - b.side || before(a, b));
    for (const order of gone) {
      this.#remove(order);
      this.#report(kind, reason, order, order.leaves, 0);
    }
    const summary = { ...unknown(0, 0), instrument, owner };
    this.#report(ReportKind.MassCanceled, reason, summary, gone.length, 0);
  }

  /** The orders of a side in the order of their priority. */
  queue(instrument: number, side: number): Order[] {
    return this.#side(instrument, side).sort(before);
  }

  #side(instrument: number, side: number): Order[] {
    return this.orders.filter((o) => o.instrument === instrument && o.side === side);
  }

  #open(instrument: number, side: number): bigint {
    return this.#side(instrument, side).reduce((sum, order) => sum + BigInt(order.leaves), 0n);
  }

  /** The resting orders that an order could trade with, first one first. */
  #opposite(order: Order, isMarket: boolean): Order[] {
    return this.queue(order.instrument, 3 - order.side).filter(
      (o) => isMarket || (order.side === Side.Buy ? o.price <= order.price : o.price >= order.price),
    );
  }

  #isOwn(order: Order, resting: Order): boolean {
    return (
      this.options.selfTradePrevention !== SelfTradePrevention.None &&
      order.owner !== 0 &&
      order.owner === resting.owner
    );
  }

  #canFill(order: Order, isMarket: boolean): boolean {
    let missing = order.leaves;
    for (const resting of this.#opposite(order, isMarket)) {
      if (missing <= 0) break;
      if (!this.#isOwn(order, resting)) missing -= resting.leaves;
      else if (this.options.selfTradePrevention !== SelfTradePrevention.CancelOldest) return false;
    }
    return missing <= 0;
  }

  #match(order: Order, isMarket: boolean): void {
    for (const resting of this.#opposite(order, isMarket)) {
      if (order.leaves === 0) return;
      if (this.#isOwn(order, resting)) {
        this.#preventSelfTrade(order, resting);
        continue;
      }
      const quantity = Math.min(order.leaves, resting.leaves);
      order.leaves -= quantity;
      order.filled += quantity;
      resting.leaves -= quantity;
      resting.filled += quantity;
      if (resting.leaves === 0) this.#remove(resting);
      const trade = { ...order, price: resting.price };
      this.#report(ReportKind.Trade, Reason.None, trade, quantity, order.leaves, resting);
    }
  }

  #preventSelfTrade(order: Order, resting: Order): void {
    const mode = this.options.selfTradePrevention;
    const least = Math.min(order.leaves, resting.leaves);
    const off = mode === SelfTradePrevention.Decrement ? least : order.leaves;
    const restingOff = mode === SelfTradePrevention.Decrement ? least : resting.leaves;
    const hitsResting = mode !== SelfTradePrevention.CancelNewest;
    const hitsOrder = mode !== SelfTradePrevention.CancelOldest;
    if (hitsResting) resting.leaves -= restingOff;
    if (hitsOrder) order.leaves -= off;
    if (resting.leaves === 0) this.#remove(resting);
    const { Canceled } = ReportKind;
    if (hitsResting) this.#report(Canceled, Reason.SelfTrade, resting, restingOff, resting.leaves, order);
    if (hitsOrder) this.#report(Canceled, Reason.SelfTrade, order, off, order.leaves, resting);
  }

  #rest(order: Order): void {
    order.arrival = ++this.#arrivals;
    this.orders.push(order);
  }

  #remove(order: Order): void {
    this.orders.splice(this.orders.indexOf(order), 1);
  }

  #report(kind: number, reason: number, order: Order, quantity: number, leavesQty: number, counter?: Order): void {
    this.reports.push({
      kind,
      reason,
      instrument: order.instrument,
      side: order.side,
      orderId: order.orderId,
      owner: order.owner,
      price: order.price,
      quantity,
      leavesQty,
      counterOrderId: counter?.orderId ?? 0,
      counterOwner: counter?.owner ?? 0,
      counterLeavesQty: counter?.leaves ?? 0,
    });
  }
}

function before(a: Order, b: Order): number {
  const better = a.side === Side.Buy ? b.price - a.price : a.price - b.price;
  return better || a.arrival - b.arrival;
}

function unknown(orderId: number, price: number): Order {
  return {
    orderId,
    instrument: -1,
    side: 0,
    price,
    leaves: 0,
    filled: 0,
    owner: 0,
    timeInForce: 0,
    arrival: 0,
  };
}
