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

/** Places in the band: how far equity lies below its peak, how far it did at the most since, and what `mark` bears. */
const ROOM = 0;
const WIDTH = 1;
const LIMIT = 2;
/** Up to here, 2^52, the room less what a mark gains is an exact double. */
const EXACT_ROOM = 4503599627370496;

/**
 * What the positions are worth at their marks. The sums are exact integers changed by each mark and fill, so nothing
 * drifts and nothing has to be recounted; doubles are made of them when they are read.
 *
 * A mark is twice the mid price (bid + ask), a whole number of half price units; money has one decimal more than
 * price × size, so half a unit of them is a whole number of money units.
 *
 * Most marks leave equity between its peak and the trough since. They are told by the band alone, and need no equity:
 * `band[ROOM]` falls by what equity gains, and as long as it stays from 0 to `band[LIMIT]` there is no new extreme.
 */
export class Valuation implements Snapshotable {
  readonly #scale: MoneyScale;
  readonly #ledger: Ledger;
  /** Twice the mark, in price units; NaN where there was none. */
  readonly marks: Float64Array;
  /** Money units of a position per half price unit; the nearest double beyond 2^53. */
  readonly scaled: Float64Array;
  readonly exposure: WideColumn = new WideColumn(2);
  /** The greatest equity so far: one row. */
  readonly highest: WideColumn = new WideColumn(1);
  /** The deepest drawdown so far, a share of its peak. */
  deepest = 0;
  readonly #band: Float64Array = new Float64Array(3);
  readonly #valueBound: number;
  readonly #scratch: WideColumn = new WideColumn(1);

  constructor(ledger: Ledger) {
    const count = ledger.positions.length;
    this.#scale = ledger.scale;
    this.#ledger = ledger;
    this.marks = new Float64Array(count).fill(Number.NaN);
    this.scaled = new Float64Array(count);
    this.#valueBound = EXPOSURE_BOUND / count;
    this.highest.setFrom(0, ledger.cash, 0);
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
    // The common case in one condition: a price above 0 after another, and no carry. A change that is not exact is beyond
    // 2^52, and leaves the limb; NaN, of an unknown instrument or a first mark, fails.
    if (old > 0 && price2x > 0 && price2x <= MAX_SAFE && low >= 0 && low < LIMB && Math.floor(price2x) === price2x) {
      this.marks[i] = price2x;
      exposure[row] = low;
      if (room >= 0 && room <= band[LIMIT]!) band[ROOM] = room;
      else this.settle();
      return true;
    }
    return this.#markSlowly(i, price2x);
  }

  /** Follows a fill that the ledger has booked; `position` is what it was before, `cost` its fee in money units. */
  follow(i: number, position: number, price: number, cost: number): void {
    const next = this.#ledger.positions[i]!;
    const half = 0.5 * this.#scale.factor[i]!;
    const mark = this.marks[i]!;
    const scaled = (next - position) * half;
    this.scaled[i] = next * half;
    if (!(mark > 0 && scaled <= MAX_SAFE && scaled >= -MAX_SAFE)) {
      this.#followSlowly(i, position, next, price);
      return;
    }
    if (position * next >= 0) addProduct(this.exposure, position > 0 || next > 0 ? POSITIVE : NEGATIVE, scaled, mark);
    else {
      // Through zero: both parts are smaller than the fill.
      addProduct(this.exposure, position > 0 ? POSITIVE : NEGATIVE, -position * half, mark);
      addProduct(this.exposure, next > 0 ? POSITIVE : NEGATIVE, next * half, mark);
    }
    // What equity gains, the fill's value at the mark less what was paid: exact where it is this small.
    const gain = (mark - price * 2) * scaled - cost;
    const band = this.#band;
    const room = band[ROOM]! - gain;
    if (room >= 0 && room <= band[LIMIT]! && cost <= EXACT_ROOM && cost >= -EXACT_ROOM) band[ROOM] = room;
    else this.settle();
  }

  /** Whether a position at another mark, NaN where there is none, is within bounds. */
  hasRoomAt(i: number, position: number, price2x: number): boolean {
    const isMark = Number.isNaN(price2x) ? position === 0 : Number.isSafeInteger(price2x);
    return isMark && !(Math.abs(price2x * position * 0.5 * this.#scale.factor[i]!) >= this.#valueBound);
  }

  /** Takes a position out of the sums, before its size and its mark change together. */
  leave(i: number): void {
    const position = this.#ledger.positions[i]!;
    const mark = this.marks[i]!;
    if (position !== 0) this.#addValue(i, -position, mark, position < 0 !== mark < 0);
  }

  /** Takes a position that was taken out back into the sums, at its new mark. */
  enter(i: number, price2x: number): void {
    const position = this.#ledger.positions[i]!;
    this.marks[i] = price2x + 0;
    this.scaled[i] = position * 0.5 * this.#scale.factor[i]!;
    if (position !== 0) this.#addValue(i, position, price2x, position < 0 !== price2x < 0);
    this.settle();
  }

  /** Cash and positions, in money units: the nearest double to the exact sum. */
  equity(): number {
    return this.#equityHigh() * LIMB + this.#equityLow();
  }

  /** The greatest equity so far, in money units. */
  peak(): number {
    return this.highest.toNumber(0);
  }

  /** How far equity lies below its peak, a share of the peak; 0 while the peak is 0. */
  drawdown(): number {
    const peak = this.peak();
    return peak > 0 ? this.#band[ROOM]! / peak : 0;
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
    this.highest.snapshot(writer);
    writer.f64(this.#band[WIDTH]!);
    writer.f64(this.deepest);
  }

  /** The ledger has been restored before; the sums follow from it and from the marks. */
  restore(reader: SnapshotReader): void {
    reader.section("portfolio.valuation");
    reader.f64s(this.marks);
    this.highest.restore(reader);
    this.#widen(reader.f64());
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
    this.settle();
  }

  /** Every other mark: a first one, one at or below zero, a carry, one that is refused. */
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
    this.settle();
    return true;
  }

  /** Every other fill: the first before any mark, one at a mark not above zero, one beyond 2^53. */
  #followSlowly(i: number, position: number, next: number, price: number): void {
    let mark = this.marks[i]!;
    if (Number.isNaN(mark)) {
      mark = price * 2;
      this.marks[i] = mark;
    }
    this.#addValue(i, -position, mark, position < 0 !== mark < 0);
    this.#addValue(i, next, mark, next < 0 !== mark < 0);
    this.settle();
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

  /** Measures anew how far equity lies below its peak, and notes a new peak or depth. */
  settle(): void {
    const { high, low } = this.highest;
    const band = this.#band;
    // The nearest double to the exact difference: every sum before the last is of safe integers.
    const room = (high[0]! + 1 - this.#equityHigh()) * LIMB + (low[0]! - LIMB - this.#equityLow());
    if (room < 0) {
      this.highest.setFrom(0, this.#ledger.cash, 0);
      addRow(this.highest, 0, this.exposure, POSITIVE);
      addRow(this.highest, 0, this.exposure, NEGATIVE);
      band[ROOM] = 0;
      this.#widen(0);
      return;
    }
    band[ROOM] = room;
    if (room <= band[WIDTH]!) return;
    this.#widen(room);
    const depth = this.drawdown();
    if (depth > this.deepest) this.deepest = depth;
  }

  #widen(width: number): void {
    this.#band[WIDTH] = width;
    this.#band[LIMIT] = Math.min(width, EXACT_ROOM);
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
}
