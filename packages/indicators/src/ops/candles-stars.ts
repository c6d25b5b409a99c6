/** More patterns of three candles: stars, gaps and reversals. Names of inputs as in candles-one-bar.ts. */
import { bodyAbove, bodyBelow, bodyOf, colourOf, isNear, larger, smaller } from "./helpers.ts";
import { int, type Op, op } from "./language.ts";

/** A long candle, a doji that no shadow links to its neighbours, and a candle back well into the first. */
export const abandonedBaby: Op = op({
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
    "bodyDoji1",
    "bodyShort",
  ],
  reals: ["penetration"],
  outputs: ["pattern"],
  steady(_s, p, x, o) {
    const body2 = bodyOf(x.open2, x.close2);
    const bodies =
      body2 > x.bodyLong2 && bodyOf(x.open1, x.close1) <= x.bodyDoji1 && bodyOf(x.open, x.close) > x.bodyShort;
    const top =
      x.close2 >= x.open2 &&
      x.close < x.open &&
      x.close < x.close2 - body2 * p.penetration &&
      x.low1 > x.high2 &&
      x.high < x.low1;
    const bottom =
      x.close2 < x.open2 &&
      x.close >= x.open &&
      x.close > x.close2 + body2 * p.penetration &&
      x.high1 < x.low2 &&
      x.low > x.high1;
    o.pattern = !bodies ? 0 : top ? -100 : bottom ? 100 : 0;
  },
});

/** A long white candle, a body no larger than `small` above it, and a black candle back well into the first. */
export const eveningStar: Op = op({
  inputs: ["open", "close", "open1", "close1", "open2", "close2", "bodyLong2", "small1", "bodyShort"],
  reals: ["penetration"],
  outputs: ["pattern"],
  steady(_s, p, x, o) {
    const body2 = bodyOf(x.open2, x.close2);
    o.pattern =
      body2 > x.bodyLong2 &&
      x.close2 >= x.open2 &&
      bodyOf(x.open1, x.close1) <= x.small1 &&
      bodyAbove(x.open1, x.close1, x.open2, x.close2) &&
      bodyOf(x.open, x.close) > x.bodyShort &&
      x.close < x.open &&
      x.close < x.close2 - body2 * p.penetration
        ? -100
        : 0;
  },
});

/** A long black candle, a body no larger than `small` below it, and a white candle back well into the first. */
export const morningStar: Op = op({
  inputs: ["open", "close", "open1", "close1", "open2", "close2", "bodyLong2", "small1", "bodyShort"],
  reals: ["penetration"],
  outputs: ["pattern"],
  steady(_s, p, x, o) {
    const body2 = bodyOf(x.open2, x.close2);
    o.pattern =
      body2 > x.bodyLong2 &&
      x.close2 < x.open2 &&
      bodyOf(x.open1, x.close1) <= x.small1 &&
      bodyBelow(x.open1, x.close1, x.open2, x.close2) &&
      bodyOf(x.open, x.close) > x.bodyShort &&
      x.close >= x.open &&
      x.close > x.close2 + body2 * p.penetration
        ? 100
        : 0;
  },
});

/** Three doji, the second beyond the others. */
export const triStar: Op = op({
  inputs: ["open", "close", "open1", "close1", "open2", "close2", "bodyDoji2"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const three =
      bodyOf(x.open2, x.close2) <= x.bodyDoji2 &&
      bodyOf(x.open1, x.close1) <= x.bodyDoji2 &&
      bodyOf(x.open, x.close) <= x.bodyDoji2;
    const top = bodyAbove(x.open1, x.close1, x.open2, x.close2) && larger(x.open, x.close) < larger(x.open1, x.close1);
    const bottom =
      bodyBelow(x.open1, x.close1, x.open2, x.close2) && smaller(x.open, x.close) > smaller(x.open1, x.close1);
    o.pattern = !three ? 0 : bottom ? 100 : top ? -100 : 0;
  },
});

/** Two white candles side by side, both beyond the first. */
export const gapSideSideWhite: Op = op({
  inputs: ["open", "close", "open1", "close1", "open2", "close2", "near1", "equal1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const up = bodyAbove(x.open1, x.close1, x.open2, x.close2) && bodyAbove(x.open, x.close, x.open2, x.close2);
    const down = bodyBelow(x.open1, x.close1, x.open2, x.close2) && bodyBelow(x.open, x.close, x.open2, x.close2);
    const alike =
      x.close1 >= x.open1 &&
      x.close >= x.open &&
      isNear(bodyOf(x.open, x.close), bodyOf(x.open1, x.close1), x.near1) &&
      isNear(x.open, x.open1, x.equal1);
    o.pattern = !alike ? 0 : up ? 100 : down ? -100 : 0;
  },
});

/** A gap in the direction of the second candle, and a third of about its size back into the gap. */
export const tasukiGap: Op = op({
  inputs: ["open", "close", "open1", "close1", "open2", "close2", "near1"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const alike = Math.abs(bodyOf(x.open1, x.close1) - bodyOf(x.open, x.close)) < x.near1;
    const up =
      bodyAbove(x.open1, x.close1, x.open2, x.close2) &&
      x.close1 >= x.open1 &&
      x.close < x.open &&
      x.open < x.close1 &&
      x.open > x.open1 &&
      x.close < x.open1 &&
      x.close > larger(x.close2, x.open2);
    const down =
      bodyBelow(x.open1, x.close1, x.open2, x.close2) &&
      x.close1 < x.open1 &&
      x.close >= x.open &&
      x.open < x.open1 &&
      x.open > x.close1 &&
      x.close > x.open1 &&
      x.close < smaller(x.close2, x.open2);
    o.pattern = !alike ? 0 : up ? 100 : down ? -100 : 0;
  },
});

/** Two candles of one colour with a gap between, and one of the other that fills it. */
export const xSideGapThreeMethods: Op = op({
  inputs: ["open", "close", "open1", "close1", "open2", "close2"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const colour2 = colourOf(x.open2, x.close2);
    o.pattern =
      colour2 === colourOf(x.open1, x.close1) &&
      colour2 === -colourOf(x.open, x.close) &&
      x.open < larger(x.close1, x.open1) &&
      x.open > smaller(x.close1, x.open1) &&
      x.close < larger(x.close2, x.open2) &&
      x.close > smaller(x.close2, x.open2) &&
      ((colour2 > 0 && bodyAbove(x.open1, x.close1, x.open2, x.close2)) ||
        (colour2 < 0 && bodyBelow(x.open1, x.close1, x.open2, x.close2)))
        ? 100 * colour2
        : 0;
  },
});

/** Two black candles that close alike, a white one above the first's close between them. */
export const stickSandwich: Op = op({
  inputs: ["open", "close", "open1", "low1", "close1", "open2", "close2", "equal2"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      x.close2 < x.open2 &&
      x.close1 >= x.open1 &&
      x.close < x.open &&
      x.low1 > x.close2 &&
      isNear(x.close, x.close2, x.equal2)
        ? 100
        : 0;
  },
});

/** A long black candle, a black one that closes within it at a new low, and a short white one below. */
export const uniqueThreeRiver: Op = op({
  inputs: ["open", "close", "open1", "low1", "close1", "open2", "low2", "close2", "bodyLong2", "bodyShort"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      bodyOf(x.open2, x.close2) > x.bodyLong2 &&
      x.close2 < x.open2 &&
      x.close1 < x.open1 &&
      x.close1 > x.close2 &&
      x.open1 <= x.open2 &&
      x.low1 < x.low2 &&
      bodyOf(x.open, x.close) < x.bodyShort &&
      x.close >= x.open &&
      x.open > x.low1
        ? 100
        : 0;
  },
});

/**
 * A bar inside the one before, and one that leaves it at one end: ±100 against that end; ±200 when within three bars a
 * close confirms it beyond the inside bar's other end.
 */
export const hikkake: Op = op({
  inputs: ["high", "low", "close", "high1", "low1", "high2", "low2"],
  state: ["sign", "level"],
  counters: ["left"],
  outputs: ["pattern"],
  steady(s, _p, x, o) {
    const down = x.high < x.high1 && x.low < x.low1;
    const up = x.high > x.high1 && x.low > x.low1;
    if (x.high1 < x.high2 && x.low1 > x.low2 && (down || up)) {
      s.sign = down ? 1 : -1;
      s.level = down ? x.high1 : x.low1;
      s.left = int(3);
      o.pattern = 100 * s.sign;
    } else if (s.left > 0 && (s.sign > 0 ? x.close > s.level : x.close < s.level)) {
      s.left = int(0);
      o.pattern = 200 * s.sign;
    } else {
      if (s.left > 0) s.left -= 1;
      o.pattern = 0;
    }
  },
});
