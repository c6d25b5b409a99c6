import { InputError, type Snapshotable, type SnapshotReader, type SnapshotWriter, WideColumn } from "@hotpath/core";
import type { MoneyScale } from "./money-scale.ts";
import {
  addLongProduct,
  addProduct,
  addRow,
  clearRow,
  FACTOR_BOUND,
  HIGH_BOUND,
  MAGNITUDE_BOUND,
  setShare,
  subtractRow,
} from "./wide-arithmetic.ts";

/** Rows of {@link Ledger.totals}. */
export const CASH = 0;
export const REALIZED = 1;
export const FEES = 2;

/** Scratch rows: what a fill is worth, the part of the basis that it closes, the profit that it realises. */
const VALUE = 0;
const CLOSED = 1;
const PROFIT = 2;

const MAX_SAFE = Number.MAX_SAFE_INTEGER;
/** A single trade stays below 2^101, and a running amount below 2^102. */
const TRADE_BOUND = MAGNITUDE_BOUND / 2;

/**
 * The books: cash, and by instrument the signed position, the cost basis of what is open, realised profit and fees.
 *
 * Average cost: a fill that closes takes its share of the basis, rounded half to even to a money unit; what rounding
 * left out stays in the basis of the rest. So at any time, to the last unit,
 *
 *     cash + Σ basis − Σ realised + Σ fees = initial cash
 */
export class Ledger implements Snapshotable {
  readonly scale: MoneyScale;
  /** Signed, in size units. */
  readonly positions: Float64Array;
  /** How many fills were booked. */
  readonly fills: Float64Array;
  /** What the open position cost, negative where it was sold short. */
  readonly basis: WideColumn;
  readonly realized: WideColumn;
  readonly fees: WideColumn;
  /** Cash, and the sums of realised profit and fees. */
  readonly totals: WideColumn;
  /** How many positions are not zero. */
  open = 0;
  readonly #scratch: WideColumn = new WideColumn(3);

  constructor(scale: MoneyScale, initialCash: bigint) {
    const count = scale.factor.length;
    this.scale = scale;
    this.positions = new Float64Array(count);
    this.fills = new Float64Array(count);
    this.basis = new WideColumn(count);
    this.realized = new WideColumn(count);
    this.fees = new WideColumn(count);
    this.totals = new WideColumn(3);
    this.totals.setBigInt(CASH, initialCash);
  }

  /** Whether a fill of `signed` at `price` keeps every amount within its bound. */
  hasRoom(i: number, signed: number, price: number): boolean {
    const totals = this.totals.high;
    return (
      Math.abs(price * this.scale.factor[i]! * signed) < TRADE_BOUND &&
      Math.abs(this.positions[i]! + signed) <= FACTOR_BOUND &&
      Math.abs(totals[CASH]!) < HIGH_BOUND &&
      Math.abs(totals[REALIZED]!) < HIGH_BOUND &&
      Math.abs(totals[FEES]!) < HIGH_BOUND &&
      Math.abs(this.basis.high[i]!) < HIGH_BOUND &&
      Math.abs(this.realized.high[i]!) < HIGH_BOUND &&
      Math.abs(this.fees.high[i]!) < HIGH_BOUND
    );
  }

  /** Books a fill: `signed` is positive for a purchase, never 0. The caller has asked `hasRoom`. */
  fill(i: number, signed: number, price: number, fee: number): void {
    const { totals, basis } = this;
    const scratch = this.#scratch;
    const position = this.positions[i]!;
    this.positions[i] = position + signed;
    this.fills[i]! += 1;
    clearRow(scratch, VALUE);
    this.#addValue(scratch, VALUE, i, signed, price);
    subtractRow(totals, CASH, scratch, VALUE);
    if (position === 0) {
      this.open += 1;
      addRow(basis, i, scratch, VALUE);
    } else if (position > 0 === signed > 0) addRow(basis, i, scratch, VALUE);
    else this.#close(i, position, signed, price);
    if (fee !== 0) this.#charge(i, fee);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("portfolio.ledger");
    writer.f64s(this.positions);
    writer.f64s(this.fills);
    for (const column of [this.basis, this.realized, this.fees, this.totals]) column.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("portfolio.ledger");
    reader.f64s(this.positions);
    reader.f64s(this.fills);
    for (const column of [this.basis, this.realized, this.fees, this.totals]) column.restore(reader);
    this.open = 0;
    for (const position of this.positions) {
      if (!Number.isInteger(position) || Math.abs(position) > FACTOR_BOUND)
        throw new InputError("CORRUPT", `snapshot: a position of ${position} size units`);
      if (position !== 0) this.open += 1;
    }
  }

  /** `column[row] += quantity × price`, in money units. */
  #addValue(column: WideColumn, row: number, i: number, quantity: number, price: number): void {
    const { factor, tens, rest } = this.scale;
    const scaled = price * factor[i]!;
    // A product this small came from a factor no greater, and so is exact.
    if (scaled <= MAX_SAFE && scaled >= -MAX_SAFE) addProduct(column, row, scaled, quantity);
    else addLongProduct(column, row, price, quantity, tens[i]!, rest[i]!);
  }

  /** A fill against the position: `VALUE` is its value. What exceeds the position opens the other way. */
  #close(i: number, position: number, signed: number, price: number): void {
    const { totals, basis, realized } = this;
    const scratch = this.#scratch;
    const held = Math.abs(position);
    const closing = Math.abs(signed);
    clearRow(scratch, PROFIT);
    if (closing < held) {
      setShare(scratch, CLOSED, basis, i, closing, held);
      subtractRow(scratch, PROFIT, scratch, VALUE);
      subtractRow(scratch, PROFIT, scratch, CLOSED);
      subtractRow(basis, i, scratch, CLOSED);
    } else if (closing === held) {
      this.open -= 1;
      subtractRow(scratch, PROFIT, scratch, VALUE);
      subtractRow(scratch, PROFIT, basis, i);
      clearRow(basis, i);
    } else {
      this.#addValue(scratch, PROFIT, i, position, price);
      subtractRow(scratch, PROFIT, basis, i);
      clearRow(basis, i);
      this.#addValue(basis, i, i, position + signed, price);
    }
    addRow(realized, i, scratch, PROFIT);
    addRow(totals, REALIZED, scratch, PROFIT);
  }

  #charge(i: number, fee: number): void {
    const { feeFactor } = this.scale;
    addProduct(this.totals, CASH, -fee, feeFactor);
    addProduct(this.totals, FEES, fee, feeFactor);
    addProduct(this.fees, i, fee, feeFactor);
  }
}
