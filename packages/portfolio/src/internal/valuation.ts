import { InputError, type Snapshotable, type SnapshotReader, type SnapshotWriter, WideColumn } from "@hotpath/core";
import type { Ledger } from "./ledger.ts";
import type { MoneyScale } from "./money-scale.ts";
import { addLongProduct, addProduct, addRow, clearRow, LIMB, MAGNITUDE_BOUND, subtractRow } from "./wide-arithmetic.ts";

const MAX_SAFE = Number.MAX_SAFE_INTEGER;
/** All positions together stay below 2^101 money units. */
const EXPOSURE_BOUND = MAGNITUDE_BOUND / 2;

/** Rows of {@link Valuation.exposure}: the sum of the values that are positive, and of those that are negative. */
export const POSITIVE = 0;
export const NEGATIVE = 1;

/** Rows of {@link Valuation.extremes}: the greatest equity so far, and the least since. */
export const PEAK = 0;
const TROUGH = 1;

/** Places in the band: how far equity may rise before it passes its peak, and how wide peak and trough are apart. */
const ROOM = 0;
const WIDTH = 1;
/** The most that a side of the band is taken to be, 2^51, so that room and width stay exact. */
const ROOM_BOUND = 2251799813685248;

/**
 * What the positions are worth at their marks. The sums are exact integers changed by each mark and fill, so nothing
 * drifts and nothing has to be recounted; doubles are made of them when they are read.
 *
 * A mark is twice the mid price (bid + ask), a whole number of half price units; money has one decimal more than
 * price × size, so half a unit of them is a whole number of money units.
 *
 * Most marks leave equity between its peak and the trough since. They are told by the band alone, and need no equity:
 * `band[ROOM]` falls by what equity gains, and as long as it stays from 0 to `band[WIDTH]` there is no new extreme.
 */
export class Valuation implements Snapshotable {
  readonly #scale: MoneyScale;
  readonly #ledger: Ledger;
  /** Twice the mark, in price units; NaN where there was none. */
  readonly marks: Float64Array;
  /** Money units of a position per half price unit; the nearest double beyond 2^53. */
  readonly scaled: Float64Array;
  readonly exposure: WideColumn = new WideColumn(2);
  readonly extremes: WideColumn = new WideColumn(2);
  /** The deepest drawdown so far, a share of its peak. */
  deepest = 0;
  readonly #band: Float64Array = new Float64Array(2);
  readonly #valueBound: number;
  readonly #scratch: WideColumn = new WideColumn(1);

  constructor(ledger: Ledger) {
    const count = ledger.positions.length;
    this.#scale = ledger.scale;
    this.#ledger = ledger;
    this.marks = new Float64Array(count).fill(Number.NaN);
    this.scaled = new Float64Array(count);
    this.#valueBound = EXPOSURE_BOUND / count;
    this.extremes.setFrom(PEAK, ledger.cash, 0);
    this.extremes.setFrom(TROUGH, ledger.cash, 0);
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
    const old = this.marks[i]!;
    const row = scaled > 0 ? POSITIVE : NEGATIVE;
    const exposure = this.exposure.low;
    const band = this.#band;
    const change = (price2x - old) * scaled;
    const low = exposure[row]! + change;
    const room = band[ROOM]! - change;
    // The common case in one condition: a price above 0 after another, no carry, no new peak or trough. A change that is
    // not exact is beyond 2^52, and leaves the limb; NaN, of an unknown instrument or a first mark, fails.
    if (
      old > 0 &&
      price2x > 0 &&
      price2x <= MAX_SAFE &&
      low >= 0 &&
      low < LIMB &&
      room >= 0 &&
      room <= band[WIDTH]! &&
      Math.floor(price2x) === price2x
    ) {
      this.marks[i] = price2x;
      exposure[row] = low;
      band[ROOM] = room;
      return true;
    }
    return this.#markSlowly(i, price2x);
  }

  /** Follows a fill that the ledger has booked; `position` is what it was before, `cost` its fee in money units. */
  follow(i: number, position: number, price: number, cost: number): void {
    const next = this.#ledger.positions[i]!;
    const half = 0.5 * this.#scale.factor[i]!;
    const mark = this.marks[i]!;
    const exposure = this.exposure.low;
    const band = this.#band;
    this.scaled[i] = next * half;
    const scaled = (next - position) * half;
    const change = scaled * mark;
    // What equity gains: the fill's value at the mark less what was paid.
    const room = band[ROOM]! - ((mark - price * 2) * scaled - cost);
    const row = position > 0 || next > 0 ? POSITIVE : NEGATIVE;
    const low = exposure[row]! + change;
    // As in `mark`: one condition for the common case, a position on one side of 0 with a mark above it. A product that
    // is not exact is beyond 2^52; `cost` is bounded apart, since it might bring such a one back.
    if (
      mark > 0 &&
      (position >= 0 === next >= 0 || position <= 0 === next <= 0) &&
      low >= 0 &&
      low < LIMB &&
      room >= 0 &&
      room <= band[WIDTH]! &&
      cost <= ROOM_BOUND &&
      cost >= -ROOM_BOUND &&
      Math.abs((mark - price * 2) * scaled) <= ROOM_BOUND
    ) {
      exposure[row] = low;
      band[ROOM] = room;
    } else this.#followSlowly(i, position, next, price);
  }

  /** Cash and positions, in money units: the nearest double to the exact sum. */
  equity(): number {
    return this.#equityHigh() * LIMB + this.#equityLow();
  }

  /** The greatest equity so far, in money units. */
  peak(): number {
    return this.extremes.toNumber(PEAK);
  }

  /** How far equity lies below its peak, a share of the peak; 0 while the peak is 0. */
  drawdown(): number {
    const peak = this.peak();
    return peak > 0 ? this.#below(PEAK) / peak : 0;
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

  snapshot(writer: SnapshotWriter): void {
    writer.section("portfolio.valuation");
    writer.f64s(this.marks);
    this.extremes.snapshot(writer);
    writer.f64(this.deepest);
  }

  /** The ledger has been restored before; the sums follow from it and from the marks. */
  restore(reader: SnapshotReader): void {
    reader.section("portfolio.valuation");
    reader.f64s(this.marks);
    this.extremes.restore(reader);
    this.deepest = reader.f64();
    clearRow(this.exposure, POSITIVE);
    clearRow(this.exposure, NEGATIVE);
    for (const [i, position] of this.#ledger.positions.entries()) {
      const mark = this.marks[i]!;
      this.scaled[i] = position * 0.5 * this.#scale.factor[i]!;
      const unmarked = Number.isNaN(mark) && position === 0;
      if (!unmarked && !(Number.isSafeInteger(mark) && Math.abs(mark * this.scaled[i]!) < this.#valueBound))
        throw new InputError("CORRUPT", `snapshot: a mark of ${mark / 2} for a position of ${position}`);
      if (position !== 0) this.#addValue(i, position, mark, position < 0 !== mark < 0);
    }
    this.#observe();
  }

  /** Every other mark: a first one, one at or below zero, a carry, a new peak or trough, one that is refused. */
  #markSlowly(i: number, price2x: number): boolean {
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
    this.#observe();
    return true;
  }

  /** Every other fill: the first before any mark, one through zero, one at a mark not above zero, a new extreme. */
  #followSlowly(i: number, position: number, next: number, price: number): void {
    let mark = this.marks[i]!;
    if (Number.isNaN(mark)) {
      mark = price * 2;
      this.marks[i] = mark;
    }
    this.#addValue(i, -position, mark, position < 0 !== mark < 0);
    this.#addValue(i, next, mark, next < 0 !== mark < 0);
    this.#observe();
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

  /** Notes a new peak of equity or depth below it, and measures the band anew. */
  #observe(): void {
    const band = this.#band;
    let room = this.#below(PEAK);
    let depth = -this.#below(TROUGH);
    if (room < 0) {
      this.#note(PEAK);
      this.#note(TROUGH);
      room = 0;
      depth = 0;
    } else if (depth < 0) {
      this.#note(TROUGH);
      depth = 0;
      const peak = this.peak();
      if (peak > 0 && room / peak > this.deepest) this.deepest = room / peak;
    }
    if (room > ROOM_BOUND) room = ROOM_BOUND;
    if (depth > ROOM_BOUND) depth = ROOM_BOUND;
    band[ROOM] = room;
    band[WIDTH] = room + depth;
  }

  /** An extreme less equity: the nearest double to the exact difference. */
  #below(extreme: number): number {
    const { high, low } = this.extremes;
    return (high[extreme]! + 1 - this.#equityHigh()) * LIMB + (low[extreme]! - LIMB - this.#equityLow());
  }

  /** Sum of the high limbs of equity, 2 more than it is: see `#equityLow`. */
  #equityHigh(): number {
    const { high } = this.exposure;
    return this.#ledger.cash.high[0]! + high[POSITIVE]! + high[NEGATIVE]! + 2;
  }

  /** Sum of the low limbs of equity, 2^53 less than it is, and so a safe integer at every step. */
  #equityLow(): number {
    const { low } = this.exposure;
    return this.#ledger.cash.low[0]! - LIMB + (low[POSITIVE]! - LIMB + low[NEGATIVE]!);
  }

  /** The extreme is the equity of now. */
  #note(extreme: number): void {
    this.extremes.setFrom(extreme, this.#ledger.cash, 0);
    addRow(this.extremes, extreme, this.exposure, POSITIVE);
    addRow(this.extremes, extreme, this.exposure, NEGATIVE);
  }
}
