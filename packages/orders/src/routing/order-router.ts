import { ConfigError, type InstrumentRegistry, Side } from "@hotpath/core";
import type { ConsolidatedBook } from "./consolidated-book.ts";
import { SplitProblem } from "./split-problem.ts";
import { SplitSolver } from "./split-solver.ts";
import type { VenueProfiles } from "./venue-profiles.ts";

/** What a {@link OrderRouter} takes the costs of waiting and of not being filled to be. */
export interface RouterCosts {
  /** What a unit costs more that is not filled where it was sent, and must be traded later: price units. Default 1. */
  chasePenalty?: number;
  /** How fast a price runs away meanwhile: price units for each microsecond of a venue's latency. Default 0. */
  decayPerMicro?: number;
}

/**
 * Decides where an order is to be taken. A unit at a level of a venue is expected to cost
 *
 *     price + taker fee + (1 − fill probability) × chase penalty + latency × decay
 *
 * and an order its fee; the split over all levels of all venues that costs least is found by `SplitSolver`. Liquidity
 * that is not shown is expected at the touch, as far as it was met before.
 */
export class OrderRouter {
  /** What goes to each venue, in size units, and the worst price at which it is expected to be filled. */
  readonly allocation: Float64Array;
  readonly limit: Float64Array;
  /** What the book shows at that price or better. */
  readonly shown: Float64Array;
  /** What each venue's part is expected to cost beyond the best price, fees in, in price units × size units. */
  readonly expectedCost: Float64Array;
  /** Venues of the next decision that get nothing: 1. */
  readonly excluded: Uint8Array;
  /** Whether no other split is expected to cost less, for certain. */
  isExact = true;
  readonly #book: ConsolidatedBook;
  readonly #profiles: VenueProfiles;
  readonly #problem: SplitProblem;
  readonly #solver: SplitSolver;
  readonly #lot: Float64Array;
  readonly #minSize: Float64Array;
  readonly #chase: number;
  readonly #decay: number;

  /** @throws {ConfigError} naming what is wrong */
  constructor(
    instruments: InstrumentRegistry,
    book: ConsolidatedBook,
    profiles: VenueProfiles,
    costs: RouterCosts = {},
  ) {
    const { chasePenalty = 1, decayPerMicro = 0 } = costs;
    if (!(chasePenalty >= 0 && chasePenalty < Infinity))
      throw new ConfigError("chasePenalty", chasePenalty, "a number from 0");
    if (!(decayPerMicro >= 0 && decayPerMicro < Infinity))
      throw new ConfigError("decayPerMicro", decayPerMicro, "a number from 0");
    if (book.venues !== profiles.size || book.instruments !== instruments.size)
      throw new ConfigError(
        "book",
        [book.instruments, book.venues],
        `${instruments.size} instruments at ${profiles.size} venues`,
      );
    this.#book = book;
    this.#profiles = profiles;
    this.#chase = chasePenalty;
    this.#decay = decayPerMicro;
    const venues = profiles.size;
    this.#problem = new SplitProblem(venues, book.depth);
    this.#solver = new SplitSolver(venues);
    this.allocation = new Float64Array(venues);
    this.limit = new Float64Array(venues);
    this.shown = new Float64Array(venues);
    this.expectedCost = new Float64Array(venues);
    this.excluded = new Uint8Array(venues);
    this.#lot = Float64Array.from({ length: instruments.size * venues });
    this.#minSize = Float64Array.from({ length: instruments.size * venues });
    instruments.list.forEach((instrument, i) => {
      for (let venue = 0; venue < venues; venue++) {
        const lot = profiles.lot[venue]! || instrument.lot;
        if (lot % instrument.lot !== 0)
          throw new ConfigError(
            `venues[${venue}].lot`,
            lot,
            `a multiple of ${instrument.symbol}'s lot ${instrument.lot}`,
          );
        this.#lot[i * venues + venue] = lot;
        this.#minSize[i * venues + venue] = Math.max(instrument.minSize, profiles.minSize[venue]!);
      }
    });
  }

  /**
   * Splits `quantity` over the venues, into {@link allocation} and its neighbours.
   *
   * @param side of the order
   * @param limit no level beyond it; 0 for any
   * @param micros now: venues that were silent for too long get nothing
   * @returns what is allocated in all, at most `quantity`
   */
  decide(instrument: number, side: number, quantity: number, limit: number, micros: number): number {
    const problem = this.#problem;
    const book = this.#book;
    const best = book.best(instrument, side, micros);
    problem.venues = this.#profiles.size;
    problem.quantity = quantity;
    let dearest = Number.NEGATIVE_INFINITY;
    for (let venue = 0; venue < problem.venues; venue++)
      dearest = Math.max(dearest, this.#offer(instrument, venue, side, limit, micros));
    // Whatever can be traded is worth more than what is not, unless its order's fee eats it up.
    problem.unfilledCost = dearest + this.#chase + Math.abs(dearest) * 0.01;
    this.allocation.fill(0);
    if (dearest === Number.NEGATIVE_INFINITY) return 0;
    this.#solver.solve(problem);
    this.isExact = problem.isExact;
    let sum = 0;
    const value = side === Side.Buy ? best : -best;
    for (let venue = 0; venue < problem.venues; venue++) {
      const part = problem.allocation[venue]!;
      this.allocation[venue] = part;
      sum += part;
      if (part > 0) this.#describe(instrument, venue, side, part, value);
    }
    return sum;
  }

  /** Writes down what a venue offers. @returns the cost of its dearest level, −Infinity if it offers nothing */
  #offer(instrument: number, venue: number, side: number, limit: number, micros: number): number {
    const problem = this.#problem;
    const book = this.#book;
    const profiles = this.#profiles;
    problem.levels[venue] = 0;
    const cell = instrument * problem.venues + venue;
    problem.lot[venue] = this.#lot[cell]!;
    problem.minSize[venue] = this.#minSize[cell]!;
    problem.fixed[venue] = profiles.orderFee[venue]!;
    if (this.excluded[venue] === 1 || !book.isOpen(instrument, venue, micros)) return Number.NEGATIVE_INFINITY;
    const isBuy = side === Side.Buy;
    const opposite = isBuy ? Side.Sell : Side.Buy;
    const levels = book.levels[book.side(instrument, venue, opposite)]!;
    const from = book.offset(instrument, venue, opposite);
    const to = venue * problem.depth;
    const missing = (1 - profiles.fillProbability[venue]!) * this.#chase + profiles.latency[venue]! * this.#decay;
    let count = 0;
    for (let n = 0; n < levels; n++) {
      const price = book.price[from + n]!;
      if (limit > 0 && (isBuy ? price > limit : price < limit)) break;
      const hidden = n === 0 ? Math.floor(book.size[from]! * profiles.hiddenLiquidity[venue]!) : 0;
      problem.size[to + count] = book.size[from + n]! + hidden;
      problem.cost[to + count] = (isBuy ? price : -price) + profiles.takingFee(venue, price) + missing;
      count += 1;
    }
    problem.levels[venue] = count;
    return count === 0 ? Number.NEGATIVE_INFINITY : problem.cost[to + count - 1]!;
  }

  /** How deep a venue's part reaches, and what it is expected to cost. @param value the best price, as a cost */
  #describe(instrument: number, venue: number, side: number, part: number, value: number): void {
    const problem = this.#problem;
    const book = this.#book;
    const from = book.offset(instrument, venue, side === Side.Buy ? Side.Sell : Side.Buy);
    const first = venue * problem.depth;
    let left = part;
    let cost = problem.fixed[venue]!;
    let shown = 0;
    let n = 0;
    for (; left > 0; n++) {
      const taken = Math.min(left, problem.size[first + n]!);
      cost += taken * (problem.cost[first + n]! - value);
      left -= taken;
      shown += book.size[from + n]!;
    }
    this.limit[venue] = book.price[from + n - 1]!;
    this.shown[venue] = shown;
    this.expectedCost[venue] = cost;
  }
}
