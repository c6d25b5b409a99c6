import {
  type EventCursor,
  InputError,
  NewOrderTerms,
  OrderType,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";
import { percentDistance, trailingStart } from "@hotpath/orders";

/** Whether an order waits for a price that is worse than the market's: of a bar, these come first. */
export function isStopLike(orderType: number): boolean {
  return orderType === OrderType.Stop || orderType === OrderType.StopLimit || orderType === OrderType.TrailingStop;
}

/** Whether an order of a type waits for a price, fixed or trailing. */
export function waitsForPrice(orderType: number): boolean {
  return isStopLike(orderType) || orderType === OrderType.MarketIfTouched || orderType === OrderType.LimitIfTouched;
}

/** What orders of a bar venue wait for beside their price, by the slots of its `RestingOrders`. */
export class BarTriggers {
  /** The limit price that an order has once it is triggered; NaN for a market order. */
  readonly limit: Float64Array;
  /** The visit at which an order was triggered: what was left of that way it has seen. */
  readonly seen: Float64Array;
  readonly #amount: Float64Array;
  readonly #percent: Float64Array;
  /** Added to a trailing stop's trigger for its limit price; NaN for a market order. */
  readonly #offset: Float64Array;
  /** The best price that a trailing stop has seen. */
  readonly #best: Float64Array;
  /** Terms that came ahead of their order. */
  readonly #staged = { orderId: 0, trigger: 0, amount: 0, percent: 0, offset: Number.NaN };

  constructor(capacity: number) {
    const column = (): Float64Array => new Float64Array(capacity);
    [this.limit, this.seen, this.#amount] = [column(), column(), column()];
    [this.#percent, this.#offset, this.#best] = [column(), column(), column()];
  }

  /** Keeps terms until their order comes. */
  stage(event: EventCursor): void {
    const staged = this.#staged;
    staged.orderId = NewOrderTerms.orderId(event);
    staged.trigger = NewOrderTerms.triggerPrice(event);
    staged.amount = NewOrderTerms.trailAmount(event);
    staged.percent = NewOrderTerms.trailPercent(event);
    staged.offset = NewOrderTerms.limitOffset(event);
  }

  /**
   * Whether an order can be taken: it has come with terms, or is a stop whose price is its trigger.
   *
   * @param price of the order, the limit of those that have one
   */
  canTake(orderId: number, orderType: number, price: number): boolean {
    if (orderId === this.#staged.orderId) return true;
    return orderType === OrderType.Stop && price !== 0;
  }

  /** Takes in an order. @param last the market's last price, NaN for none. @returns its trigger; of a trailing stop 0 */
  take(slot: number, orderId: number, orderType: number, price: number, isBuy: boolean, last: number): number {
    const staged = this.#staged;
    this.seen[slot] = 0;
    this.limit[slot] = Number.NaN;
    if (orderId !== staged.orderId) return price;
    staged.orderId = 0;
    if (orderType === OrderType.TrailingStop) {
      this.#amount[slot] = staged.amount;
      this.#percent[slot] = staged.percent;
      this.#offset[slot] = staged.offset;
      this.#best[slot] = trailingStart(staged.trigger, staged.amount, staged.percent, isBuy, last);
      return 0;
    }
    if (orderType === OrderType.StopLimit || orderType === OrderType.LimitIfTouched) this.limit[slot] = price;
    return staged.trigger;
  }

  /**
   * Where the way from one price to another triggers an order; NaN where it does not. A trailing stop's best price goes along.
   *
   * @param trigger of all but trailing stops
   */
  firedAt(slot: number, orderType: number, trigger: number, isBuy: boolean, from: number, to: number): number {
    if (orderType === OrderType.TrailingStop) return this.#trailed(slot, isBuy, from, to);
    // A stop waits for a price that is worse, the others for one that is better.
    const isRising = isStopLike(orderType) === isBuy;
    if (isRising ? from >= trigger : from <= trigger) return from;
    return (isRising ? to >= trigger : to <= trigger) ? trigger : Number.NaN;
  }

  snapshotOf(slot: number, writer: SnapshotWriter): void {
    for (const column of this.#columns()) writer.f64(column[slot]!);
  }

  restoreOf(slot: number, reader: SnapshotReader): void {
    if (slot < 0) throw new InputError("CORRUPT", "snapshot: triggers of an order that is not there");
    for (const column of this.#columns()) column[slot] = reader.f64();
  }

  #trailed(slot: number, isBuy: boolean, from: number, to: number): number {
    const sign = isBuy ? -1 : 1;
    const best = sign * Math.max(sign * this.#best[slot]!, sign * from);
    const distance = this.#amount[slot]! > 0 ? this.#amount[slot]! : percentDistance(best, this.#percent[slot]!);
    const trigger = best - sign * distance;
    this.#best[slot] = sign * Math.max(sign * best, sign * to);
    const firedAt = sign * from <= sign * trigger ? from : sign * to <= sign * trigger ? trigger : Number.NaN;
    if (!Number.isNaN(firedAt)) this.limit[slot] = trigger + this.#offset[slot]!;
    return firedAt;
  }

  #columns(): Float64Array[] {
    return [this.limit, this.#amount, this.#percent, this.#offset, this.#best];
  }
}
