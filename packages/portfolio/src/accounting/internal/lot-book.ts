import { InputError, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import type { CostBasis } from "../../internal/cost-basis.ts";
import { divideHalfEven } from "../../internal/money.ts";

/** Some of a position that was opened together. Signed: a short lot has a negative quantity and a negative cost. */
export interface LotUnits {
  /** In size units. */
  quantity: bigint;
  /** In money units. */
  cost: bigint;
  /** When it was opened; of an average lot when the position was. */
  micros: number;
}

/**
 * The lots of one position, and the profit that closing them realises.
 *
 * A lot that is closed in part gives up its share of the cost, rounded half to even to a money unit; what rounding left
 * stays with the lot. So quantity and cost are conserved: what is not in the lots was realised.
 */
export class LotBook {
  readonly method: CostBasis;
  /** In the order of opening. */
  lots: LotUnits[] = [];
  #quantity = 0n;
  #basis = 0n;

  constructor(method: CostBasis) {
    this.method = method;
  }

  /** Sum over the lots: signed, in size units. */
  get quantity(): bigint {
    return this.#quantity;
  }

  /** Cost of what is open, in money units, negative where it was sold short. */
  get basis(): bigint {
    return this.#basis;
  }

  /**
   * Books a trade of `signed` size units, not 0, at `unit` money units each. What exceeds the position opens the other way.
   *
   * @returns the profit realised
   */
  trade(signed: bigint, unit: bigint, micros: number): bigint {
    const held = this.quantity;
    if (held === 0n || held > 0n === signed > 0n) {
      this.#open(signed, unit * signed, micros);
      return 0n;
    }
    const size = magnitude(signed);
    const closing = size < magnitude(held) ? size : magnitude(held);
    const closed = signed > 0n ? closing : -closing;
    const realized = -unit * closed - this.#take(closing);
    if (closing < size) this.#open(signed - closed, unit * (signed - closed), micros);
    return realized;
  }

  /**
   * Makes `numerator` units of each `denominator`. The fraction of a unit that is left of the whole position is closed for
   * cash, in the order in which lots are closed.
   *
   * @param lieu cash for a whole new unit, in money units
   * @returns the cash, and the profit realised on the fraction
   */
  split(numerator: bigint, denominator: bigint, lieu: bigint): { cash: bigint; realized: bigint } {
    for (const lot of this.lots) lot.quantity *= numerator;
    this.#quantity *= numerator;
    const total = this.#quantity;
    const fraction = magnitude(total) % denominator;
    let cash = 0n;
    let realized = 0n;
    if (fraction !== 0n) {
      cash = divideHalfEven(lieu * (total > 0n ? fraction : -fraction), denominator);
      realized = cash - this.#take(fraction);
    }
    this.#coarsen(denominator);
    return { cash, realized };
  }

  snapshot(writer: SnapshotWriter): void {
    writer.i32(this.lots.length);
    for (const { quantity, cost, micros } of this.lots) {
      writer.string(quantity.toString());
      writer.string(cost.toString());
      writer.f64(micros);
    }
  }

  restore(reader: SnapshotReader): void {
    const count = reader.i32();
    const lots: LotUnits[] = [];
    for (let i = 0; i < count; i++)
      lots.push({ quantity: readBigInt(reader), cost: readBigInt(reader), micros: reader.f64() });
    if (lots.some((lot) => lot.quantity === 0n || lot.quantity > 0n !== lots[0]!.quantity > 0n))
      throw new InputError("CORRUPT", "snapshot: lots of both sides, or an empty one");
    this.lots = lots;
    this.#quantity = lots.reduce((sum, lot) => sum + lot.quantity, 0n);
    this.#basis = lots.reduce((sum, lot) => sum + lot.cost, 0n);
  }

  #open(quantity: bigint, cost: bigint, micros: number): void {
    this.#quantity += quantity;
    this.#basis += cost;
    const [first] = this.lots;
    if (this.method === "average" && first !== undefined) {
      first.quantity += quantity;
      first.cost += cost;
    } else this.lots.push({ quantity, cost, micros });
  }

  /** Takes so many units out of the lots, at most all. @returns what they cost */
  #take(size: bigint): bigint {
    let left = size;
    let cost = 0n;
    while (left > 0n) {
      const lot = (this.method === "lifo" ? this.lots.at(-1) : this.lots[0])!;
      const held = magnitude(lot.quantity);
      if (held <= left) {
        cost += lot.cost;
        left -= held;
        if (this.method === "lifo") this.lots.pop();
        else this.lots.shift();
        continue;
      }
      const share = divideHalfEven(lot.cost * left, held);
      cost += share;
      lot.cost -= share;
      lot.quantity -= lot.quantity > 0n ? left : -left;
      left = 0n;
    }
    this.#quantity -= this.#quantity > 0n ? size : -size;
    this.#basis -= cost;
    return cost;
  }

  /**
   * Divides all quantities by a number that divides their sum. Each lot ends at the rounded-down running sum, so that the
   * whole is exact; one that is left with nothing gives its cost to the next, or the last to the one before.
   */
  #coarsen(denominator: bigint): void {
    const lots: LotUnits[] = [];
    let running = 0n;
    let done = 0n;
    let carried = 0n;
    for (const lot of this.lots) {
      running += lot.quantity;
      const end = running / denominator;
      const quantity = end - done;
      done = end;
      if (quantity === 0n) carried += lot.cost;
      else {
        lots.push({ quantity, cost: lot.cost + carried, micros: lot.micros });
        carried = 0n;
      }
    }
    const last = lots.at(-1);
    if (last !== undefined) last.cost += carried;
    this.lots = lots;
    this.#quantity = done;
  }
}

/** |value|. */
export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** @throws {InputError} `CORRUPT` if the snapshot has no integer there */
export function readBigInt(reader: SnapshotReader): bigint {
  const text = reader.string();
  if (!/^-?\d+$/.test(text)) throw new InputError("CORRUPT", `snapshot: ${JSON.stringify(text)} is no integer`);
  return BigInt(text);
}
