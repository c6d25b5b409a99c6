/**
 * The second registry: what takes trades or bars and gives something other than one value a bar. Bar builders finish
 * bars; profiles are distributions over prices.
 */
import { ConfigError } from "@hotpath/core";
import { integer, type Param, parseParams, REAL_MAX, real } from "../definition.ts";
import { MarketProfile, type MarketProfileOptions } from "../profiles/market-profile.ts";
import type { PriceProfile, ProfileOptions } from "../profiles/profile.ts";
import { VolumeProfile } from "../profiles/volume-profile.ts";
import type { BarBuilder } from "./bar-builder.ts";
import { RangeBars } from "./range-bars.ts";
import { RenkoBars } from "./renko-bars.ts";
import type { Sessions } from "./sessions.ts";
import { ThresholdBars } from "./threshold-bars.ts";
import { TimeBars } from "./time-bars.ts";

/** What there is to know of a bar builder or a profile. */
export interface BarsDefinition {
  readonly name: string;
  readonly kind: "bars" | "profile";
  readonly title: string;
  /** What it takes. */
  readonly inputs: readonly ("trades" | "bars")[];
  /** Its main parameters; the class of each has more options. */
  readonly params: Readonly<Record<string, Param>>;
  /** Fields of a bar, or levels of a profile. */
  readonly outputs: readonly string[];
  readonly formula: string;
  readonly source: string;
  /** Makes one from numbers, and sessions where it has them; see {@link createBars}. */
  readonly create: (params: Readonly<Record<string, number>>, sessions?: Sessions) => BarBuilder | PriceProfile;
}

const barFields = ["begin", "end", "open", "high", "low", "close", "volume", "notional", "trades"] as const;
const levels = ["pointOfControl", "valueAreaHigh", "valueAreaLow", "high", "low", "total"] as const;

/** A number above 0, by so much that a price can tell. */
function size(standard: number, title: string): Param {
  return real(standard, 1e-12, REAL_MAX, title);
}

const profileParams = {
  rowSize: size(1, "Height of a row of prices"),
  valueArea: real(0.7, 1e-12, 1, "Share of the whole that the value area has"),
};

/** Every bar builder and profile, in alphabetical order. */
export const barsRegistry: readonly BarsDefinition[] = [
  {
    name: "DOLLAR_BARS",
    kind: "bars",
    title: "Dollar Bars",
    inputs: ["trades", "bars"],
    params: { threshold: size(1_000_000, "Sum of |price| × size of a bar") },
    outputs: barFields,
    formula: "a bar ends with the trade that brings its sum of |price| × size to the threshold",
    source: "Marcos López de Prado, Advances in Financial Machine Learning (2018), chapter 2",
    create: (params) => new ThresholdBars({ measure: "notional", threshold: params.threshold! }),
  },
  {
    name: "MARKET_PROFILE",
    kind: "profile",
    title: "Market Profile",
    inputs: ["trades", "bars"],
    params: {
      period: size(1_800_000, "Length of the period that has one letter, in the unit of time"),
      initialBalance: integer(2, 1, 52, "Periods of the initial balance"),
      ...profileParams,
    },
    outputs: [...levels, "initialBalanceHigh", "initialBalanceLow"],
    formula: "in how many periods of a session the price was in a row; a period counts in all rows of its range",
    source: "J. Peter Steidlmayer, CBOT Market Profile (1985)",
    create: (params, sessions = { length: 86_400_000 }) =>
      new MarketProfile({ ...params, sessions } as unknown as MarketProfileOptions),
  },
  {
    name: "RANGE_BARS",
    kind: "bars",
    title: "Range Bars",
    inputs: ["trades", "bars"],
    params: { range: size(10, "From a bar's low to its high") },
    outputs: barFields,
    formula: "a bar ends where its high is the range above its low; a gap is crossed by bars without volume",
    source: "Vicente Nicolellis",
    create: (params) => new RangeBars({ range: params.range! }),
  },
  {
    name: "RENKO_ATR_BARS",
    kind: "bars",
    title: "Renko of Average True Range",
    inputs: ["trades", "bars"],
    params: { atrPeriod: integer(14, 1, 100_000, "Bars of the average true range") },
    outputs: barFields,
    formula: "RENKO_BARS of the first average true range, from the bar on at which it is known",
    source: "Stock.Indicators RenkoAtr, which takes the last",
    create: (params) => new RenkoBars({ brick: { atrPeriod: params.atrPeriod! } }),
  },
  {
    name: "RENKO_BARS",
    kind: "bars",
    title: "Renko",
    inputs: ["trades", "bars"],
    params: { brick: size(1, "Height of a brick") },
    outputs: barFields,
    formula: "a brick for each whole brick that the price is above the last one's top, or below its bottom",
    source: "Steve Nison, Beyond Candlesticks (1994); Stock.Indicators Renko",
    create: (params) => new RenkoBars({ brick: params.brick! }),
  },
  {
    name: "TICK_BARS",
    kind: "bars",
    title: "Tick Bars",
    inputs: ["trades", "bars"],
    params: { threshold: integer(100, 1, 2 ** 31 - 1, "Trades of a bar") },
    outputs: barFields,
    formula: "a bar ends with its last trade of so many",
    source: "Marcos López de Prado, Advances in Financial Machine Learning (2018), chapter 2",
    create: (params) => new ThresholdBars({ measure: "trades", threshold: params.threshold! }),
  },
  {
    name: "TIME_BARS",
    kind: "bars",
    title: "Time Bars",
    inputs: ["trades", "bars"],
    params: { interval: size(60_000, "Length of a bar, in the unit of time") },
    outputs: barFields,
    formula: "a bar of what is in each interval, counted from the beginning of the session",
    source: "usual",
    create: (params, sessions) => new TimeBars({ interval: params.interval!, ...(sessions && { sessions }) }),
  },
  {
    name: "VOLUME_BARS",
    kind: "bars",
    title: "Volume Bars",
    inputs: ["trades", "bars"],
    params: { threshold: size(1000, "Volume of a bar") },
    outputs: barFields,
    formula: "a bar ends with the trade that brings its volume to the threshold",
    source: "Marcos López de Prado, Advances in Financial Machine Learning (2018), chapter 2",
    create: (params) => new ThresholdBars({ measure: "volume", threshold: params.threshold! }),
  },
  {
    name: "VOLUME_PROFILE",
    kind: "profile",
    title: "Volume Profile",
    inputs: ["trades", "bars"],
    params: profileParams,
    outputs: levels,
    formula:
      "volume by row of prices; the value area grows around the fullest row by the fuller side, two rows at a time",
    source: "J. Peter Steidlmayer, CBOT Market Profile (1985), by volume",
    create: (params, sessions) => new VolumeProfile({ ...(params as ProfileOptions), ...(sessions && { sessions }) }),
  },
];

/**
 * A bar builder or a profile by name, from parameters as a command line or a configuration has them.
 *
 * @throws {ConfigError} a name or a parameter that is not known, or a value out of its range
 */
export function createBars(
  name: string,
  params: Readonly<Record<string, unknown>> = {},
  sessions?: Sessions,
): BarBuilder | PriceProfile {
  const definition = barsRegistry.find((candidate) => candidate.name === name.toUpperCase());
  if (definition === undefined)
    throw new ConfigError("bars", name, barsRegistry.map((candidate) => candidate.name).join(", "));
  return definition.create(parseParams(definition, params, "talib"), sessions);
}
