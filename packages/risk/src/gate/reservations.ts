import { Side, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import type { Levels } from "./levels.ts";
import type { RiskBooks } from "./risk-books.ts";
import type { WorkingOrders } from "./working-orders.ts";

/**
 * What is reserved for the orders that passed: it follows their fills, replaces and ends, so that at any time it is what
 * may still be filled of each, by the old or the new terms where a replace is under way.
 */
export class Reservations implements Snapshotable {
  readonly orders: WorkingOrders;
  readonly #levels: Levels;
  readonly #books: RiskBooks;
  readonly #instruments: number;
  #ignored = 0;

  constructor(levels: Levels, books: RiskBooks, orders: WorkingOrders, instruments: number) {
    this.#levels = levels;
    this.#books = books;
    this.orders = orders;
    this.#instruments = instruments;
  }

  /** What could not be booked: not finite, of no instrument or side. */
  get ignored(): number {
    return this.#ignored;
  }

  /** Counts something that was none. */
  ignore(): void {
    this.#ignored += 1;
  }

  /** @returns whether it was booked */
  filled(
    orderId: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    strategy: number,
  ): boolean {
    if (!this.#isTrade(instrument, side, price, quantity)) return false;
    const slot = this.orders.slotOf(orderId);
    const path = this.#levels.pathOf(slot === -1 ? strategy : this.orders.strategy[slot]!);
    if (slot !== -1) this.orders.cumulative[slot]! += quantity;
    const more = slot === -1 ? 0 : this.#fit(slot);
    this.#books.fill(path, instrument, side, price, quantity, more);
    return true;
  }

  /** @returns whether it was booked */
  busted(
    orderId: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    strategy: number,
    restored: number,
    leaves: number,
    orderPrice: number,
    orderQuantity: number,
  ): boolean {
    if (!this.#isTrade(instrument, side, price, quantity)) return false;
    const { orders } = this;
    let slot = orders.slotOf(orderId);
    const path = this.#levels.pathOf(slot === -1 ? strategy : orders.strategy[slot]!);
    let more = 0;
    if (slot !== -1) {
      orders.cumulative[slot]! -= quantity;
      orders.quantity[slot]! -= quantity - restored;
      more = this.#fit(slot);
    } else if (restored > 0 && !orders.isFull) {
      slot = orders.add(orderId, instrument, side, orderPrice, orderQuantity, strategy, orderPrice !== 0);
      orders.cumulative[slot] = orderQuantity - leaves;
      orders.reserved[slot] = leaves;
      more = leaves;
    }
    this.#books.fill(path, instrument, side, price, -quantity, more);
    return true;
  }

  /** An order that works without having passed here. @returns whether there was room for it, and none of its id */
  adopt(
    orderId: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    leaves: number,
    strategy: number,
  ): boolean {
    const { orders } = this;
    if (!this.#isTrade(instrument, side, price, leaves) || orders.isFull || orders.slotOf(orderId) !== -1) return false;
    const slot = orders.add(orderId, instrument, side, price, quantity, strategy, price !== 0);
    orders.cumulative[slot] = quantity - leaves;
    orders.reserved[slot] = leaves;
    this.#books.work(this.#levels.pathOf(strategy), instrument, side, leaves);
    return true;
  }

  /** An order has ended. */
  closed(orderId: number): void {
    const { orders } = this;
    const slot = orders.slotOf(orderId);
    if (slot === -1) return;
    const instrument = orders.instrument[slot]!;
    const side = orders.side[slot]!;
    const path = this.#levels.pathOf(orders.strategy[slot]!);
    const reserved = orders.reserved[slot]!;
    orders.remove(slot);
    this.#books.work(path, instrument, side, -reserved);
  }

  /** The venue took the new terms of an order, or refused them. */
  replaced(orderId: number, accepted: boolean): void {
    const { orders } = this;
    const slot = orders.slotOf(orderId);
    if (slot === -1 || Number.isNaN(orders.newQuantity[slot])) return;
    if (accepted) {
      orders.price[slot] = orders.newPrice[slot]!;
      orders.quantity[slot] = orders.newQuantity[slot]!;
    }
    orders.newPrice[slot] = Number.NaN;
    orders.newQuantity[slot] = Number.NaN;
    this.reserve(slot);
  }

  /** A venue gave an order other terms by itself. @returns whether it is known here */
  restated(orderId: number, price: number, quantity: number): boolean {
    const { orders } = this;
    const slot = orders.slotOf(orderId);
    if (slot === -1) return false;
    orders.price[slot] = price;
    orders.quantity[slot] = quantity;
    this.reserve(slot);
    return true;
  }

  /** Lets the books follow what an order's terms and fills make of its reservation. */
  reserve(slot: number): void {
    const { orders } = this;
    orders.rank(slot);
    const path = this.#levels.pathOf(orders.strategy[slot]!);
    const instrument = orders.instrument[slot]!;
    const side = orders.side[slot]!;
    this.#books.work(path, instrument, side, this.#fit(slot));
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.reservations");
    writer.f64(this.#ignored);
    this.orders.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.reservations");
    this.#ignored = reader.f64();
    this.orders.restore(reader);
  }

  #isTrade(instrument: number, side: number, price: number, quantity: number): boolean {
    const isOne = instrument >= 0 && instrument < this.#instruments && (side === Side.Buy || side === Side.Sell);
    if (isOne && quantity > 0 && price - price === 0) return true;
    this.#ignored += 1;
    return false;
  }

  /**
   * Makes what is reserved for an order fit what may still be filled; one that nothing is left of has ended.
   *
   * @returns how much more it is than before
   */
  #fit(slot: number): number {
    const { orders } = this;
    const quantity = orders.quantity[slot]!;
    const next = orders.newQuantity[slot]!;
    const most = next > quantity ? next : quantity;
    const reserved = Math.max(0, most - orders.cumulative[slot]!);
    const more = reserved - orders.reserved[slot]!;
    orders.reserved[slot] = reserved;
    if (reserved === 0) orders.remove(slot);
    return more;
  }
}
