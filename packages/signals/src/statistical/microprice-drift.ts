import { ConfigError } from "@hotpath/core";
import type { SignalGenerator } from "../signal-generator.ts";
import { ColumnState, checkInteger, checkSymbols, figure, LARGEST } from "./internal/column-state.ts";
import { squash } from "./internal/squash.ts";

/** How {@link micropriceDrift} is made. */
export interface MicropriceDriftOptions {
  /** The least step of prices; by default the least spread that the symbol has had. */
  tickSize?: number;
  /** Bins of equal width that the bid's share of the sizes falls into, even, 2 to 32. Default 8. */
  imbalanceBins?: number;
  /** Widest spread that is looked at, in ticks, 1 to 8. Default 2. */
  spreadTicks?: number;
  /** Quotes of a symbol before anything is said, from 1. Default 64. */
  warmUp?: number;
}

/** A state that was left so often has its counts halved: the table follows a market that changes, and is bounded. */
const DEPARTURES_MAX = 65_536;

/** So many quotes one after the other of which the spread is too wide, and a tick that was not told is found anew. */
const WIDE_MAX = 256;

const TICK = 0;
const BEFORE = 1;
const MID = 2;
const HALF_SPREAD = 3;
const COUNT = 4;
const SIGNAL = 5;
const DRIFT = 6;
/** Quotes one after the other whose spread was too wide. */
const WIDE = 7;
const WIDTH = 8;

/**
 * Expects the mid to go to the micro-price: S. Stoikov, "The micro-price: a high-frequency estimator of future prices",
 * *Quantitative Finance* 18 (2018). The adjustment g of the mid, by state of the book (imbalance and spread), makes mid + g
 * a martingale: g(x) = E[Δmid + g(x')], the limit G* of the paper. What follows on each state is counted from the quotes,
 * with its mirror image, in which bid and offer are exchanged, and with each quote the equation is solved anew for the
 * state that was left (an iteration of Gauss and Seidel's over the states as the market visits them), so that the table
 * is learned as it is used, at a bounded cost. It comes to what `MicroPrice` of `@hotpath/indicators` solves at once.
 *
 * The signal is s(g ÷ half the spread), s(x) = x ÷ (1 + |x|); 0 before the warm-up, so that a set is not held up where there
 * is no book, and while the book is in no state (crossed, locked, empty, too wide, not finite).
 * Make it with {@link micropriceDrift}.
 */
export class MicropriceDrift extends ColumnState implements SignalGenerator {
  readonly name = "micropriceDrift";
  readonly valueKind = "pure";
  readonly #bins: number;
  readonly #spreads: number;
  readonly #states: number;
  readonly #warmUp: number;
  readonly #fixedTick: number;
  readonly #state: Float64Array;
  /** Times that a state followed on another, of a symbol one after the other; a step to the same state counts in none. */
  readonly #follow: Float64Array;
  /** By state: departures, sum of the moves that came with them and with steps to itself, in ticks; and g, in ticks. */
  readonly #departures: Float64Array;
  readonly #moves: Float64Array;
  readonly #adjustments: Float64Array;

  /** @throws {ConfigError} an option out of range */
  constructor(symbols: number, options: MicropriceDriftOptions = {}) {
    const { tickSize = 0, imbalanceBins = 8, spreadTicks = 2, warmUp = 64 } = options;
    checkSymbols(symbols);
    if (options.tickSize !== undefined && !(tickSize > 0 && Number.isFinite(tickSize)))
      throw new ConfigError("tickSize", tickSize, "a positive number");
    checkInteger("imbalanceBins", imbalanceBins, 2, 32);
    if (imbalanceBins % 2 !== 0) throw new ConfigError("imbalanceBins", imbalanceBins, "an even number");
    checkInteger("spreadTicks", spreadTicks, 1, 8);
    checkInteger("warmUp", warmUp, 1, 1_000_000_000);
    const states = imbalanceBins * spreadTicks;
    const state = new Float64Array(symbols * WIDTH);
    for (let at = 0; at < state.length; at += WIDTH) {
      state[at + TICK] = tickSize;
      state[at + BEFORE] = -1;
    }
    const follow = new Float64Array(symbols * states * states);
    const departures = new Float64Array(symbols * states);
    const moves = new Float64Array(symbols * states);
    const adjustments = new Float64Array(symbols * states);
    super("signals.microprice-drift", [state, follow, departures, moves, adjustments]);
    this.#bins = imbalanceBins;
    this.#spreads = spreadTicks;
    this.#states = states;
    this.#warmUp = warmUp;
    this.#fixedTick = tickSize;
    this.#state = state;
    this.#follow = follow;
    this.#departures = departures;
    this.#moves = moves;
    this.#adjustments = adjustments;
  }

  quote(symbol: number, bidPrice: number, askPrice: number, bidSize: number, askSize: number): void {
    const state = this.#state;
    const at = symbol * WIDTH;
    const spread = askPrice - bidPrice;
    const sizes = bidSize + askSize;
    if (
      !(
        spread > 0 &&
        spread <= LARGEST &&
        bidSize >= 0 &&
        askSize >= 0 &&
        sizes > 0 &&
        sizes <= LARGEST &&
        Math.abs(bidPrice) <= LARGEST
      )
    ) {
      leave(state, at);
      return;
    }
    // A tick that turns out to be smaller makes all that was counted in the old one worthless.
    if (this.#fixedTick === 0 && (state[at] === 0 || spread < state[at]! * 0.75)) this.#forget(symbol, spread);
    const ticks = Math.floor(spread / state[at + TICK]! + 0.5);
    if (!(ticks >= 1 && ticks <= this.#spreads)) {
      leave(state, at);
      state[at + WIDE]! += 1;
      // Not the tick that it was taken for, or no longer.
      if (state[at + WIDE] === WIDE_MAX && this.#fixedTick === 0) this.#forget(symbol, 0);
      return;
    }
    state[at + WIDE] = 0;
    const bins = this.#bins;
    const bin = Math.min(bins - 1, Math.floor((bidSize / sizes) * bins));
    const to = (ticks - 1) * bins + bin;
    const mid = (bidPrice + askPrice) / 2;
    const from = state[at + BEFORE]!;
    if (from >= 0) {
      // Mids are whole half-ticks: what is less is rounding.
      const move = Math.round(((mid - state[at + MID]!) * 2) / state[at + TICK]!) / 2;
      this.#learn(symbol, from, to, move);
    }
    state[at + BEFORE] = to;
    state[at + MID] = mid;
    state[at + HALF_SPREAD] = ticks / 2;
    const count = state[at + COUNT]! + 1;
    state[at + COUNT] = count;
    const drift = this.#adjustments[symbol * this.#states + to]!;
    state[at + DRIFT] = drift;
    state[at + SIGNAL] = count < this.#warmUp ? 0 : squash(drift, ticks / 2);
  }

  update(symbol: number): number {
    return this.#state[symbol * WIDTH + SIGNAL]!;
  }

  /** The micro-price's distance from the mid in halves of the spread; 0 where the book is in no state. */
  value(symbol: number): number {
    const at = symbol * WIDTH;
    const half = this.#state[at + HALF_SPREAD]!;
    return half > 0 ? this.#state[at + DRIFT]! / half : 0;
  }

  /** The expected distance of the price from the mid in each state, in ticks: bins of one spread, then of the next. */
  adjustments(symbol: number): Float64Array {
    return this.#adjustments.slice(symbol * this.#states, (symbol + 1) * this.#states);
  }

  reason(symbol: number): string {
    if (this.#state[symbol * WIDTH + COUNT] === 0) return "no quotes";
    const away = this.value(symbol);
    return `micro-price ${figure(Math.abs(away))} half-spreads ${away < 0 ? "below" : "above"} the mid`;
  }

  #forget(symbol: number, tick: number): void {
    const states = this.#states;
    const at = symbol * WIDTH;
    this.#state[at + TICK] = tick;
    this.#state[at + WIDE] = 0;
    leave(this.#state, at);
    this.#follow.fill(0, symbol * states * states, (symbol + 1) * states * states);
    for (const column of [this.#departures, this.#moves, this.#adjustments])
      column.fill(0, symbol * states, (symbol + 1) * states);
  }

  #learn(symbol: number, from: number, to: number, move: number): void {
    const states = this.#states;
    const bins = this.#bins;
    const base = symbol * states;
    const mirrored = mirror(from, bins);
    count(this.#follow, this.#departures, this.#moves, base, states, from, to, move);
    count(this.#follow, this.#departures, this.#moves, base, states, mirrored, mirror(to, bins), -move);
    const adjustment = solved(this.#follow, this.#departures, this.#moves, this.#adjustments, base, states, from);
    this.#adjustments[base + from] = adjustment;
    this.#adjustments[base + mirrored] = -adjustment;
  }
}

const mirror = (state: number, bins: number): number => {
  const bin = state % bins;
  return state - bin + (bins - 1 - bin);
};

/** The book is in no state: what comes next follows on nothing. */
const leave = (state: Float64Array, at: number): void => {
  state[at + BEFORE] = -1;
  state[at + DRIFT] = 0;
  state[at + HALF_SPREAD] = 0;
  state[at + SIGNAL] = 0;
};

const count = (
  follow: Float64Array,
  departures: Float64Array,
  moves: Float64Array,
  base: number,
  states: number,
  from: number,
  to: number,
  move: number,
): void => {
  moves[base + from]! += move;
  if (from === to) return;
  const row = (base + from) * states;
  follow[row + to]! += 1;
  departures[base + from]! += 1;
  if (departures[base + from]! < DEPARTURES_MAX) return;
  moves[base + from]! /= 2;
  departures[base + from]! /= 2;
  for (let j = row; j < row + states; j++) follow[j]! /= 2;
};

/** g of a state, given those of the others: what its moves sum up to and where it leads, per departure from it. */
const solved = (
  follow: Float64Array,
  departures: Float64Array,
  moves: Float64Array,
  adjustments: Float64Array,
  base: number,
  states: number,
  state: number,
): number => {
  const total = departures[base + state]!;
  if (total === 0) return 0;
  const row = (base + state) * states;
  let sum = moves[base + state]!;
  for (let j = 0; j < states; j++) sum += follow[row + j]! * adjustments[base + j]!;
  return sum / total;
};

/** The drift of the mid to a micro-price that is learned on the way. */
export function micropriceDrift(options: MicropriceDriftOptions = {}): (symbols: number) => MicropriceDrift {
  return (symbols) => new MicropriceDrift(symbols, options);
}
