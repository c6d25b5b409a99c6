import { OrderStatus, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { OrderFlag, type OrderStore } from "../order-store.ts";

/** What is known of an order while a list comes. */
export const Mark = {
  None: 0,
  /** It is to be on the list. */
  Expected: 1,
  Seen: 2,
} as const;

/** What was under way of an order when the list began: bits. What was asked for since is not the list's matter. */
const REPLACE = 1;
const CANCEL = 2;

/** By slot of the store: what a list that is coming has said so far. Nothing is allocated after construction. */
export class ListMarks {
  /** {@link Mark} */
  readonly mark: Int32Array;
  /** `OrderStatus` and average price as the venue says. */
  readonly status: Int32Array;
  readonly averagePrice: Float64Array;
  readonly #store: OrderStore;
  /** Whose mark it is: a slot may be another order's by the end of the list. */
  readonly #orderId: Float64Array;
  readonly #underWay: Int32Array;

  constructor(store: OrderStore) {
    const { capacity } = store;
    this.#store = store;
    this.mark = new Int32Array(capacity);
    this.status = new Int32Array(capacity);
    this.averagePrice = new Float64Array(capacity);
    this.#orderId = new Float64Array(capacity);
    this.#underWay = new Int32Array(capacity);
  }

  /** A list begins: every order that a venue may have is to be on it. @param venue 0 for any */
  begin(venue: number): void {
    const { status, base, used } = this.#store;
    this.mark.fill(Mark.None);
    this.#underWay.fill(0);
    for (let slot = 0; slot < used; slot++) {
      if (status[slot] === -1 || base[slot] === OrderStatus.Held) continue;
      if (venue !== 0 && this.#store.venue[slot] !== venue) continue;
      this.expect(slot);
    }
  }

  /** An order is to be on the list, with what is under way of it: the list says what has become of that. */
  expect(slot: number): void {
    const { flags, newQuantity } = this.#store;
    this.set(slot, Mark.Expected);
    const isCanceling = (flags[slot]! & OrderFlag.Canceling) !== 0;
    this.#underWay[slot] = (newQuantity[slot]! >= 0 ? REPLACE : 0) | (isCanceling ? CANCEL : 0);
  }

  /** @param mark {@link Mark} */
  set(slot: number, mark: number): void {
    const orderId = this.#store.orderId[slot]!;
    if (this.#orderId[slot] !== orderId) this.#underWay[slot] = 0;
    this.#orderId[slot] = orderId;
    this.mark[slot] = mark;
  }

  /** Whether an order has a mark. */
  has(slot: number): boolean {
    return (
      this.mark[slot] !== Mark.None &&
      this.#store.status[slot] !== -1 &&
      this.#store.orderId[slot] === this.#orderId[slot]
    );
  }

  /** Whether a replace was under way when the list began, and still is. */
  isReplacing(slot: number): boolean {
    return (this.#underWay[slot]! & REPLACE) !== 0 && this.#store.newQuantity[slot]! >= 0;
  }

  /** The same of a cancel. */
  isCanceling(slot: number): boolean {
    return (this.#underWay[slot]! & CANCEL) !== 0 && (this.#store.flags[slot]! & OrderFlag.Canceling) !== 0;
  }

  /** Writes the rows in use. */
  snapshotRows(writer: SnapshotWriter): void {
    const { used } = this.#store;
    for (const column of [this.mark, this.status, this.#underWay]) writer.i32s(column.subarray(0, used));
    for (const column of [this.averagePrice, this.#orderId]) writer.f64s(column.subarray(0, used));
  }

  /** Takes back what `snapshotRows` wrote. @param used slots that were in use then */
  restoreRows(reader: SnapshotReader, used: number): void {
    for (const column of [this.mark, this.status, this.#underWay]) reader.i32s(column.subarray(0, used));
    for (const column of [this.averagePrice, this.#orderId]) reader.f64s(column.subarray(0, used));
  }
}
