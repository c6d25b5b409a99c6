import { ConfigError } from "./errors.ts";

/** From `since` on, prices of at least `from` move in steps of `tick`; all in price units. */
export interface TickBand {
  /** The tick of the band, in price units: a positive integer. */
  tick: number;
  /** The lowest price of the band, in price units. Default: below every price. */
  from?: number;
  /** The time from which the band is in force, in microseconds since the epoch. Default: always. */
  sinceMicros?: number;
}

/**
 * The ticks of an instrument by price band and date, as exchanges publish them (MiFID II RTS 11, JPX, HKEX).
 *
 * Bands with the same `sinceMicros` form one regime; the last regime that has begun is in force.
 */
export class TickTable {
  readonly #since: Float64Array;
  readonly #from: Float64Array;
  readonly #tick: Float64Array;
  /** The tick, in price units, if one holds at every price and time; else 0. */
  readonly single: number;

  /** @throws {ConfigError} if there is no band, a tick is not a positive integer, or a regime has no lowest band */
  constructor(bands: readonly TickBand[], path = "ticks") {
    if (bands.length === 0) throw new ConfigError(path, bands, "at least one band");
    const sorted = bands
      .map((band, i) => {
        if (!Number.isSafeInteger(band.tick) || band.tick <= 0)
          throw new ConfigError(`${path}[${i}].tick`, band.tick, "a positive integer of price units");
        return { tick: band.tick, from: band.from ?? -Infinity, since: band.sinceMicros ?? -Infinity };
      })
      .sort((a, b) => (a.since === b.since ? (a.from < b.from ? -1 : 1) : a.since < b.since ? -1 : 1));
    for (const [i, band] of sorted.entries()) {
      const previous = sorted[i - 1];
      if (previous && previous.since === band.since && previous.from === band.from)
        throw new ConfigError(path, bands, "one band for each price and date");
    }
    this.#since = Float64Array.from(sorted, (b) => b.since);
    this.#from = Float64Array.from(sorted, (b) => b.from);
    this.#tick = Float64Array.from(sorted, (b) => b.tick);
    this.single =
      sorted.length === 1 && sorted[0]!.from === -Infinity && sorted[0]!.since === -Infinity ? sorted[0]!.tick : 0;
  }

  /** The tick at a price and a time, in price units; 0 if no band covers them. */
  tickAt(price: number, micros: number): number {
    if (this.single > 0) return this.single;
    const since = this.#since;
    let last = since.length - 1;
    while (last >= 0 && since[last]! > micros) last--;
    if (last < 0) return 0;
    const regime = since[last]!;
    for (let i = last; i >= 0 && since[i]! === regime; i--) if (this.#from[i]! <= price) return this.#tick[i]!;
    return 0;
  }

  /** Whether an order may have this price at this time. */
  isOnTick(price: number, micros: number): boolean {
    const tick = this.tickAt(price, micros);
    // Exact: a multiple divides without a remainder, and anything else does not multiply back.
    return tick > 0 && Math.floor(price / tick) * tick === price;
  }
}
