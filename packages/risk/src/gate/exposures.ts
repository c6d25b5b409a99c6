/**
 * Positions and working quantities of every instrument on every level, and what they come to in money.
 *
 *     position + working buys  ┐
 *                              ├─ the larger in magnitude is the worst case, signed
 *     position − working sells ┘
 *
 * Sizes are integers and exact. Money is in doubles that are whole multiples of a quantum, a power of two near
 * 10^-12 of the equity at the start: sums of them are exact up to 8,192 times that equity, so that what is kept as it
 * goes equals what is counted from scratch, to the bit.
 *
 * A record is a few doubles in a row: one cache line or two hold what one check reads.
 */
import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";

/** Doubles of a cell: an instrument on a level. */
export const CELL_STRIDE = 16;
/** Signed, in size units. */
export const POSITION = 0;
/** Working buys and sells, in size units: a side is an index, so that no branch depends on it. */
export const OPEN = 1;
/** Worst case, signed, in size units. */
export const WORST = 3;
/** Its magnitude in money. */
export const WORST_VALUE = 4;
/** Position with all buys, and less all sells the other way round, in money. */
export const REACH_VALUE = 5;
/** Position in money at the mark, signed. */
export const POSITION_VALUE = 7;
/** Limits: the most in size units bought and sold, shares of equity. */
export const MAX_OWN = 8;
export const MAX_CONCENTRATION = 10;
export const MAX_POSITION_VAR = 11;
/** Worst case in money, signed, as it entered the variance. */
export const EXPOSURE = 12;

/** Doubles of a level. */
export const LEVEL_STRIDE = 32;
export const STATE = 0;
/** Σ worst case in money. */
export const GROSS = 1;
/** Σ reach in money, of buys and of sells. */
export const NET = 2;
/** Instruments with a position or a working order. */
export const ACTIVE = 4;
/** Money spent and received by fills, and Σ positions at their marks: together the profit. */
export const CASH = 5;
export const POSITION_VALUES = 6;
/** The greatest profit so far, and profit at the start of the day. */
export const PEAK = 7;
export const DAY_START = 8;
/** Limits. */
export const CAPITAL = 9;
export const MAX_GROSS = 10;
export const MAX_NET = 11;
export const MAX_LEVERAGE = 12;
export const MAX_POSITIONS = 13;
export const MAX_DRAWDOWN = 14;
export const MAX_DAILY_LOSS = 15;
export const MAX_PORTFOLIO_VAR = 16;

/** Quantum over equity: 2^-40. */
const QUANTUM_BITS = 40;

/** The books behind a gate. Instruments are dense indices, levels those of `Levels`. */
export class Exposures implements Snapshotable {
  /** Cells, an instrument's levels one after the other. */
  readonly cells: Float64Array;
  readonly levels: Float64Array;
  /** Reference price, doubled: bid plus ask. NaN until there is one. */
  readonly mid2: Float64Array;
  readonly #instruments: number;
  readonly #levelCount: number;
  /** Money of one size unit at one half price unit. */
  readonly unit: Float64Array;
  /** Added and taken off again, it rounds to the quantum. */
  #rounder: number;

  /** @param equity at the start: it sets the quantum */
  constructor(unit: Float64Array, levelCount: number, equity: number) {
    const n = unit.length;
    this.#instruments = n;
    this.#levelCount = levelCount;
    this.unit = unit;
    this.cells = new Float64Array(n * levelCount * CELL_STRIDE);
    this.levels = new Float64Array(levelCount * LEVEL_STRIDE);
    this.mid2 = new Float64Array(n).fill(Number.NaN);
    this.#rounder = 1.5 * 2 ** 52 * quantumOf(equity);
  }

  /** Money of one size unit at the reference price, negative where that is; 0 while there is none. */
  price(instrument: number): number {
    const price = this.mid2[instrument]! * this.unit[instrument]!;
    return price - price === 0 ? price : 0;
  }

  /** Takes in another reference price: every level that has something in the instrument is valued anew. */
  reference(instrument: number, mid2: number): void {
    this.mid2[instrument] = mid2;
    const price = this.price(instrument);
    const { cells } = this;
    const rounder = this.#rounder;
    for (let level = 0; level < this.#levelCount; level++) {
      const at = (instrument * this.#levelCount + level) * CELL_STRIDE;
      if (cells[at + WORST] !== 0) this.#value(at, level * LEVEL_STRIDE, price, rounder);
    }
  }

  /** Adds to what works on a side of a cell, or takes off. */
  work(instrument: number, level: number, side: number, quantity: number): void {
    this.cells[(instrument * this.#levelCount + level) * CELL_STRIDE + OPEN + side - 1]! += quantity;
  }

  /** Gives a cell another position; `paid` is the money that it cost, negative where it brought some. */
  move(instrument: number, level: number, position: number, paid: number): void {
    this.cells[(instrument * this.#levelCount + level) * CELL_STRIDE + POSITION] = position;
    this.levels[level * LEVEL_STRIDE + CASH]! -= paid + this.#rounder - this.#rounder;
  }

  /**
   * Makes a cell's worst case fit its position and working quantities.
   *
   * @returns whether the worst case has changed
   */
  settle(instrument: number, level: number): boolean {
    const { cells, levels } = this;
    const at = (instrument * this.#levelCount + level) * CELL_STRIDE;
    const row = level * LEVEL_STRIDE;
    const position = cells[at + POSITION]!;
    const up = position + cells[at + OPEN]!;
    const down = cells[at + OPEN + 1]! - position;
    const worst = up >= down ? up : -down;
    const before = cells[at + WORST]!;
    cells[at + WORST] = worst;
    // Arithmetic, for which of the two was zero is chance.
    levels[row + ACTIVE]! += Number(worst !== 0) - Number(before !== 0);
    const price = this.price(instrument);
    this.#value(at, row, price, this.#rounder);
    if (worst === before) return false;
    cells[at + EXPOSURE] = worst * price;
    return true;
  }

  /** Profit of a level's fills, in money: realised and not, before fees. */
  profit(level: number): number {
    return this.levels[level * LEVEL_STRIDE + CASH]! + this.levels[level * LEVEL_STRIDE + POSITION_VALUES]!;
  }

  /** Takes the current profit as that at the start of the day. */
  startDay(): void {
    for (let level = 0; level < this.#levelCount; level++)
      this.levels[level * LEVEL_STRIDE + DAY_START] = this.profit(level);
  }

  /** The exposures of a level are those at the current reference prices: before the variance is counted anew. */
  refreshExposures(level: number): void {
    const { cells } = this;
    for (let i = 0; i < this.#instruments; i++) {
      const at = (i * this.#levelCount + level) * CELL_STRIDE;
      cells[at + EXPOSURE] = cells[at + WORST]! * this.price(i);
    }
  }

  /** Sums of the levels and values of the cells, counted from scratch: what `levels` must say. For tests and audits. */
  recount(): { gross: number; buys: number; sells: number; active: number; positions: number }[] {
    const rounder = this.#rounder;
    return Array.from({ length: this.#levelCount }, (_, level) => {
      const sums = { gross: 0, buys: 0, sells: 0, active: 0, positions: 0 };
      for (let i = 0; i < this.#instruments; i++) {
        const at = (i * this.#levelCount + level) * CELL_STRIDE;
        const price = this.price(i);
        const position = this.cells[at + POSITION]!;
        const up = position + this.cells[at + OPEN]!;
        const down = this.cells[at + OPEN + 1]! - position;
        const size = Math.abs(price);
        sums.gross += Math.max(Math.abs(up), Math.abs(down)) * size + rounder - rounder;
        sums.buys += up * size + rounder - rounder;
        sums.sells += down * size + rounder - rounder;
        sums.positions += position * price + rounder - rounder;
        if (up !== 0 || down !== 0) sums.active += 1;
      }
      return sums;
    });
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.exposures");
    writer.f64(this.#rounder);
    for (const column of [this.cells, this.levels, this.mid2]) writer.f64s(column);
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.exposures");
    this.#rounder = reader.f64();
    for (const column of [this.cells, this.levels, this.mid2]) reader.f64s(column);
  }

  /** Values a cell at a price, and lets the sums of its level follow. */
  #value(at: number, row: number, price: number, rounder: number): void {
    const { cells, levels } = this;
    const position = cells[at + POSITION]!;
    const size = Math.abs(price);
    const gross = Math.abs(cells[at + WORST]!) * size + rounder - rounder;
    const buys = (position + cells[at + OPEN]!) * size + rounder - rounder;
    const sells = (cells[at + OPEN + 1]! - position) * size + rounder - rounder;
    const held = position * price + rounder - rounder;
    levels[row + GROSS]! += gross - cells[at + WORST_VALUE]!;
    levels[row + NET]! += buys - cells[at + REACH_VALUE]!;
    levels[row + NET + 1]! += sells - cells[at + REACH_VALUE + 1]!;
    const values = levels[row + POSITION_VALUES]! + (held - cells[at + POSITION_VALUE]!);
    levels[row + POSITION_VALUES] = values;
    const profit = values + levels[row + CASH]!;
    if (profit > levels[row + PEAK]!) levels[row + PEAK] = profit;
    cells[at + WORST_VALUE] = gross;
    cells[at + REACH_VALUE] = buys;
    cells[at + REACH_VALUE + 1] = sells;
    cells[at + POSITION_VALUE] = held;
  }
}

/** The power of two that money is counted in: about 2^-40 of `equity`, 2^-20 where there is none. */
function quantumOf(equity: number): number {
  if (!(equity > 0 && Number.isFinite(equity))) return 2 ** -20;
  let power = 1;
  while (power < equity) power *= 2;
  while (power >= 2 * equity) power /= 2;
  return power / 2 ** QUANTUM_BITS;
}
