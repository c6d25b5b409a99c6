/** Rules that expect a turn. */
import {
  above,
  all,
  below,
  candle,
  crossesAbove,
  crossesBelow,
  divergence,
  ema,
  rsi,
  series,
  sma,
} from "../functions.ts";
import type { CandleName, CandleSays } from "../rule.ts";
import { type Preset, preset } from "./preset.ts";

const wilder = { horizon: 14, source: "Wilder, New Concepts in Technical Trading Systems, 1978" };
const bollinger = { horizon: 10, source: "Bollinger, Bollinger on Bollinger Bands, 2001" };
const lane = { horizon: 5, source: "Lane, Lane's Stochastics, Stocks & Commodities 2, 1984" };
const quong = {
  horizon: 14,
  source: "Quong and Soudack, Volume-Weighted RSI: Money Flow, Stocks & Commodities 7, 1989",
};
const connors = { horizon: 5, source: "Connors and Alvarez, Short Term Trading Strategies That Work, 2009" };
const nison = {
  horizon: 5,
  source:
    "Nison, Japanese Candlestick Charting Techniques, 1991; the trend by EMA 10 as in Morris, Candlestick Charting Explained",
};

const band = (output: string) => series("BBANDS", { timePeriod: 20 }, { output });
const stochastic = { fastKPeriod: 14, slowKPeriod: 3, slowDPeriod: 3 };
const slowK = series("STOCH", stochastic, { output: "slowK" });
const slowD = series("STOCH", stochastic, { output: "slowD" });
const mfi = series("MFI", { timePeriod: 14 });

/** A pattern at the end of a fall, or of a rise. */
function afterTrend(
  name: string,
  direction: "up" | "down",
  title: string,
  pattern: CandleName,
  says: CandleSays,
): Preset {
  const trend = direction === "up" ? below("close", ema(10)) : above("close", ema(10));
  return preset(
    name,
    direction,
    `${title} after a ${direction === "up" ? "fall" : "rise"}`,
    nison,
    all(candle(pattern, says), trend),
  );
}

/** Turns. */
export const reversalPresets: readonly Preset[] = [
  preset("rsi-oversold", "up", "RSI 14 crosses back above 30", wilder, crossesAbove(rsi(14), 30)),
  preset("rsi-overbought", "down", "RSI 14 crosses back below 70", wilder, crossesBelow(rsi(14), 70)),
  preset(
    "rsi-divergence-up",
    "up",
    "a lower low that RSI 14 does not confirm; known 5 bars later",
    wilder,
    divergence("bullish", rsi(14)),
  ),
  preset(
    "rsi-divergence-down",
    "down",
    "a higher high that RSI 14 does not confirm; known 5 bars later",
    wilder,
    divergence("bearish", rsi(14)),
  ),
  preset(
    "bollinger-reversion-up",
    "up",
    "the close comes back above the lower band",
    bollinger,
    crossesAbove("close", band("lowerBand")),
  ),
  preset(
    "bollinger-reversion-down",
    "down",
    "the close comes back below the upper band",
    bollinger,
    crossesBelow("close", band("upperBand")),
  ),
  preset(
    "stochastic-up",
    "up",
    "%K crosses above %D below 20",
    lane,
    all(crossesAbove(slowK, slowD), below(slowD, 20)),
  ),
  preset(
    "stochastic-down",
    "down",
    "%K crosses below %D above 80",
    lane,
    all(crossesBelow(slowK, slowD), above(slowD, 80)),
  ),
  preset("money-flow-oversold", "up", "MFI 14 crosses back above 20", quong, crossesAbove(mfi, 20)),
  preset("money-flow-overbought", "down", "MFI 14 crosses back below 80", quong, crossesBelow(mfi, 80)),
  preset(
    "rsi-2-up",
    "up",
    "RSI 2 below 5 while the close is above SMA 200",
    connors,
    all(below(rsi(2), 5), above("close", sma(200))),
  ),
  preset(
    "rsi-2-down",
    "down",
    "RSI 2 above 95 while the close is below SMA 200",
    connors,
    all(above(rsi(2), 95), below("close", sma(200))),
  ),
  afterTrend("engulfing-up", "up", "a bullish engulfing pattern", "CDLENGULFING", "bullish"),
  afterTrend("engulfing-down", "down", "a bearish engulfing pattern", "CDLENGULFING", "bearish"),
  afterTrend("hammer", "up", "a hammer", "CDLHAMMER", "either"),
  afterTrend("shooting-star", "down", "a shooting star", "CDLSHOOTINGSTAR", "either"),
  afterTrend("piercing", "up", "a piercing pattern", "CDLPIERCING", "either"),
  afterTrend("dark-cloud-cover", "down", "a dark cloud cover", "CDLDARKCLOUDCOVER", "either"),
  afterTrend("morning-star", "up", "a morning star", "CDLMORNINGSTAR", "either"),
  afterTrend("evening-star", "down", "an evening star", "CDLEVENINGSTAR", "either"),
];
