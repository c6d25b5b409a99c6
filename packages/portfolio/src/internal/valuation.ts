import { InputError, type Snapshotable, type SnapshotReader, type SnapshotWriter, WideColumn } from "@hotpath/core";
import { CASH, type Ledger } from "./ledger.ts";
import type { MoneyScale } from "./money-scale.ts";
import { addLongProduct, addProduct, clearRow, LIMB, MAGNITUDE_BOUND, subtractRow } from "./wide-arithmetic.ts";

const MAX_SAFE = Number.MAX_SAFE_INTEGER;
/** All positions together stay below 2^101 money units. */
const EXPOSURE_BOUND = MAGNITUDE_BOUND / 2;

/** Rows of {@link Valuation.exposure}: the sum of the values that are positive, and of those that are negative. */
export const POSITIVE = 0;
export const NEGATIVE = 1;

/**
 * What the positions are worth at their marks. The sums are exact integers changed by each mark and fill, so nothing
 * drifts and nothing has to be recounted; doubles are made of them when they are read.
 *
 * A mark is twice the mid price (bid + ask), a whole number of half price units; money has one decimal more than
 * price × size, so half a unit of them is a whole number of money units.
 */
export class Valuation implements Snapshotable {
  readonly #scale: MoneyScale;
  readonly #ledger: Ledger;
  /** Twice the mark, in price units; NaN where there was none. */
  readonly marks: Float64Array;
  /** Money units of a position per half price unit; the nearest double beyond 2^53. */
  readonly scaled: Float64Array;
  readonly exposure: WideColumn = new WideColumn(2);
  /** The greatest equity so far, and the least since, in money units. */
  peak: number;
  trough: number;
  /** The deepest drawdown so far, a share of its peak. */
  deepest = 0;
  readonly #valueBound: number;
  readonly #scratch: WideColumn = new WideColumn(1);

  constructor(ledger: Ledger) {
    const count = ledger.positions.length;
    this.#scale = ledger.scale;
    this.#ledger = ledger;
    this.marks = new Float64Array(count).fill(Number.NaN);
    this.scaled = new Float64Array(count);
    this.#valueBound = EXPOSURE_BOUND / count;
    this.peak = this.equity();
    this.trough = this.peak;
  }

  /** Whether a position of `position` at its mark, or at `price` where there is none, is within bounds. */
  hasRoom(i: number, position: number, price: number): boolean {
    const mark = this.marks[i]!;
    const price2x = Number.isNaN(mark) ? price * 2 : mark;
    return Math.abs(price2x * position * 0.5 * this.#scale.factor[i]!) < this.#valueBound;
  }

  /** Takes a new mark; false, and nothing changed, if it is no safe integer or too large. */
  mark(i: number, price2x: number): boolean {
    const scaled = this.scaled[i]!;
    // False for an index or a price that is not a number, too.
    if (!(Math.abs(price2x * scaled) < this.#valueBound && price2x <= MAX_SAFE && price2x >= -MAX_SAFE)) return false;
    if (Math.floor(price2x) !== price2x) return false;
    const old = this.marks[i]!;
    this.marks[i] = price2x + 0;
    if (scaled === 0) return true;
    if (old > 0 && price2x > 0 && scaled <= MAX_SAFE && scaled >= -MAX_SAFE)
      addProduct(this.exposure, scaled > 0 ? POSITIVE : NEGATIVE, price2x - old, scaled);
    else this.#remark(i, old, price2x);
    this.observe();
    return true;
  }

  /** Follows a fill that the ledger has booked; `position` is what it was before. */
  follow(i: number, position: number, price: number): void {
    const next = this.#ledger.positions[i]!;
    const half = 0.5 * this.#scale.factor[i]!;
    let mark = this.marks[i]!;
    if (Number.isNaN(mark)) {
      mark = price * 2;
      this.marks[i] = mark;
    }
    this.scaled[i] = next * half;
    if (position >= 0 === next >= 0 || position <= 0 === next <= 0)
      this.#addValue(i, next - position, mark, (position < 0 || next < 0) !== mark < 0);
    else {
      this.#addValue(i, -position, mark, position < 0 !== mark < 0);
      this.#addValue(i, next, mark, next < 0 !== mark < 0);
    }
    this.observe();
  }

  /** Cash and positions, in money units: the nearest double to the exact sum. */
  equity(): number {
    const { totals } = this.#ledger;
    const { high, low } = this.exposure;
    // Each low limb less 2^52 leaves a sum that is a safe integer; the high limbs carry the difference.
    const sumLow = totals.low[CASH]! - LIMB + (low[POSITIVE]! - LIMB + low[NEGATIVE]!);
    return (totals.high[CASH]! + high[POSITIVE]! + high[NEGATIVE]! + 2) * LIMB + sumLow;
  }

  /** Σ |value|, in money units. */
  gross(): number {
    const { high, low } = this.exposure;
    return (high[POSITIVE]! - high[NEGATIVE]!) * LIMB + (low[POSITIVE]! - low[NEGATIVE]!);
  }

  /** Σ value, in money units. */
  net(): number {
    const { high, low } = this.exposure;
    return (high[POSITIVE]! + high[NEGATIVE]! + 1) * LIMB + (low[POSITIVE]! - LIMB + low[NEGATIVE]!);
  }

  /** The value of a position, in money units: the nearest double but for one rounding. */
  value(i: number): number {
    const scaled = this.scaled[i]!;
    return scaled === 0 ? 0 : scaled * this.marks[i]! + 0;
  }

  /** Value less basis, in money units: subtracted exactly. */
  unrealized(i: number): number {
    const scratch = this.#scratch;
    clearRow(scratch, 0);
    const position = this.#ledger.positions[i]!;
    if (position !== 0) this.#addExact(scratch, 0, i, position, this.marks[i]!);
    subtractRow(scratch, 0, this.#ledger.basis, i);
    return scratch.toNumber(0);
  }

  /** Notes the peak of equity and the depth below it. */
  observe(): void {
    const equity = this.equity();
    if (equity > this.peak) {
      this.peak = equity;
      this.trough = equity;
    } else if (equity < this.trough) {
      this.trough = equity;
      const depth = this.drawdown(equity);
      if (depth > this.deepest) this.deepest = depth;
    }
  }

  /** How far an equity lies below the peak, a share of the peak; 0 while the peak is not positive. */
  drawdown(equity: number): number {
    return this.peak > 0 ? (this.peak - equity) / this.peak : 0;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("portfolio.valuation");
    writer.f64s(this.marks);
    writer.f64(this.peak);
    writer.f64(this.trough);
    writer.f64(this.deepest);
  }

  /** The ledger has been restored before; the sums follow from it and from the marks. */
  restore(reader: SnapshotReader): void {
    reader.section("portfolio.valuation");
    reader.f64s(this.marks);
    this.peak = reader.f64();
    this.trough = reader.f64();
    this.deepest = reader.f64();
    this.exposure.set(POSITIVE, 0);
    this.exposure.set(NEGATIVE, 0);
    for (const [i, position] of this.#ledger.positions.entries()) {
      const mark = this.marks[i]!;
      this.scaled[i] = position * 0.5 * this.#scale.factor[i]!;
      const unmarked = Number.isNaN(mark) && position === 0;
      if (!unmarked && !(Number.isSafeInteger(mark) && Math.abs(mark * this.scaled[i]!) < this.#valueBound))
        throw new InputError("CORRUPT", `snapshot: a mark of ${mark / 2} for a position of ${position}`);
      if (position !== 0) this.#addValue(i, position, mark, position < 0 !== mark < 0);
    }
  }

  /** A mark that crosses zero, or a position whose scale exceeds 2^53: the old value goes, the new one comes. */
  #remark(i: number, old: number, price2x: number): void {
    const position = this.#ledger.positions[i]!;
    this.#addValue(i, -position, old, position < 0 !== old < 0);
    this.#addValue(i, position, price2x, position < 0 !== price2x < 0);
  }

  /** Adds `quantity` at `mark` to the sum of the negative values, or of the others. */
  #addValue(i: number, quantity: number, mark: number, negative: boolean): void {
    this.#addExact(this.exposure, negative ? NEGATIVE : POSITIVE, i, quantity, mark);
  }

  /** `column[row] += quantity × mark`, in money units. */
  #addExact(column: WideColumn, row: number, i: number, quantity: number, mark: number): void {
    const { factor, tens, rest } = this.#scale;
    const scaled = quantity * 0.5 * factor[i]!;
    if (scaled <= MAX_SAFE && scaled >= -MAX_SAFE) addProduct(column, row, scaled, mark);
    else addLongProduct(column, row, quantity, mark, tens[i]! * 0.5, rest[i]!);
  }
}
