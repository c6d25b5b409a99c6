/**
 * Seeded order flow with the shape of a real book's:
 *
 * - arrivals cluster: each symbol is a Hawkes process with an exponential kernel, drawn exactly (Dassios and Zhao,
 *   "Exact simulation of Hawkes process with exponentially decaying intensity", ECP 18, 2013);
 * - limit orders, market orders and cancels arrive at rates of their own, cancels in proportion to what rests, so that
 *   most orders are cancelled (Cont, Stoikov and Talreja, Operations Research 58, 2010);
 * - the distance of a limit order from the other side's best price has a power-law tail (Bouchaud, Mézard and Potters,
 *   Quantitative Finance 2, 2002), and so has its size;
 * - buyers and sellers lean one way for a while (an Ornstein–Uhlenbeck tilt), so that prices trend and turn.
 */
import { exp, log, type Random, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/** What an arrival wants. */
export const FlowAction = { Limit: 0, Market: 1, Cancel: 2 } as const;

/** Events a second and symbol when nothing excites it. */
const BASE_RATE = 40;
/** Each event adds this to the rate, and it decays at `DECAY` a second: 0.8 of all events are answers to others. */
const EXCITATION = 160;
const DECAY = 200;
/** Shares of limit and market orders among what is not a cancel. */
const LIMIT_WEIGHT = 0.92;
const MARKET_WEIGHT = 0.08;
/** Distances fall off as (8 + ticks)^−1.6 (Bouchaud et al. find this exponent, and an offset); none is beyond the cut. */
const DISTANCE_EXPONENT = 0.6;
const DISTANCE_OFFSET = 8;
const DISTANCE_MAX = 300;
/** Exponent of the tail of sizes, and its cut in lots. */
const SIZE_EXPONENT = 1.4;
const SIZE_MAX = 200;
/** The tilt's pull back and its noise, an event. */
const TILT_PULL = 0.002;
const TILT_NOISE = 0.006;
const TILT_MAX = 0.25;

/** Draws arrivals for many symbols, one after the other in time. After `next`, its fields say what arrived. */
export class OrderFlow implements Snapshotable {
  /** The symbol of the arrival. */
  symbol = 0;
  /** Its time in seconds since the start. */
  seconds = 0;
  readonly #random: Random;
  readonly #nextAt: Float64Array;
  readonly #excitation: Float64Array;
  readonly #tilt: Float64Array;

  constructor(symbols: number, random: Random) {
    this.#random = random;
    this.#nextAt = new Float64Array(symbols);
    this.#excitation = new Float64Array(symbols);
    this.#tilt = new Float64Array(symbols);
    for (let i = 0; i < symbols; i++) this.#nextAt[i] = this.#waitingTime(i);
  }

  /** Goes on to the next arrival of any symbol. */
  next(): void {
    const nextAt = this.#nextAt;
    let symbol = 0;
    for (let i = 1; i < nextAt.length; i++) if (nextAt[i]! < nextAt[symbol]!) symbol = i;
    this.symbol = symbol;
    this.seconds = nextAt[symbol]!;
    this.#excitation[symbol]! += EXCITATION;
    nextAt[symbol] = this.seconds + this.#waitingTime(symbol);
    const tilt = this.#tilt[symbol]!;
    this.#tilt[symbol] = Math.min(
      Math.max(tilt - TILT_PULL * tilt + TILT_NOISE * this.#random.normal(), -TILT_MAX),
      TILT_MAX,
    );
  }

  /** What the arrival wants, given how many orders rest and how many are meant to. */
  action(resting: number, target: number): number {
    // At `target` resting orders, cancels are as frequent as limit orders that do not trade.
    const cancel = (LIMIT_WEIGHT - MARKET_WEIGHT) * (resting / target);
    const draw = this.#random.uniform() * (1 + cancel);
    if (draw < LIMIT_WEIGHT) return FlowAction.Limit;
    return draw < LIMIT_WEIGHT + MARKET_WEIGHT ? FlowAction.Market : FlowAction.Cancel;
  }

  /** Whether the arrival buys. */
  buys(): boolean {
    return this.#random.uniform() < 0.5 + this.#tilt[this.symbol]!;
  }

  /** Ticks between a limit order and the other side's best price: 1 and more. */
  distance(): number {
    for (;;) {
      const distance = 1 + Math.floor(DISTANCE_OFFSET * (this.#pareto(DISTANCE_EXPONENT) - 1));
      // Drawn again and not cut off: what is cut off would pile up there, and the price leap to it.
      if (distance <= DISTANCE_MAX) return distance;
    }
  }

  /** Lots of an order: 1 and more. */
  lots(): number {
    return Math.min(Math.floor(this.#pareto(SIZE_EXPONENT)), SIZE_MAX);
  }

  /** Which of `count` things. */
  pick(count: number): number {
    return this.#random.integer(count);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("backtest.orderFlow");
    this.#random.snapshot(writer);
    for (const column of [this.#nextAt, this.#excitation, this.#tilt]) writer.f64s(column);
    writer.i32(this.symbol);
    writer.f64(this.seconds);
  }

  restore(reader: SnapshotReader): void {
    reader.section("backtest.orderFlow");
    this.#random.restore(reader);
    for (const column of [this.#nextAt, this.#excitation, this.#tilt]) reader.f64s(column);
    this.symbol = reader.i32();
    this.seconds = reader.f64();
  }

  /** Seconds to the symbol's next event; its excitation is decayed to that moment. */
  #waitingTime(symbol: number): number {
    const random = this.#random;
    const excitation = this.#excitation[symbol]!;
    let wait = -log(random.uniformOpen()) / BASE_RATE;
    if (excitation > 0) {
      const d = 1 + (DECAY * log(random.uniformOpen())) / excitation;
      if (d > 0) wait = Math.min(wait, -log(d) / DECAY);
    }
    this.#excitation[symbol] = excitation * exp(-DECAY * wait);
    return wait;
  }

  /** A draw of P(X > x) = x^−exponent, x ≥ 1. */
  #pareto(exponent: number): number {
    return exp(-log(this.#random.uniformOpen()) / exponent);
  }
}
