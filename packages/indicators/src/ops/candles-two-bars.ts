/** Patterns of two candles. Names of inputs as in candles-one-bar.ts. */
import {
  bodyAbove,
  bodyBelow,
  bodyOf,
  colourOf,
  isNear,
  larger,
  lowerShadow,
  smaller,
  upperShadow,
} from "./helpers.ts";
import { type Op, op } from "./language.ts";

/** A short body at the top of a long lower shadow, near the low before. */
export const hammer: Op = op({
  inputs: ["open", "high", "low", "close", "low1", "bodyShort", "shadowLong", "shadowVeryShort", "near1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      bodyOf(x.open, x.close) < x.bodyShort &&
      lowerShadow(x.open, x.low, x.close) > x.shadowLong &&
      upperShadow(x.open, x.high, x.close) < x.shadowVeryShort &&
      smaller(x.open, x.close) <= x.low1 + x.near1
        ? 100
        : 0;
  },
});

/** A short body at the top of a long lower shadow, near the high before. */
export const hangingMan: Op = op({
  inputs: ["open", "high", "low", "close", "high1", "bodyShort", "shadowLong", "shadowVeryShort", "near1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      bodyOf(x.open, x.close) < x.bodyShort &&
      lowerShadow(x.open, x.low, x.close) > x.shadowLong &&
      upperShadow(x.open, x.high, x.close) < x.shadowVeryShort &&
      smaller(x.open, x.close) >= x.high1 - x.near1
        ? -100
        : 0;
  },
});

/** A short body at the bottom of a long upper shadow, after a gap down. */
export const invertedHammer: Op = op({
  inputs: ["open", "high", "low", "close", "open1", "close1", "bodyShort", "shadowLong", "shadowVeryShort"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      bodyOf(x.open, x.close) < x.bodyShort &&
      upperShadow(x.open, x.high, x.close) > x.shadowLong &&
      lowerShadow(x.open, x.low, x.close) < x.shadowVeryShort &&
      bodyBelow(x.open, x.close, x.open1, x.close1)
        ? 100
        : 0;
  },
});

/** A short body at the bottom of a long upper shadow, after a gap up. */
export const shootingStar: Op = op({
  inputs: ["open", "high", "low", "close", "open1", "close1", "bodyShort", "shadowLong", "shadowVeryShort"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      bodyOf(x.open, x.close) < x.bodyShort &&
      upperShadow(x.open, x.high, x.close) > x.shadowLong &&
      lowerShadow(x.open, x.low, x.close) < x.shadowVeryShort &&
      bodyAbove(x.open, x.close, x.open1, x.close1)
        ? -100
        : 0;
  },
});

/** A long body, then a doji beyond it. */
export const dojiStar: Op = op({
  inputs: ["open", "close", "open1", "close1", "bodyLong1", "bodyDoji"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const white = x.close1 >= x.open1;
    o.pattern =
      bodyOf(x.open1, x.close1) > x.bodyLong1 &&
      bodyOf(x.open, x.close) <= x.bodyDoji &&
      ((white && bodyAbove(x.open, x.close, x.open1, x.close1)) ||
        (!white && bodyBelow(x.open, x.close, x.open1, x.close1)))
        ? -100 * colourOf(x.open1, x.close1)
        : 0;
  },
});

/** A body that encloses one of the other colour; ±80 where they share an end. */
export const engulfing: Op = op({
  inputs: ["open", "close", "open1", "close1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const white = x.close >= x.open;
    const opposite = white ? x.close1 < x.open1 : x.close1 >= x.open1;
    const top = larger(x.open, x.close);
    const bottom = smaller(x.open, x.close);
    const top1 = larger(x.open1, x.close1);
    const bottom1 = smaller(x.open1, x.close1);
    const encloses = (top >= top1 && bottom < bottom1) || (top > top1 && bottom <= bottom1);
    const strength = x.open !== x.close1 && x.close !== x.open1 ? 100 : 80;
    o.pattern = opposite && encloses ? strength * colourOf(x.open, x.close) : 0;
  },
});

/** A long body that encloses one no larger than `small`; ±80 where they share an end. */
export const harami: Op = op({
  inputs: ["open", "close", "open1", "close1", "bodyLong1", "small"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const top = larger(x.close, x.open);
    const bottom = smaller(x.close, x.open);
    const top1 = larger(x.close1, x.open1);
    const bottom1 = smaller(x.close1, x.open1);
    const strength = top < top1 && bottom > bottom1 ? 100 : 80;
    o.pattern =
      bodyOf(x.open1, x.close1) > x.bodyLong1 && bodyOf(x.open, x.close) <= x.small && top <= top1 && bottom >= bottom1
        ? -strength * colourOf(x.open1, x.close1)
        : 0;
  },
});

/** A long white candle, then a black one from above its high to well within its body. */
export const darkCloudCover: Op = op({
  inputs: ["open", "close", "open1", "high1", "close1", "bodyLong1"],
  reals: ["penetration"],
  outputs: ["pattern"],
  steady(_s, p, x, o) {
    const body1 = bodyOf(x.open1, x.close1);
    o.pattern =
      x.close1 >= x.open1 &&
      body1 > x.bodyLong1 &&
      x.close < x.open &&
      x.open > x.high1 &&
      x.close > x.open1 &&
      x.close < x.close1 - body1 * p.penetration
        ? -100
        : 0;
  },
});

/** A long black candle, then a long white one from below its low to above the middle of its body. */
export const piercing: Op = op({
  inputs: ["open", "close", "open1", "low1", "close1", "bodyLong1", "bodyLong"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const body1 = bodyOf(x.open1, x.close1);
    o.pattern =
      x.close1 < x.open1 &&
      body1 > x.bodyLong1 &&
      x.close >= x.open &&
      bodyOf(x.open, x.close) > x.bodyLong &&
      x.open < x.low1 &&
      x.close < x.open1 &&
      x.close > x.close1 + body1 * 0.5
        ? 100
        : 0;
  },
});

/** Two long candles of opposite colours that close alike. */
export const counterattack: Op = op({
  inputs: ["open", "close", "open1", "close1", "bodyLong1", "bodyLong", "equal1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      colourOf(x.open1, x.close1) === -colourOf(x.open, x.close) &&
      bodyOf(x.open1, x.close1) > x.bodyLong1 &&
      bodyOf(x.open, x.close) > x.bodyLong &&
      isNear(x.close, x.close1, x.equal1)
        ? 100 * colourOf(x.open, x.close)
        : 0;
  },
});

/** A long black candle, then a short black one within its body. */
export const homingPigeon: Op = op({
  inputs: ["open", "close", "open1", "close1", "bodyLong1", "bodyShort"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      x.close1 < x.open1 &&
      x.close < x.open &&
      bodyOf(x.open1, x.close1) > x.bodyLong1 &&
      bodyOf(x.open, x.close) <= x.bodyShort &&
      x.open < x.open1 &&
      x.close > x.close1
        ? 100
        : 0;
  },
});

/** A long black candle, then a white one from below its low to its close or a little above. */
export const inNeck: Op = op({
  inputs: ["open", "close", "open1", "low1", "close1", "bodyLong1", "equal1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      x.close1 < x.open1 &&
      bodyOf(x.open1, x.close1) > x.bodyLong1 &&
      x.close >= x.open &&
      x.open < x.low1 &&
      x.close <= x.close1 + x.equal1 &&
      x.close >= x.close1
        ? -100
        : 0;
  },
});

/** A long black candle, then a white one from below its low to its low. */
export const onNeck: Op = op({
  inputs: ["open", "close", "open1", "low1", "close1", "bodyLong1", "equal1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      x.close1 < x.open1 &&
      bodyOf(x.open1, x.close1) > x.bodyLong1 &&
      x.close >= x.open &&
      x.open < x.low1 &&
      isNear(x.close, x.low1, x.equal1)
        ? -100
        : 0;
  },
});

/** A long black candle, then a white one from below its low into its body, not above the middle. */
export const thrusting: Op = op({
  inputs: ["open", "close", "open1", "low1", "close1", "bodyLong1", "equal1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const body1 = bodyOf(x.open1, x.close1);
    o.pattern =
      x.close1 < x.open1 &&
      body1 > x.bodyLong1 &&
      x.close >= x.open &&
      x.open < x.low1 &&
      x.close > x.close1 + x.equal1 &&
      x.close <= x.close1 + body1 * 0.5
        ? -100
        : 0;
  },
});

/** Two marubozus of opposite colours with a gap between; its sign is the second's, or with `byLength` the longer's. */
export const kicking: Op = op({
  inputs: [
    "open",
    "high",
    "low",
    "close",
    "open1",
    "high1",
    "low1",
    "close1",
    "bodyLong1",
    "bodyLong",
    "shadowVeryShort1",
    "shadowVeryShort",
  ],
  ints: ["byLength"],
  outputs: ["pattern"],
  steady(_s, p, x, o) {
    const colour = colourOf(x.open, x.close);
    const body = bodyOf(x.open, x.close);
    const body1 = bodyOf(x.open1, x.close1);
    const sign = p.byLength !== 0 && body <= body1 ? -colour : colour;
    o.pattern =
      colourOf(x.open1, x.close1) === -colour &&
      body1 > x.bodyLong1 &&
      upperShadow(x.open1, x.high1, x.close1) < x.shadowVeryShort1 &&
      lowerShadow(x.open1, x.low1, x.close1) < x.shadowVeryShort1 &&
      body > x.bodyLong &&
      upperShadow(x.open, x.high, x.close) < x.shadowVeryShort &&
      lowerShadow(x.open, x.low, x.close) < x.shadowVeryShort &&
      ((colour > 0 && x.low > x.high1) || (colour < 0 && x.high < x.low1))
        ? 100 * sign
        : 0;
  },
});

/** Two black candles that close alike. */
export const matchingLow: Op = op({
  inputs: ["open", "close", "open1", "close1", "equal1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern = x.close1 < x.open1 && x.close < x.open && isNear(x.close, x.close1, x.equal1) ? 100 : 0;
  },
});

/** Candles of opposite colours that open alike, the second a belt hold. */
export const separatingLines: Op = op({
  inputs: ["open", "high", "low", "close", "open1", "close1", "bodyLong", "shadowVeryShort", "equal1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const colour = colourOf(x.open, x.close);
    const shadow = colour > 0 ? lowerShadow(x.open, x.low, x.close) : upperShadow(x.open, x.high, x.close);
    o.pattern =
      colourOf(x.open1, x.close1) === -colour &&
      isNear(x.open, x.open1, x.equal1) &&
      bodyOf(x.open, x.close) > x.bodyLong &&
      shadow < x.shadowVeryShort
        ? 100 * colour
        : 0;
  },
});
