/** Rules that follow a trend or a breakout. */
import {
  above,
  ago,
  all,
  any,
  below,
  breaksAbove,
  breaksBelow,
  crossesAbove,
  crossesBelow,
  ema,
  falling,
  lowest,
  maximum,
  minimum,
  not,
  onBars,
  rising,
  series,
  sma,
  within,
} from "../functions.ts";
import type { IndicatorSeries } from "../rule.ts";
import { type Preset, preset } from "./preset.ts";

const brock = {
  horizon: 20,
  source: "Brock, Lakonishok and LeBaron, Simple Technical Trading Rules, Journal of Finance 47, 1992",
};
const appel = { horizon: 10, source: "Appel, Technical Analysis: Power Tools for Active Investors, 2005" };
const turtles = { horizon: 20, source: "Faith, Way of the Turtle, 2007, after Dennis and Eckhardt" };
const wilder = { horizon: 14, source: "Wilder, New Concepts in Technical Trading Systems, 1978" };
const bollinger = { horizon: 10, source: "Bollinger, Bollinger on Bollinger Bands, 2001, Method I" };
const moskowitz = {
  horizon: 21,
  source: "Moskowitz, Ooi and Pedersen, Time Series Momentum, Journal of Financial Economics 104, 2012",
};
const seban = { horizon: 10, source: "Seban, Supertrend" };
const chande = { horizon: 14, source: "Chande, Time Price Oscillator, Stocks & Commodities 13, 1995" };
const hosoda = { horizon: 26, source: "Hosoda, Ichimoku Kinko Hyo, 1969" };
const lambert = { horizon: 10, source: "Lambert, Commodity Channel Index, Commodities, October 1980" };
const elder = { horizon: 5, source: "Elder, Trading for a Living, 1993, with the stochastic as second screen" };

const macd = series("MACD");
const macdSignal = series("MACD", {}, { output: "macdSignal" });
const weeklyHistogram = series("MACD", {}, { output: "macdHist" });
const band = (output: string) => series("BBANDS", { timePeriod: 20 }, { output });
const width = series("BBW", { timePeriod: 20 });
const plus = series("PLUS_DI", { timePeriod: 14 });
const minus = series("MINUS_DI", { timePeriod: 14 });
const adx = series("ADX", { timePeriod: 14 });
const sar = series("SAR");
const trend = series("SUPERTREND", {}, { output: "trend" });
const aroonUp = series("AROON", { timePeriod: 25 }, { output: "aroonUp" });
const aroonDown = series("AROON", { timePeriod: 25 }, { output: "aroonDown" });
const cci = series("CCI", { timePeriod: 20 });
const slowK = series("STOCH", { fastKPeriod: 5, slowKPeriod: 3, slowDPeriod: 3 }, { output: "slowK" });

const ichimoku = (output: string): IndicatorSeries => series("ICHIMOKU", {}, { output });
/** The cloud of a bar was computed 26 bars before. */
const cloud = [ago(26, ichimoku("senkouSpanA")), ago(26, ichimoku("senkouSpanB"))] as const;

/** Within the last bars the bands were as narrow as they were in half a year. */
const squeezed = within(5, not(above(width, lowest(width, 125))));

/** Trends and breakouts. */
export const trendPresets: readonly Preset[] = [
  preset("golden-cross", "up", "SMA 50 crosses above SMA 200", brock, crossesAbove(sma(50), sma(200))),
  preset("death-cross", "down", "SMA 50 crosses below SMA 200", brock, crossesBelow(sma(50), sma(200))),
  preset("ema-cross-up", "up", "EMA 12 crosses above EMA 26", appel, crossesAbove(ema(12), ema(26))),
  preset("ema-cross-down", "down", "EMA 12 crosses below EMA 26", appel, crossesBelow(ema(12), ema(26))),
  preset(
    "macd-cross-up",
    "up",
    "MACD crosses above its signal line, below zero",
    appel,
    all(crossesAbove(macd, macdSignal), below(macd, 0)),
  ),
  preset(
    "macd-cross-down",
    "down",
    "MACD crosses below its signal line, above zero",
    appel,
    all(crossesBelow(macd, macdSignal), above(macd, 0)),
  ),
  preset(
    "bollinger-breakout-up",
    "up",
    "a close above the upper band, out of a squeeze",
    bollinger,
    all(crossesAbove("close", band("upperBand")), squeezed),
  ),
  preset(
    "bollinger-breakout-down",
    "down",
    "a close below the lower band, out of a squeeze",
    bollinger,
    all(crossesBelow("close", band("lowerBand")), squeezed),
  ),
  preset("donchian-20-up", "up", "a high above those of 20 bars", turtles, breaksAbove("high", 20)),
  preset("donchian-20-down", "down", "a low below those of 20 bars", turtles, breaksBelow("low", 20)),
  preset("donchian-55-up", "up", "a high above those of 55 bars", turtles, breaksAbove("high", 55)),
  preset("donchian-55-down", "down", "a low below those of 55 bars", turtles, breaksBelow("low", 55)),
  preset(
    "adx-trend-up",
    "up",
    "+DI crosses above −DI, or ADX above 25 while it is so",
    wilder,
    all(any(crossesAbove(plus, minus), crossesAbove(adx, 25)), above(plus, minus), above(adx, 25)),
  ),
  preset(
    "adx-trend-down",
    "down",
    "−DI crosses above +DI, or ADX above 25 while it is so",
    wilder,
    all(any(crossesBelow(plus, minus), crossesAbove(adx, 25)), below(plus, minus), above(adx, 25)),
  ),
  preset("parabolic-up", "up", "the close crosses above the parabolic SAR", wilder, crossesAbove("close", sar)),
  preset("parabolic-down", "down", "the close crosses below the parabolic SAR", wilder, crossesBelow("close", sar)),
  preset("supertrend-up", "up", "the supertrend turns up", seban, crossesAbove(trend, 0)),
  preset("supertrend-down", "down", "the supertrend turns down", seban, crossesBelow(trend, 0)),
  preset("aroon-up", "up", "Aroon up crosses above Aroon down", chande, crossesAbove(aroonUp, aroonDown)),
  preset("aroon-down", "down", "Aroon up crosses below Aroon down", chande, crossesBelow(aroonUp, aroonDown)),
  preset(
    "ichimoku-up",
    "up",
    "tenkan crosses above kijun, over the cloud",
    hosoda,
    all(crossesAbove(ichimoku("tenkanSen"), ichimoku("kijunSen")), above("close", maximum(...cloud))),
  ),
  preset(
    "ichimoku-down",
    "down",
    "tenkan crosses below kijun, under the cloud",
    hosoda,
    all(crossesBelow(ichimoku("tenkanSen"), ichimoku("kijunSen")), below("close", minimum(...cloud))),
  ),
  preset("cci-up", "up", "CCI crosses above 100", lambert, crossesAbove(cci, 100)),
  preset("cci-down", "down", "CCI crosses below −100", lambert, crossesBelow(cci, -100)),
  preset(
    "momentum-up",
    "up",
    "the close crosses above that of 252 bars before",
    moskowitz,
    crossesAbove("close", ago(252, "close")),
  ),
  preset(
    "momentum-down",
    "down",
    "the close crosses below that of 252 bars before",
    moskowitz,
    crossesBelow("close", ago(252, "close")),
  ),
  preset(
    "triple-screen-up",
    "up",
    "a rising tide on 5 bars, a wave against it, and a high above that of the bar before",
    elder,
    all(onBars(5, rising(weeklyHistogram)), within(3, below(slowK, 30)), breaksAbove("high", 1)),
  ),
  preset(
    "triple-screen-down",
    "down",
    "a falling tide on 5 bars, a wave against it, and a low below that of the bar before",
    elder,
    all(onBars(5, falling(weeklyHistogram)), within(3, above(slowK, 70)), breaksBelow("low", 1)),
  ),
];
