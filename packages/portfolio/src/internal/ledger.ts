import { InputError, type Snapshotable, type SnapshotReader, type SnapshotWriter, WideColumn } from "@hotpath/core";
import type { CostBasis } from "./cost-basis.ts";
import { LotColumns } from "./lot-columns.ts";
import type { MoneyScale } from "./money-scale.ts";
import {
  addLongProduct,
  addProduct,
  addRow,
  addUnits,
  clearRow,
  FACTOR_BOUND,
  HIGH_BOUND,
  LIMB,
  MAGNITUDE_BOUND,
  setShare,
  smallShare,
  subtractRow,
} from "./wide-arithmetic.ts";

/** Scratch rows: what a fill is worth, the part of the basis that it closes. */
const VALUE = 0;
const CLOSED = 1;

/** Amounts within it, 2^51, are booked in doubles: the sum of two of them is exact, and fits a low limb. */
const SMALL = 2251799813685248;
const MAX_SAFE = Number.MAX_SAFE_INTEGER;
/** A single trade stays below 2^101, and a running amount below 2^102. */
const TRADE_BOUND = MAGNITUDE_BOUND / 2;
/** The same of a payment. */
const PAYMENT_BOUND = 1n << 101n;

/**
 * The books: cash, and by instrument the signed position, the cost basis of what is open, realised profit and fees.
 *
 * Average cost: a fill that closes takes its share of the basis, rounded half to even to a money unit; what rounding
 * left out stays in the basis of the rest. First or last in, first out: it takes the cost of the lots that it closes, and
 * nothing is rounded. So at any time, to the last unit,
 *
 *     cash + Σ basis − Σ realised + Σ fees − Σ income = initial cash
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
  /** Dividends, funding and fees for what was borrowed: received less paid. */
  readonly income: WideColumn;
  /** One row. */
  readonly cash: WideColumn;
  /** How many positions are not zero. */
  open = 0;
  /** The open lots; undefined at average cost. */
  readonly lots: LotColumns | undefined;
  readonly #scratch: WideColumn = new WideColumn(2);

  constructor(scale: MoneyScale, initialCash: bigint, costBasis: CostBasis = "average") {
    const count = scale.factor.length;
    this.scale = scale;
    this.positions = new Float64Array(count);
    this.fills = new Float64Array(count);
    this.basis = new WideColumn(count);
    this.realized = new WideColumn(count);
    this.fees = new WideColumn(count);
    this.income = new WideColumn(count);
    this.cash = new WideColumn(1);
    this.cash.setBigInt(0, initialCash);
    this.lots = costBasis === "average" ? undefined : new LotColumns(count, costBasis === "lifo");
  }

  /** Whether a fill of `signed` at `price` keeps every amount within its bound. */
  hasRoom(i: number, signed: number, price: number): boolean {
    return (
      Math.abs(price * this.scale.factor[i]! * signed) < TRADE_BOUND &&
      Math.abs(this.positions[i]! + signed) <= FACTOR_BOUND &&
      Math.abs(this.cash.high[0]!) < HIGH_BOUND &&
      Math.abs(this.basis.high[i]!) < HIGH_BOUND &&
      Math.abs(this.realized.high[i]!) < HIGH_BOUND &&
      Math.abs(this.fees.high[i]!) < HIGH_BOUND
    );
  }

  /** Books a fill: `signed` is positive for a purchase, never 0; `fee` in fee units. The caller asked `hasRoom`. */
  fill(i: number, signed: number, price: number, fee: number): void {
    const { basis } = this;
    const position = this.positions[i]!;
    this.positions[i] = position + signed;
    this.fills[i]! += 1;
    if (position === 0) this.open += 1;
    else if (position + signed === 0) this.open -= 1;
    if (this.lots !== undefined) {
      this.#fillLots(this.lots, i, position, signed, price, fee);
      return;
    }
    const value = price * this.scale.factor[i]! * signed;
    const cost = fee * this.scale.feeFactor;
    if (!(Math.abs(value) <= SMALL && Math.abs(cost) <= SMALL)) {
      this.#fillWide(i, position, signed, price, fee);
      return;
    }
    addUnits(this.cash, 0, -value - cost);
    if (cost !== 0) addUnits(this.fees, i, cost);
    if (position === 0 || position > 0 === signed > 0) addUnits(basis, i, value);
    else this.#closeSmall(i, position, signed, price, value);
  }

  /** Books money that is received, or paid where it is negative. @returns false, with nothing changed, beyond the bounds */
  pay(i: number, amount: bigint): boolean {
    const isFine = amount < PAYMENT_BOUND && amount > -PAYMENT_BOUND;
    if (!isFine || Math.abs(this.cash.high[0]!) >= HIGH_BOUND || Math.abs(this.income.high[i]!) >= HIGH_BOUND)
      return false;
    this.cash.setBigInt(0, this.cash.toBigInt(0) + amount);
    this.income.setBigInt(i, this.income.toBigInt(i) + amount);
    return true;
  }

  /** A position is of another size now; a part of its cost is realised for cash. */
  split(i: number, position: number, cost: bigint, cash: bigint): void {
    if (this.positions[i] !== 0 && position === 0) this.open -= 1;
    this.positions[i] = position + 0;
    this.cash.setBigInt(0, this.cash.toBigInt(0) + cash);
    this.basis.setBigInt(i, this.basis.toBigInt(i) - cost);
    this.realized.setBigInt(i, this.realized.toBigInt(i) + cash - cost);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("portfolio.ledger", 2);
    writer.f64s(this.positions);
    writer.f64s(this.fills);
    for (const column of [this.basis, this.realized, this.fees, this.income, this.cash]) column.snapshot(writer);
    this.lots?.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("portfolio.ledger", 2);
    reader.f64s(this.positions);
    reader.f64s(this.fills);
    for (const column of [this.basis, this.realized, this.fees, this.income, this.cash]) column.restore(reader);
    this.open = 0;
    for (const position of this.positions) {
      if (!Number.isInteger(position) || Math.abs(position) > FACTOR_BOUND)
        throw new InputError("CORRUPT", `snapshot: a position of ${position} size units`);
      if (position !== 0) this.open += 1;
    }
    this.lots?.restore(reader);
    for (let i = 0; i < this.positions.length; i++) this.#checkLots(i);
  }

  #checkLots(i: number): void {
    if (this.lots === undefined) return;
    const held = this.lots.list(i).reduce((sum, lot) => sum + lot.quantity, 0);
    if (held !== Math.abs(this.positions[i]!))
      throw new InputError("CORRUPT", `snapshot: lots of ${held} size units in a position of ${this.positions[i]}`);
  }

  /** A fill of any value, its lots one by one. */
  #fillLots(lots: LotColumns, i: number, position: number, signed: number, price: number, fee: number): void {
    const { basis, realized } = this;
    const scratch = this.#scratch;
    clearRow(scratch, VALUE);
    this.#addValue(scratch, VALUE, i, signed, price);
    subtractRow(this.cash, 0, scratch, VALUE);
    if (fee !== 0) {
      addProduct(this.cash, 0, -fee, this.scale.feeFactor);
      addProduct(this.fees, i, fee, this.scale.feeFactor);
    }
    if (position === 0 || position > 0 === signed > 0) {
      addRow(basis, i, scratch, VALUE);
      lots.open(i, Math.abs(signed), price);
      return;
    }
    clearRow(scratch, CLOSED);
    const direction = position > 0 ? 1 : -1;
    let left = Math.min(Math.abs(position), Math.abs(signed));
    while (left > 0) {
      const lot = lots.headOf(i);
      const held = lots.quantity[lot]!;
      const taken = held < left ? held : left;
      this.#addValue(scratch, CLOSED, i, taken * direction, lots.price[lot]!);
      left -= taken;
      if (taken === held) lots.drop(i);
      else lots.quantity[lot] = held - taken;
    }
    subtractRow(basis, i, scratch, CLOSED);
    subtractRow(realized, i, scratch, CLOSED);
    subtractRow(realized, i, scratch, VALUE);
    const opened = position + signed;
    if (opened === 0 || opened > 0 === position > 0) return;
    // What exceeds the position opens the other way, and is no part of what closes.
    clearRow(scratch, VALUE);
    this.#addValue(scratch, VALUE, i, opened, price);
    addRow(basis, i, scratch, VALUE);
    addRow(realized, i, scratch, VALUE);
    lots.open(i, Math.abs(opened), price);
  }

  /** A fill of a small value against a position: in doubles, if the basis and its share are small too. */
  #closeSmall(i: number, position: number, signed: number, price: number, value: number): void {
    const { basis, realized } = this;
    const held = Math.abs(position);
    const closing = Math.abs(signed);
    const cost = basis.toNumber(i);
    if (!(Math.abs(cost) <= SMALL && Math.abs(cost) * closing <= LIMB)) {
      clearRow(this.#scratch, VALUE);
      addUnits(this.#scratch, VALUE, value);
      this.#closeWide(i, position, signed, price);
    } else if (closing < held) {
      const share = smallShare(cost, closing, held);
      addUnits(basis, i, -share);
      addUnits(realized, i, -value - share);
    } else {
      // What closes of a flip, and the value of what it opens.
      const opened = price * this.scale.factor[i]! * (position + signed);
      addUnits(realized, i, opened - value - cost);
      clearRow(basis, i);
      addUnits(basis, i, opened);
    }
  }

  /** A fill whose value takes two limbs. */
  #fillWide(i: number, position: number, signed: number, price: number, fee: number): void {
    const scratch = this.#scratch;
    clearRow(scratch, VALUE);
    this.#addValue(scratch, VALUE, i, signed, price);
    subtractRow(this.cash, 0, scratch, VALUE);
    addProduct(this.cash, 0, -fee, this.scale.feeFactor);
    addProduct(this.fees, i, fee, this.scale.feeFactor);
    if (position === 0 || position > 0 === signed > 0) addRow(this.basis, i, scratch, VALUE);
    else this.#closeWide(i, position, signed, price);
  }

  /** A fill against the position: `VALUE` is its value. What exceeds the position opens the other way. */
  #closeWide(i: number, position: number, signed: number, price: number): void {
    const { basis, realized } = this;
    const scratch = this.#scratch;
    const held = Math.abs(position);
    const closing = Math.abs(signed);
    if (closing < held) {
      setShare(scratch, CLOSED, basis, i, closing, held);
      subtractRow(basis, i, scratch, CLOSED);
      subtractRow(realized, i, scratch, CLOSED);
      subtractRow(realized, i, scratch, VALUE);
      return;
    }
    subtractRow(realized, i, basis, i);
    clearRow(basis, i);
    if (closing > held) this.#addValue(basis, i, i, position + signed, price);
    // What closes is the fill less what it opens.
    addRow(realized, i, basis, i);
    subtractRow(realized, i, scratch, VALUE);
  }

  /** `column[row] += quantity × price`, in money units. */
  #addValue(column: WideColumn, row: number, i: number, quantity: number, price: number): void {
    const { factor, tens, rest } = this.scale;
    const scaled = price * factor[i]!;
    // A product this small came from a factor no greater, and so is exact.
    if (scaled <= MAX_SAFE && scaled >= -MAX_SAFE) addProduct(column, row, scaled, quantity);
    else addLongProduct(column, row, price, quantity, tens[i]!, rest[i]!);
  }
}
