/** Momentum, directional movement and money flow, as functions of series. */
import type { Profile } from "../definition.ts";
import type { Series, Timing } from "./graph.ts";
import { later, sums, wilder } from "./vocabulary.ts";

/** TA-Lib 0.6 takes for zero what is less than this; others only zero. */
const TALIB_ZERO = 1e-14;
/** Zero for the others: what decays towards it has no digits left below this. */
const ZERO = 1e-300;

/** What a profile takes for zero, in a sum of sizes. */
export function zeroOf(profile: Profile): number {
  return profile === "talib" ? TALIB_ZERO : ZERO;
}

/** Exponential average of any weight, seeded by the mean of the first `period` values. */
export function exponential(value: Series, weight: number, period: number, timing: Timing = {}): Series {
  if (weight === 1) return later(value, timing);
  return value.graph.apply("ema", [value], { weight, period }, timing)[0]!;
}

/** Exponential averages of one series with two weights, both begun with its first value. */
export function exponentialsFromFirst(value: Series, fastWeight: number, slowWeight: number): [Series, Series] {
  const [fast, slow] = value.graph.apply("emaPair", [value], { fastWeight, slowWeight });
  return [fast!, slow!];
}

/** part ÷ whole × factor, and 0 where the whole is less than `least`. */
export function share(part: Series, whole: Series, factor: number, least: number, timing?: Timing): Series {
  return part.graph.apply("share", [part, whole], { factor, least, otherwise: 0 }, timing)[0]!;
}

/** (a − b) ÷ b × factor, and 0 where b is 0. */
export function relativeChange(a: Series, b: Series, factor: number): Series {
  return a.graph.apply("relativeChange", [a, b], { factor })[0]!;
}

/** How a definition's bars are named. */
type Bars = Readonly<Record<string, Series>>;

/** The true range. With `fromFirst`, the first bar's is its high less its low. */
export function trueRange({ high, low, close }: Bars, fromFirst = false): Series {
  return high!.graph.apply(fromFirst ? "trueRangeFromFirst" : "trueRange", [high!, low!, close!])[0]!;
}

/** Wilder's average of the true range, by the profile's seed. */
export function averageTrueRange(bars: Bars, period: number, profile: Profile, quiet: number): Series {
  const range = trueRange(bars, profile === "tradingview" || profile === "tulip");
  return wilder(range, period, { quiet });
}

/** How many moves Wilder's running sums are seeded by: TradingView counts one more. */
function seedTerms(period: number, profile: Profile): number {
  return profile === "tradingview" ? period : Math.max(1, period - 1);
}

/** Wilder's running sum, by the profile's seed. */
function wilderSum(value: Series, period: number, profile: Profile): Series {
  const terms = seedTerms(period, profile);
  return value.graph.apply("wilderSum", [value], { keep: (period - 1) / period, terms })[0]!;
}

/** Wilder's running sums of directional movement. */
export function directionalMovement(
  { high, low }: Bars,
  period: number,
  profile: Profile,
  quiet = 0,
): { plus: Series; minus: Series } {
  if (profile === "tulip") {
    const [up, down] = high!.graph.apply("directionalMovesTied", [high!, low!]);
    return {
      plus: later(wilderSum(up!, period, profile), { quiet }),
      minus: later(wilderSum(down!, period, profile), { quiet }),
    };
  }
  const parameters = { keep: (period - 1) / period, terms: seedTerms(period, profile) };
  const [plus, minus] = high!.graph.apply("directionalSums", [high!, low!], parameters, { quiet });
  return { plus: plus!, minus: minus! };
}

/** TA-Lib holds back one more output than its seed needs, of everything made of directional movement but itself. */
function heldBack(period: number, profile: Profile): number {
  return period > 1 && (profile === "talib" || profile === "talib-0.8") ? 1 : 0;
}

/** One of Wilder's directional indicators, `plus` or `minus`: 100 × its movement ÷ the true range. */
export function directionalIndicator(
  side: "plus" | "minus",
  bars: Bars,
  period: number,
  profile: Profile,
  quiet: number,
): Series {
  const movement = directionalMovement(bars, period, profile)[side];
  const range = wilderSum(trueRange(bars), period, profile);
  // TA-Lib gives a fraction, not per cent, where nothing is smoothed.
  const factor = heldBack(period, profile) === 0 && profile.startsWith("talib") ? 1 : 100;
  return share(movement, range, factor, zeroOf(profile), {
    quiet: period === 1 ? 0 : quiet + heldBack(period, profile),
  });
}

/** DX. */
export function directionalIndex(bars: Bars, period: number, profile: Profile, quiet: number): Series {
  const { plus, minus } = directionalMovement(bars, period, profile);
  const parameters = { least: ZERO, hold: profile.startsWith("talib") ? 1 : 0 };
  const timing = { skip: heldBack(period, profile), quiet };
  return plus.graph.apply("directionalIndex", [plus, minus], parameters, timing)[0]!;
}

/** ADX. */
export function averageDirectionalIndex(bars: Bars, period: number, profile: Profile, quiet: number): Series {
  if (!profile.startsWith("talib")) return wilder(directionalIndex(bars, period, profile, 0), period, { quiet });
  const { plus, minus } = directionalMovement(bars, period, profile);
  const parameters = { least: ZERO, weight: 1 / period, period };
  const timing = { skip: heldBack(period, profile), quiet };
  return plus.graph.apply("averageDirectionalIndex", [plus, minus], parameters, timing)[0]!;
}

/** `base` + `factor` × (gains − losses) ÷ (gains + losses), Wilder's averages of both; `flat` where there are none. */
export function netStrength(
  value: Series,
  period: number,
  scale: { base: number; factor: number; flat: number },
  profile: Profile,
  quiet: number,
): Series {
  const parameters = { keep: (period - 1) / period, least: period * zeroOf(profile), ...scale, period };
  return value.graph.apply("netStrength", [value], parameters, { quiet })[0]!;
}

/** The newest of the last `period` values less their mean, and the mean distance of all from it. */
export function meanDeviation(value: Series, period: number): { distance: Series; deviation: Series } {
  const [distance, deviation] = value.graph.apply("meanDeviation", [value], { period });
  return { distance: distance!, deviation: deviation! };
}

/** MFI: what flowed while the typical price rose, of what flowed while it moved, in per cent. */
export function moneyFlowIndex(bars: Bars, period: number, profile: Profile, quiet: number): Series {
  const { high, low, close, volume } = bars;
  const inputs = [high!, low!, close!, volume!];
  const [rising, moving] =
    profile === "tradingview"
      ? high!.graph.apply("moneyFlowFromFirst", inputs)
      : high!.graph.apply("moneyFlow", inputs, { dead: profile === "talib-0.8" ? 2e-14 : 0 });
  // TA-Lib 0.6 gives 0 for a flow below 1, however small prices and volumes are.
  const least = profile === "talib" ? 1 : ZERO;
  return share(...sums(rising!, moving!, period), 100, least, { quiet });
}
