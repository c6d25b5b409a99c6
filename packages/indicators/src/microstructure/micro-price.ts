import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { solve } from "./linear-system.ts";

/** What a {@link MicroPrice} is made with. */
export interface MicroPriceOptions {
  /** The least step of prices. */
  tickSize: number;
  /** Bins of equal width that the bid's share of the sizes falls into. Default 10. */
  imbalanceBins?: number;
  /** Widest spread that is looked at, in ticks; states of the book with a wider one are left out. Default 4. */
  spreadTicks?: number;
}

/** A change of state is counted with its mirror image, in which bid and offer are exchanged. */
const MIRRORED = 2;
/** Price changes after which the sum is taken as it is: what is left is far below a tick by then. */
const CHANGES_MAX = 10_000;

/**
 * Stoikov's micro-price: where the mid is expected to be after many of its changes, given the imbalance of the best
 * sizes and the spread. It is a martingale by construction, unlike the mid and the weighted mid (the indicator
 * MICROPRICE). Estimated from the states of a book, one after the other.
 *
 * With Q the chances of going from state to state while the mid stays, T those of a state after it has moved, and r the
 * expected move: G = (I − Q)⁻¹ r is the first move, B = (I − Q)⁻¹ T where it leads, and the adjustment of the mid
 * Σ Bⁱ G. Every change is counted with its mirror image, which makes the sum converge.
 *
 * S. Stoikov, "The micro-price: a high-frequency estimator of future prices", Quantitative Finance 18 (2018).
 *
 * @example
 * const micro = new MicroPrice({ tickSize: 0.01 });
 * for (const q of yesterday) micro.observe(q.bidPrice, q.bidSize, q.askPrice, q.askSize);
 * micro.estimate();
 * micro.price(100.01, 300, 100.02, 100); // above the mid
 */
export class MicroPrice implements Snapshotable {
  readonly tickSize: number;
  readonly imbalanceBins: number;
  readonly spreadTicks: number;
  /** Expected distance of the price from the mid, by state: bins of one spread, then those of the next. */
  readonly adjustments: Float64Array;
  /** Changes from state to state: while the mid stays, and when it moves. */
  readonly #stay: Float64Array;
  readonly #move: Float64Array;
  /** Sums of the moves from each state. */
  readonly #moved: Float64Array;
  /** The state before (−1: none), and its mid. */
  readonly #before = Float64Array.of(-1, 0);

  constructor(options: MicroPriceOptions) {
    const { tickSize, imbalanceBins = 10, spreadTicks = 4 } = options;
    if (!(tickSize > 0 && Number.isFinite(tickSize))) throw new ConfigError("tickSize", tickSize, "a positive number");
    checkCount("imbalanceBins", imbalanceBins, 2, 100);
    checkCount("spreadTicks", spreadTicks, 1, 20);
    this.tickSize = tickSize;
    this.imbalanceBins = imbalanceBins;
    this.spreadTicks = spreadTicks;
    const states = imbalanceBins * spreadTicks;
    this.adjustments = new Float64Array(states);
    this.#stay = new Float64Array(states * states);
    this.#move = new Float64Array(states * states);
    this.#moved = new Float64Array(states);
  }

  /** The number of a state of the book; −1 where it is crossed, locked, empty, wider than is looked at, or not finite. */
  stateOf(bidPrice: number, bidSize: number, askPrice: number, askSize: number): number {
    const ticks = Math.floor((askPrice - bidPrice) / this.tickSize + 0.5);
    const sizes = bidSize + askSize;
    if (!(ticks >= 1 && ticks <= this.spreadTicks && bidSize >= 0 && askSize >= 0 && sizes > 0 && sizes < Infinity))
      return -1;
    const bin = Math.min(this.imbalanceBins - 1, Math.floor((bidSize / sizes) * this.imbalanceBins));
    return (ticks - 1) * this.imbalanceBins + bin;
  }

  /** Takes in the next state of the book. One that has no number breaks the chain: the next begins it anew. */
  observe(bidPrice: number, bidSize: number, askPrice: number, askSize: number): void {
    const state = this.stateOf(bidPrice, bidSize, askPrice, askSize);
    const before = this.#before[0]!;
    const mid = (bidPrice + askPrice) / 2;
    if (state >= 0 && before >= 0) {
      const states = this.adjustments.length;
      // Mids are whole half-ticks: what is less is rounding.
      const move = Math.round((mid - this.#before[1]!) / (this.tickSize / 2)) * (this.tickSize / 2);
      const counts = move === 0 ? this.#stay : this.#move;
      const [from, to] = [this.#mirror(before), this.#mirror(state)];
      counts[before * states + state]! += 1 / MIRRORED;
      counts[from * states + to]! += 1 / MIRRORED;
      this.#moved[before]! += move / MIRRORED;
      this.#moved[from]! -= move / MIRRORED;
    }
    this.#before[0] = state;
    this.#before[1] = state >= 0 ? mid : 0;
  }

  /**
   * Works the adjustments out from all that was observed. States from which no move of the mid was seen, in any number of
   * steps, keep 0.
   *
   * @returns the number of price changes that were looked ahead
   */
  estimate(): number {
    const states = this.adjustments.length;
    const live = this.#live();
    const width = states + 1;
    const system = new Float64Array(states * states);
    // The right sides: where a move leads to, state by state, and the expected move.
    const right = new Float64Array(states * width);
    for (let i = 0; i < states; i++) {
      system[i * states + i] = 1;
      if (live[i] === 0) continue;
      let total = 0;
      for (let j = 0; j < states; j++) total += this.#stay[i * states + j]! + this.#move[i * states + j]!;
      // A state that stays as it is says nothing: what counts is where it goes when it goes.
      total -= this.#stay[i * states + i]!;
      for (let j = 0; j < states; j++) {
        if (j !== i) system[i * states + j]! -= this.#stay[i * states + j]! / total;
        right[i * width + j] = this.#move[i * states + j]! / total;
      }
      right[i * width + states] = this.#moved[i]! / total;
    }
    solve(system, right, states, width);
    return this.#addUp(right, width);
  }

  /** The micro-price of a state of the book; the mid where the state has no number. */
  price(bidPrice: number, bidSize: number, askPrice: number, askSize: number): number {
    const state = this.stateOf(bidPrice, bidSize, askPrice, askSize);
    return (bidPrice + askPrice) / 2 + (state >= 0 ? this.adjustments[state]! : 0);
  }

  /** Writes what was observed and estimated. */
  snapshot(writer: SnapshotWriter): void {
    writer.section("indicators.micro-price");
    for (const column of this.#columns()) writer.f64s(column);
  }

  /** Takes back what `snapshot` of one with the same options wrote. */
  restore(reader: SnapshotReader): void {
    reader.section("indicators.micro-price");
    for (const column of this.#columns()) reader.f64s(column);
  }

  #columns(): Float64Array[] {
    return [this.adjustments, this.#stay, this.#move, this.#moved, this.#before];
  }

  #mirror(state: number): number {
    const bin = state % this.imbalanceBins;
    return state - bin + (this.imbalanceBins - 1 - bin);
  }

  /** 1 for each state from which the mid was seen to move, at once or after other states. */
  #live(): Uint8Array {
    const states = this.adjustments.length;
    const live = new Uint8Array(states);
    for (let found = true; found; ) {
      found = false;
      for (let i = 0; i < states; i++) {
        if (live[i] === 1) continue;
        for (let j = 0; j < states; j++) {
          const leads = this.#move[i * states + j]! > 0 || (this.#stay[i * states + j]! > 0 && live[j] === 1);
          if (!leads) continue;
          live[i] = 1;
          found = true;
          break;
        }
      }
    }
    return live;
  }

  /** Σ Bⁱ G, until what is added is a billionth of a tick. */
  #addUp(solved: Float64Array, width: number): number {
    const states = this.adjustments.length;
    let term = Float64Array.from({ length: states }, (_, i) => solved[i * width + states]!);
    this.adjustments.set(term);
    for (let changes = 1; changes <= CHANGES_MAX; changes++) {
      const next = new Float64Array(states);
      let greatest = 0;
      for (let i = 0; i < states; i++) {
        let sum = 0;
        for (let j = 0; j < states; j++) sum += solved[i * width + j]! * term[j]!;
        next[i] = sum;
        this.adjustments[i]! += sum;
        greatest = Math.max(greatest, Math.abs(sum));
      }
      term = next;
      if (greatest < this.tickSize * 1e-9) return changes;
    }
    return CHANGES_MAX;
  }
}

function checkCount(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new ConfigError(name, value, `an integer from ${least} to ${most}`);
}
