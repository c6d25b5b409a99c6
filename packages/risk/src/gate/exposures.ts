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
 */
import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import * as Cell from "./cell.ts";
import * as Level from "./level.ts";

/** Quantum over equity: 2^-40. */
const QUANTUM_BITS = 40;

/** Sums of a level, counted from scratch. */
export interface LevelSums {
  /** Σ |worst case|, in money. */
  gross: number;
  /** Σ positions with all buys, and less all sells the other way round, in money. */
  buys: number;
  sells: number;
  /** Σ positions at their marks, in money. */
  positions: number;
  /** Instruments with a position or a working order. */
  active: number;
}

/** The books behind a gate. Instruments are dense indices, levels those of `Levels`. */
export class Exposures implements Snapshotable {
  /** Cells, an instrument's levels one after the other. */
  readonly cells: Float64Array;
  readonly levels: Float64Array;
  /** Reference price, doubled: bid plus ask. NaN until there is one. */
  readonly mid2: Float64Array;
  /** Money of one size unit at one half price unit. */
  readonly unit: Float64Array;
  readonly #instruments: number;
  readonly #levelCount: number;
  /** Added and taken off again, it rounds to the quantum. */
  #rounder: number;

  /** @param equity at the start: it sets the quantum */
  constructor(unit: Float64Array, levelCount: number, equity: number) {
    const n = unit.length;
    this.#instruments = n;
    this.#levelCount = levelCount;
    this.unit = unit;
    this.cells = new Float64Array(n * levelCount * Cell.STRIDE);
    this.levels = new Float64Array(levelCount * Level.STRIDE);
    this.mid2 = new Float64Array(n).fill(Number.NaN);
    this.#rounder = 1.5 * 2 ** 52 * quantumOf(equity);
  }

  /** Where the record of an instrument on a level starts. */
  cellOf(instrument: number, level: number): number {
    return (instrument * this.#levelCount + level) * Cell.STRIDE;
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
    for (let level = 0; level < this.#levelCount; level++) {
      const at = this.cellOf(instrument, level);
      if (this.cells[at + Cell.WORST] !== 0) this.#value(at, level, price);
    }
  }

  /**
   * More works on a side of a cell, or less; the position stays.
   *
   * @returns whether the worst case has changed
   */
  work(instrument: number, level: number, side: number, quantity: number): boolean {
    const { cells, levels } = this;
    const at = (instrument * this.#levelCount + level) * Cell.STRIDE;
    const row = level * Level.STRIDE + side - 1;
    const rounder = this.#rounder;
    const price = this.price(instrument);
    const size = Math.abs(price);
    const open = cells[at + Cell.OPEN + side - 1]! + quantity;
    cells[at + Cell.OPEN + side - 1] = open;
    const reach = ((3 - 2 * side) * cells[at + Cell.POSITION]! + open) * size + rounder - rounder;
    levels[row + Level.NET]! += reach - cells[at + Cell.REACH_VALUE + side - 1]!;
    cells[at + Cell.REACH_VALUE + side - 1] = reach;
    return this.#settle(at, level * Level.STRIDE, price, size);
  }

  /**
   * Gives a cell another position, and lets more work on a side, or less, at once.
   *
   * @param paid money that the position cost, negative where it brought some
   * @returns whether the worst case has changed
   */
  move(instrument: number, level: number, position: number, paid: number, side: number, quantity: number): boolean {
    const at = (instrument * this.#levelCount + level) * Cell.STRIDE;
    const price = this.price(instrument);
    this.cells[at + Cell.POSITION] = position;
    this.cells[at + Cell.OPEN + side - 1]! += quantity;
    this.levels[level * Level.STRIDE + Level.CASH]! -= paid + this.#rounder - this.#rounder;
    const hasChanged = this.#settle(at, level * Level.STRIDE, price, Math.abs(price));
    this.#value(at, level, price);
    return hasChanged;
  }

  /** Takes the current profit as that at the start of the day. */
  startDay(): void {
    for (let level = 0; level < this.#levelCount; level++) {
      this.levels[level * Level.STRIDE + Level.DAY_START] = this.profit(level);
      this.setFloor(level);
    }
  }

  /** Profit of a level's fills, in money: realised and not, before fees. */
  profit(level: number): number {
    return this.levels[level * Level.STRIDE + Level.CASH]! + this.levels[level * Level.STRIDE + Level.POSITION_VALUES]!;
  }

  /** Works out anew from which equity on a level may take risks: its peak, its day or its limits have changed. */
  setFloor(level: number): void {
    const { levels } = this;
    const row = level * Level.STRIDE;
    const capital = levels[row + Level.CAPITAL]!;
    const peak = (capital + levels[row + Level.PEAK]!) * (1 - levels[row + Level.MAX_DRAWDOWN]!);
    const day = (capital + levels[row + Level.DAY_START]!) * (1 - levels[row + Level.MAX_DAILY_LOSS]!);
    levels[row + Level.FLOOR] = Math.max(0, peak, day);
    levels[row + Level.EQUITY] = capital + this.profit(level);
  }

  /** The exposures of a level are those at the current reference prices: before the variance is counted anew. */
  refreshExposures(level: number): void {
    for (let i = 0; i < this.#instruments; i++) {
      const at = this.cellOf(i, level);
      this.cells[at + Cell.EXPOSURE] = this.cells[at + Cell.WORST]! * this.price(i);
    }
  }

  /** Sums of the levels, counted from scratch: what `levels` must say. For tests and audits. */
  recount(): LevelSums[] {
    const rounded = (value: number): number => value + this.#rounder - this.#rounder;
    return Array.from({ length: this.#levelCount }, (_, level) => {
      const sums = { gross: 0, buys: 0, sells: 0, positions: 0, active: 0 };
      for (let i = 0; i < this.#instruments; i++) {
        const at = this.cellOf(i, level);
        const price = this.price(i);
        const size = Math.abs(price);
        const position = this.cells[at + Cell.POSITION]!;
        const up = position + this.cells[at + Cell.OPEN]!;
        const down = this.cells[at + Cell.OPEN + 1]! - position;
        sums.gross += rounded(Math.max(Math.abs(up), Math.abs(down)) * size);
        sums.buys += rounded(up * size);
        sums.sells += rounded(down * size);
        sums.positions += rounded(position * price);
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

  /** Makes a cell's worst case fit its position and working quantities. @returns whether it has changed */
  #settle(at: number, row: number, price: number, size: number): boolean {
    const { cells, levels } = this;
    const position = cells[at + Cell.POSITION]!;
    const up = position + cells[at + Cell.OPEN]!;
    const down = cells[at + Cell.OPEN + 1]! - position;
    const worst = up >= down ? up : -down;
    const before = cells[at + Cell.WORST]!;
    if (worst === before) return false;
    cells[at + Cell.WORST] = worst;
    // Arithmetic, for which of the two was zero is chance.
    levels[row + Level.ACTIVE]! += Number(worst !== 0) - Number(before !== 0);
    const gross = Math.abs(worst) * size + this.#rounder - this.#rounder;
    levels[row + Level.GROSS]! += gross - cells[at + Cell.WORST_VALUE]!;
    cells[at + Cell.WORST_VALUE] = gross;
    cells[at + Cell.EXPOSURE] = worst * price;
    return true;
  }

  /** Values a cell at a price, and lets the sums of its level follow. */
  #value(at: number, level: number, price: number): void {
    const { cells, levels } = this;
    const rounder = this.#rounder;
    const row = level * Level.STRIDE;
    const size = Math.abs(price);
    const position = cells[at + Cell.POSITION]!;
    const gross = Math.abs(cells[at + Cell.WORST]!) * size + rounder - rounder;
    const buys = (position + cells[at + Cell.OPEN]!) * size + rounder - rounder;
    const sells = (cells[at + Cell.OPEN + 1]! - position) * size + rounder - rounder;
    const held = position * price + rounder - rounder;
    levels[row + Level.GROSS]! += gross - cells[at + Cell.WORST_VALUE]!;
    levels[row + Level.NET]! += buys - cells[at + Cell.REACH_VALUE]!;
    levels[row + Level.NET + 1]! += sells - cells[at + Cell.REACH_VALUE + 1]!;
    const values = levels[row + Level.POSITION_VALUES]! + (held - cells[at + Cell.POSITION_VALUE]!);
    levels[row + Level.POSITION_VALUES] = values;
    cells[at + Cell.WORST_VALUE] = gross;
    cells[at + Cell.REACH_VALUE] = buys;
    cells[at + Cell.REACH_VALUE + 1] = sells;
    cells[at + Cell.POSITION_VALUE] = held;
    const profit = values + levels[row + Level.CASH]!;
    levels[row + Level.EQUITY] = levels[row + Level.CAPITAL]! + profit;
    if (profit > levels[row + Level.PEAK]!) {
      levels[row + Level.PEAK] = profit;
      this.setFloor(level);
    }
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
