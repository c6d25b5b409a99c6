import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/** What is known of a venue beforehand. Fees are costs; a rebate is a negative fee. */
export interface VenueProfile {
  /** The venue's number in records. */
  venue: number;
  /** Fee for taking, in basis points of the notional. Default 0. */
  takerFee?: number;
  /** Fee for making, in basis points of the notional. Default 0. */
  makerFee?: number;
  /** Fee for taking, in price units for each size unit. Default 0. */
  takerFeePerUnit?: number;
  /** Fee for making, in price units for each size unit. Default 0. */
  makerFeePerUnit?: number;
  /** Fee for each order that is sent, in price units × size units. Default 0. */
  orderFee?: number;
  /** Until an order is answered, in microseconds: a first guess, learned from then on. Default 1,000. */
  latencyMicros?: number;
  /** How much of what is shown is still there when an order comes, 0 to 1: a first guess, learned. Default 1. */
  fillProbability?: number;
  /** How much is filled at the touch beyond what is shown, as a part of it: a first guess, learned. Default 0. */
  hiddenLiquidity?: number;
  /** Orders are multiples of it, in size units. Default the instrument's lot. */
  lot?: number;
  /** The smallest order, in size units. Default the lot. */
  minSize?: number;
  /** Whether it knows immediate-or-cancel. Elsewhere a day order is sent, and cancelled when its time is over. Default true. */
  hasImmediateOrCancel?: boolean;
}

/**
 * The venues, in columns: what they charge and how they behave, the latter learned from what orders meet with there, by
 * exponential means.
 */
export class VenueProfiles implements Snapshotable {
  readonly size: number;
  readonly venue: Int32Array;
  readonly takerFee: Float64Array;
  readonly makerFee: Float64Array;
  readonly takerFeePerUnit: Float64Array;
  readonly makerFeePerUnit: Float64Array;
  readonly orderFee: Float64Array;
  readonly latency: Float64Array;
  readonly fillProbability: Float64Array;
  readonly hiddenLiquidity: Float64Array;
  /** 0 for the instrument's. */
  readonly lot: Float64Array;
  readonly minSize: Float64Array;
  readonly hasImmediateOrCancel: Int32Array;
  readonly #weight: number;
  readonly #index: Int32Array;

  /**
   * @param weight of the newest observation in what is learned, 0 to 1; 0 learns nothing. Default 0.05
   * @throws {ConfigError} naming what is wrong
   */
  constructor(venues: readonly VenueProfile[], weight = 0.05) {
    if (!Array.isArray(venues) || venues.length === 0 || venues.length > 30)
      throw new ConfigError("venues", venues, "an array of 1 to 30 venues");
    if (!(weight >= 0 && weight <= 1)) throw new ConfigError("weight", weight, "a number from 0 to 1");
    this.size = venues.length;
    this.#weight = weight;
    const number = (name: keyof VenueProfile, otherwise: number, least: number, most: number): Float64Array =>
      Float64Array.from(venues, (profile, n) => {
        const value = profile[name] ?? otherwise;
        if (typeof value !== "number" || !(value >= least && value <= most))
          throw new ConfigError(`venues[${n}].${name}`, value, `a number from ${least} to ${most}`);
        return value;
      });
    this.venue = Int32Array.from(number("venue", Number.NaN, 0, 65_535));
    this.takerFee = number("takerFee", 0, -1000, 1000);
    this.makerFee = number("makerFee", 0, -1000, 1000);
    this.takerFeePerUnit = number("takerFeePerUnit", 0, -1e9, 1e9);
    this.makerFeePerUnit = number("makerFeePerUnit", 0, -1e9, 1e9);
    this.orderFee = number("orderFee", 0, 0, 1e15);
    this.latency = number("latencyMicros", 1000, 0, 1e9);
    this.fillProbability = number("fillProbability", 1, 0, 1);
    this.hiddenLiquidity = number("hiddenLiquidity", 0, 0, 100);
    this.lot = number("lot", 0, 0, Number.MAX_SAFE_INTEGER);
    this.minSize = number("minSize", 0, 0, Number.MAX_SAFE_INTEGER);
    this.hasImmediateOrCancel = Int32Array.from(venues, (profile) => (profile.hasImmediateOrCancel === false ? 0 : 1));
    this.#index = new Int32Array(65_536).fill(-1);
    this.venue.forEach((venue, n) => {
      if (this.#index[venue] !== -1) throw new ConfigError(`venues[${n}].venue`, venue, "a number that no other has");
      this.#index[venue] = n;
    });
  }

  /** The row of a venue, or −1. */
  indexOf(venue: number): number {
    return venue >= 0 && venue < 65_536 ? this.#index[venue]! : -1;
  }

  /** Cost of taking one unit at a price, in price units. */
  takingFee(row: number, price: number): number {
    return (price * this.takerFee[row]!) / 10_000 + this.takerFeePerUnit[row]!;
  }

  /** Cost of making one unit at a price, in price units. */
  makingFee(row: number, price: number): number {
    return (price * this.makerFee[row]!) / 10_000 + this.makerFeePerUnit[row]!;
  }

  /** An order was answered for the first time. */
  learnLatency(row: number, micros: number): void {
    this.latency[row]! += this.#weight * (Math.max(0, micros) - this.latency[row]!);
  }

  /**
   * A taking order has ended by itself.
   *
   * @param shown what the book showed at its price or better, in size units
   */
  learnFill(row: number, asked: number, filled: number, shown: number): void {
    const expected = Math.min(asked, shown);
    if (expected > 0)
      this.fillProbability[row]! += this.#weight * (Math.min(1, filled / expected) - this.fillProbability[row]!);
    if (asked > shown && shown > 0)
      this.hiddenLiquidity[row]! += this.#weight * (Math.max(0, filled - shown) / shown - this.hiddenLiquidity[row]!);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.venueProfiles");
    for (const column of [this.latency, this.fillProbability, this.hiddenLiquidity]) writer.f64s(column);
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.venueProfiles");
    for (const column of [this.latency, this.fillProbability, this.hiddenLiquidity]) reader.f64s(column);
  }
}
