/** Patterns of three candles. Names of inputs as in candles-one-bar.ts. */
import { bodyAbove, bodyOf, colourOf, isNear, larger, lowerShadow, smaller, upperShadow } from "./helpers.ts";
import { type Op, op } from "./language.ts";

/** A long white candle, a black one above it, and a black one that closes within the first. */
export const twoCrows: Op = op({
  inputs: ["open", "close", "open1", "close1", "open2", "close2", "bodyLong2"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      x.close2 >= x.open2 &&
      bodyOf(x.open2, x.close2) > x.bodyLong2 &&
      x.close1 < x.open1 &&
      bodyAbove(x.open1, x.close1, x.open2, x.close2) &&
      x.close < x.open &&
      x.open < x.open1 &&
      x.open > x.close1 &&
      x.close > x.open2 &&
      x.close < x.close2
        ? -100
        : 0;
  },
});

/** A long white candle, a short black one above it, and a black one around the second that stays above the first. */
export const upsideGapTwoCrows: Op = op({
  inputs: ["open", "close", "open1", "close1", "open2", "close2", "bodyLong2", "bodyShort1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      x.close2 >= x.open2 &&
      bodyOf(x.open2, x.close2) > x.bodyLong2 &&
      x.close1 < x.open1 &&
      bodyOf(x.open1, x.close1) <= x.bodyShort1 &&
      bodyAbove(x.open1, x.close1, x.open2, x.close2) &&
      x.close < x.open &&
      x.open > x.open1 &&
      x.close < x.close1 &&
      x.close > x.close2
        ? -100
        : 0;
  },
});

/** A harami, and a candle that closes beyond the first one's open. */
export const threeInside: Op = op({
  inputs: ["open", "close", "open1", "close1", "open2", "close2", "bodyLong2", "bodyShort1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const white2 = x.close2 >= x.open2;
    const white = x.close >= x.open;
    o.pattern =
      bodyOf(x.open2, x.close2) > x.bodyLong2 &&
      bodyOf(x.open1, x.close1) <= x.bodyShort1 &&
      larger(x.close1, x.open1) < larger(x.close2, x.open2) &&
      smaller(x.close1, x.open1) > smaller(x.close2, x.open2) &&
      ((white2 && !white && x.close < x.open2) || (!white2 && white && x.close > x.open2))
        ? -100 * colourOf(x.open2, x.close2)
        : 0;
  },
});

/** An engulfing pattern, and a candle that closes further on. */
export const threeOutside: Op = op({
  inputs: ["close", "open1", "close1", "open2", "close2"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const up =
      x.close1 >= x.open1 && x.close2 < x.open2 && x.close1 > x.open2 && x.open1 < x.close2 && x.close > x.close1;
    const down =
      x.close1 < x.open1 && x.close2 >= x.open2 && x.open1 > x.close2 && x.close1 < x.open2 && x.close < x.close1;
    o.pattern = up ? 100 : down ? -100 : 0;
  },
});

/** Three black candles, each smaller and within the range of the one before, the first with a long lower shadow. */
export const threeStarsInSouth: Op = op({
  inputs: [
    "open",
    "high",
    "low",
    "close",
    "open1",
    "high1",
    "low1",
    "close1",
    "open2",
    "high2",
    "low2",
    "close2",
    "bodyLong2",
    "shadowLong2",
    "shadowVeryShort1",
    "shadowVeryShort",
    "bodyShort",
  ],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const body2 = bodyOf(x.open2, x.close2);
    o.pattern =
      x.close2 < x.open2 &&
      x.close1 < x.open1 &&
      x.close < x.open &&
      body2 > x.bodyLong2 &&
      lowerShadow(x.open2, x.low2, x.close2) > x.shadowLong2 &&
      bodyOf(x.open1, x.close1) < body2 &&
      x.open1 > x.close2 &&
      x.open1 <= x.high2 &&
      x.low1 < x.close2 &&
      x.low1 >= x.low2 &&
      lowerShadow(x.open1, x.low1, x.close1) > x.shadowVeryShort1 &&
      bodyOf(x.open, x.close) < x.bodyShort &&
      lowerShadow(x.open, x.low, x.close) < x.shadowVeryShort &&
      upperShadow(x.open, x.high, x.close) < x.shadowVeryShort &&
      x.low > x.low1 &&
      x.high < x.high1
        ? 100
        : 0;
  },
});

/** Three white candles that close ever higher with next to no upper shadows, each opening within or near the last body. */
export const threeWhiteSoldiers: Op = op({
  inputs: [
    "open",
    "high",
    "close",
    "open1",
    "high1",
    "close1",
    "open2",
    "high2",
    "close2",
    "shadowVeryShort2",
    "shadowVeryShort1",
    "shadowVeryShort",
    "near2",
    "near1",
    "far2",
    "far1",
    "bodyShort",
  ],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const body = bodyOf(x.open, x.close);
    const body1 = bodyOf(x.open1, x.close1);
    const body2 = bodyOf(x.open2, x.close2);
    o.pattern =
      x.close2 >= x.open2 &&
      upperShadow(x.open2, x.high2, x.close2) < x.shadowVeryShort2 &&
      x.close1 >= x.open1 &&
      upperShadow(x.open1, x.high1, x.close1) < x.shadowVeryShort1 &&
      x.close >= x.open &&
      upperShadow(x.open, x.high, x.close) < x.shadowVeryShort &&
      x.close > x.close1 &&
      x.close1 > x.close2 &&
      x.open1 > x.open2 &&
      x.open1 <= x.close2 + x.near2 &&
      x.open > x.open1 &&
      x.open <= x.close1 + x.near1 &&
      body1 > body2 - x.far2 &&
      body > body1 - x.far1 &&
      body > x.bodyShort
        ? 100
        : 0;
  },
});

/** Three white candles that close ever higher while bodies shrink or upper shadows grow. */
export const advanceBlock: Op = op({
  inputs: [
    "open",
    "high",
    "close",
    "open1",
    "high1",
    "close1",
    "open2",
    "high2",
    "close2",
    "shadowShort2",
    "shadowShort1",
    "shadowShort",
    "shadowLong",
    "near2",
    "near1",
    "far2",
    "far1",
    "bodyLong2",
  ],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const body = bodyOf(x.open, x.close);
    const body1 = bodyOf(x.open1, x.close1);
    const body2 = bodyOf(x.open2, x.close2);
    const upper = upperShadow(x.open, x.high, x.close);
    const advances =
      x.close2 >= x.open2 &&
      x.close1 >= x.open1 &&
      x.close >= x.open &&
      x.close > x.close1 &&
      x.close1 > x.close2 &&
      x.open1 > x.open2 &&
      x.open1 <= x.close2 + x.near2 &&
      x.open > x.open1 &&
      x.open <= x.close1 + x.near1 &&
      body2 > x.bodyLong2 &&
      upperShadow(x.open2, x.high2, x.close2) < x.shadowShort2;
    const weakens =
      (body1 < body2 - x.far2 && body < body1 + x.near1) ||
      body < body1 - x.far1 ||
      (body < body1 &&
        body1 < body2 &&
        (upper > x.shadowShort || upperShadow(x.open1, x.high1, x.close1) > x.shadowShort1)) ||
      (body < body1 && upper > x.shadowLong);
    o.pattern = advances && weakens ? -100 : 0;
  },
});

/** Two long white candles, and a short one that opens at the shoulder of the second. */
export const stalledPattern: Op = op({
  inputs: [
    "open",
    "close",
    "open1",
    "high1",
    "close1",
    "open2",
    "close2",
    "bodyLong2",
    "bodyLong1",
    "bodyShort",
    "shadowVeryShort1",
    "near2",
    "near1",
  ],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const body = bodyOf(x.open, x.close);
    o.pattern =
      x.close2 >= x.open2 &&
      x.close1 >= x.open1 &&
      x.close >= x.open &&
      x.close > x.close1 &&
      x.close1 > x.close2 &&
      bodyOf(x.open2, x.close2) > x.bodyLong2 &&
      bodyOf(x.open1, x.close1) > x.bodyLong1 &&
      upperShadow(x.open1, x.high1, x.close1) < x.shadowVeryShort1 &&
      x.open1 > x.open2 &&
      x.open1 <= x.close2 + x.near2 &&
      body < x.bodyShort &&
      x.open >= x.close1 - body - x.near1
        ? -100
        : 0;
  },
});

/** Three black candles without lower shadows, each opening at the close before. */
export const identicalThreeCrows: Op = op({
  inputs: [
    "open",
    "low",
    "close",
    "open1",
    "low1",
    "close1",
    "open2",
    "low2",
    "close2",
    "shadowVeryShort2",
    "shadowVeryShort1",
    "shadowVeryShort",
    "equal2",
    "equal1",
  ],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      x.close2 < x.open2 &&
      lowerShadow(x.open2, x.low2, x.close2) < x.shadowVeryShort2 &&
      x.close1 < x.open1 &&
      lowerShadow(x.open1, x.low1, x.close1) < x.shadowVeryShort1 &&
      x.close < x.open &&
      lowerShadow(x.open, x.low, x.close) < x.shadowVeryShort &&
      x.close2 > x.close1 &&
      x.close1 > x.close &&
      isNear(x.open1, x.close2, x.equal2) &&
      isNear(x.open, x.close1, x.equal1)
        ? -100
        : 0;
  },
});
