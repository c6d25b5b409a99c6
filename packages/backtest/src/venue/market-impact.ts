import { ConfigError, pow } from "@hotpath/core";

/**
 * What taking costs beyond what the book shows: each fill is so much worse than the level that it takes, by
 * `coefficient × (quantity ÷ volume)^exponent` price units, rounded up to a tick. A limit order never pays beyond its limit.
 *
 * The square root is the form that is found across markets (Tóth et al., *Physical Review X* 1, 2011); the linear one is
 * Kyle's (*Econometrica* 53, 1985).
 */
export interface MarketImpactOptions {
  model: "squareRoot" | "linear";
  /** Price units that taking the whole of `volume` at once would cost, 0 or more. */
  coefficient: number;
  /** The quantity against which an order is measured, in size units, such as the volume of a day. */
  volume: number;
}

/** The impact of taking, by a formula. */
export class MarketImpact {
  readonly #coefficient: number;
  readonly #volume: number;
  readonly #exponent: number;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: MarketImpactOptions) {
    const { model, coefficient, volume } = options;
    if (model !== "squareRoot" && model !== "linear")
      throw new ConfigError("venue.impact.model", model, '"squareRoot", "linear"');
    if (!(coefficient >= 0 && coefficient <= Number.MAX_SAFE_INTEGER))
      throw new ConfigError("venue.impact.coefficient", coefficient, "a number of price units from 0");
    if (!(volume > 0 && volume <= Number.MAX_SAFE_INTEGER))
      throw new ConfigError("venue.impact.volume", volume, "a number of size units above 0");
    this.#coefficient = coefficient;
    this.#volume = volume;
    this.#exponent = model === "linear" ? 1 : 0.5;
  }

  /** Price units, a multiple of `tick`, that an order of `quantity` pays more at each of its fills. */
  worsening(quantity: number, tick: number): number {
    return Math.ceil((this.#coefficient * pow(quantity / this.#volume, this.#exponent)) / tick) * tick;
  }
}
