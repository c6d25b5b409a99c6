import { NONE, PairingForest } from "./pairing-forest.ts";

/** Prices that triggers watch, by TriggerPriceType: 1 offer, 2 last, 3 bid, 6 mid. */
export const SOURCES = 8;

/**
 * Triggers at fixed prices: what waits for a price to rise to its own, and what waits for one to fall to it, in heaps by
 * instrument and watched price. A price that reaches nothing costs two comparisons.
 */
export class PriceTriggers {
  readonly #heaps: PairingForest;
  /** By instrument, source and direction. */
  readonly #roots: Int32Array;
  /** The row that a slot waits in, −1 for none. */
  readonly #row: Int32Array;

  constructor(instruments: number, sequence: Float64Array) {
    this.#heaps = new PairingForest(new Float64Array(sequence.length), sequence);
    this.#roots = new Int32Array(instruments * SOURCES * 2).fill(NONE);
    this.#row = new Int32Array(sequence.length).fill(NONE);
  }

  /** @param rises whether it waits for a price that is as high or higher */
  add(slot: number, instrument: number, source: number, rises: boolean, price: number): void {
    const row = (instrument * SOURCES + source) * 2 + (rises ? 0 : 1);
    this.#row[slot] = row;
    this.#roots[row] = this.#heaps.add(this.#roots[row]!, slot, rises ? price : -price);
  }

  /** Takes a slot out, if it waits here. */
  remove(slot: number): void {
    const row = this.#row[slot]!;
    if (row === NONE) return;
    this.#row[slot] = NONE;
    this.#roots[row] = this.#heaps.remove(this.#roots[row]!, slot);
  }

  /** Takes out the next slot that a price has reached, −1 if there is none: the nearest first, then the oldest. */
  next(instrument: number, source: number, price: number): number {
    const row = (instrument * SOURCES + source) * 2;
    const rising = this.#roots[row]!;
    if (rising !== NONE && this.#heaps.key[rising]! <= price) {
      this.remove(rising);
      return rising;
    }
    const falling = this.#roots[row + 1]!;
    if (falling === NONE || -this.#heaps.key[falling]! < price) return NONE;
    this.remove(falling);
    return falling;
  }

  /** Takes everything out. */
  clear(): void {
    this.#roots.fill(NONE);
    this.#row.fill(NONE);
  }
}
