/**
 * The orders that expire at a time, soonest first: a binary heap of order records in a typed array that knows where in
 * it each order is, so that an order leaves it from anywhere in logarithmic time. Equal times go by order id.
 */
import { ORDER_F_SHIFT, ORDER_ID } from "./layout.ts";

export class ExpiryHeap {
  /** When each order expires, in microseconds. */
  readonly expire: Float64Array;
  readonly #orderF: Float64Array;
  readonly #heap: Int32Array;
  /** The place of each order in the heap; 0 is none. */
  readonly #at: Int32Array;
  /** Orders in the heap. */
  count = 0;

  constructor(capacity: number, orderF: Float64Array) {
    this.#orderF = orderF;
    this.expire = new Float64Array(capacity + 1);
    this.#heap = new Int32Array(capacity + 1);
    this.#at = new Int32Array(capacity + 1);
  }

  /** Bytes of all columns. */
  get bytes(): number {
    return this.expire.byteLength + this.#heap.byteLength + this.#at.byteLength;
  }

  /** Forgets every order. */
  clear(): void {
    this.#at.fill(0);
    this.count = 0;
  }

  /** The order that expires first, or 0. */
  first(): number {
    return this.count === 0 ? 0 : this.#heap[1]!;
  }

  /** Takes an order in. */
  add(order: number, micros: number): void {
    this.expire[order] = micros;
    this.#up(++this.count, order);
  }

  /** Takes an order out, if it is in. */
  remove(order: number): void {
    const at = this.#at[order]!;
    if (at === 0) return;
    this.#at[order] = 0;
    const last = this.#heap[this.count--]!;
    if (last === order) return;
    if (at > 1 && this.#before(last, this.#heap[at >> 1]!)) this.#up(at, last);
    else this.#down(at, last);
  }

  #before(a: number, b: number): boolean {
    const soonest = this.expire[a]! - this.expire[b]!;
    if (soonest !== 0) return soonest < 0;
    return this.#orderF[(a << ORDER_F_SHIFT) + ORDER_ID]! < this.#orderF[(b << ORDER_F_SHIFT) + ORDER_ID]!;
  }

  #up(from: number, order: number): void {
    let at = from;
    while (at > 1 && this.#before(order, this.#heap[at >> 1]!)) {
      this.#put(at, this.#heap[at >> 1]!);
      at >>= 1;
    }
    this.#put(at, order);
  }

  #down(from: number, order: number): void {
    let at = from;
    for (;;) {
      let child = 2 * at;
      if (child > this.count) break;
      if (child < this.count && this.#before(this.#heap[child + 1]!, this.#heap[child]!)) child++;
      if (!this.#before(this.#heap[child]!, order)) break;
      this.#put(at, this.#heap[child]!);
      at = child;
    }
    this.#put(at, order);
  }

  #put(at: number, order: number): void {
    this.#heap[at] = order;
    this.#at[order] = at;
  }
}
