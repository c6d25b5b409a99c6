/** Patterns of four and five candles. Names of inputs as in candles-one-bar.ts. */
import { bodyAbove, bodyBelow, bodyOf, colourOf, larger, lowerShadow, smaller, upperShadow } from "./helpers.ts";
import { int, type Op, op } from "./language.ts";

/** After a white candle three black ones without lower shadows, each opening within the body before and closing lower. */
export const threeBlackCrows: Op = op({
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
    "open3",
    "high3",
    "close3",
    "shadowVeryShort2",
    "shadowVeryShort1",
    "shadowVeryShort",
  ],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      x.close3 >= x.open3 &&
      x.close2 < x.open2 &&
      lowerShadow(x.open2, x.low2, x.close2) < x.shadowVeryShort2 &&
      x.close1 < x.open1 &&
      lowerShadow(x.open1, x.low1, x.close1) < x.shadowVeryShort1 &&
      x.close < x.open &&
      lowerShadow(x.open, x.low, x.close) < x.shadowVeryShort &&
      x.open1 < x.open2 &&
      x.open1 > x.close2 &&
      x.open < x.open1 &&
      x.open > x.close1 &&
      x.high3 > x.close2 &&
      x.close2 > x.close1 &&
      x.close1 > x.close
        ? -100
        : 0;
  },
});

/** Three candles of one colour that go on in their direction, and one of the other that undoes them all. */
export const threeLineStrike: Op = op({
  inputs: ["open", "close", "open1", "close1", "open2", "close2", "open3", "close3", "near3", "near2"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const colour1 = colourOf(x.open1, x.close1);
    const line =
      colourOf(x.open3, x.close3) === colour1 &&
      colourOf(x.open2, x.close2) === colour1 &&
      colourOf(x.open, x.close) === -colour1 &&
      x.open2 >= smaller(x.open3, x.close3) - x.near3 &&
      x.open2 <= larger(x.open3, x.close3) + x.near3 &&
      x.open1 >= smaller(x.open2, x.close2) - x.near2 &&
      x.open1 <= larger(x.open2, x.close2) + x.near2;
    const up = x.close1 > x.close2 && x.close2 > x.close3 && x.open > x.close1 && x.close < x.open3;
    const down = x.close1 < x.close2 && x.close2 < x.close3 && x.open < x.close1 && x.close > x.open3;
    o.pattern = line && (colour1 > 0 ? up : down) ? 100 * colour1 : 0;
  },
});

/** Two black marubozus, a black candle that gaps down and reaches back into the second, and a black one around it. */
export const concealBabySwallow: Op = op({
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
    "open3",
    "high3",
    "low3",
    "close3",
    "shadowVeryShort3",
    "shadowVeryShort2",
    "shadowVeryShort1",
  ],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      x.close3 < x.open3 &&
      x.close2 < x.open2 &&
      x.close1 < x.open1 &&
      x.close < x.open &&
      lowerShadow(x.open3, x.low3, x.close3) < x.shadowVeryShort3 &&
      upperShadow(x.open3, x.high3, x.close3) < x.shadowVeryShort3 &&
      lowerShadow(x.open2, x.low2, x.close2) < x.shadowVeryShort2 &&
      upperShadow(x.open2, x.high2, x.close2) < x.shadowVeryShort2 &&
      bodyBelow(x.open1, x.close1, x.open2, x.close2) &&
      upperShadow(x.open1, x.high1, x.close1) > x.shadowVeryShort1 &&
      x.high1 > x.close2 &&
      x.high > x.high1 &&
      x.low < x.low1
        ? 100
        : 0;
  },
});

/** Hikkake whose inside bar is itself preceded by an inside bar that closes near its end; see `hikkake`. */
export const hikkakeModified: Op = op({
  inputs: ["high", "low", "close", "high1", "low1", "high2", "low2", "close2", "high3", "low3", "near2"],
  state: ["sign", "level"],
  counters: ["left"],
  outputs: ["pattern"],
  steady(s, _p, x, o) {
    const inside = x.high2 < x.high3 && x.low2 > x.low3 && x.high1 < x.high2 && x.low1 > x.low2;
    const down = x.high < x.high1 && x.low < x.low1 && x.close2 <= x.low2 + x.near2;
    const up = x.high > x.high1 && x.low > x.low1 && x.close2 >= x.high2 - x.near2;
    if (inside && (down || up)) {
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

/** A long candle, a gap, two bars further on, and one of the other colour that closes within the gap. */
export const breakaway: Op = op({
  inputs: [
    "open",
    "close",
    "open1",
    "high1",
    "low1",
    "close1",
    "high2",
    "low2",
    "open3",
    "high3",
    "low3",
    "close3",
    "open4",
    "close4",
    "bodyLong4",
  ],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const colour = colourOf(x.open, x.close);
    const turns =
      bodyOf(x.open4, x.close4) > x.bodyLong4 &&
      colourOf(x.open4, x.close4) === -colour &&
      colourOf(x.open3, x.close3) === -colour &&
      colourOf(x.open1, x.close1) === -colour;
    const up =
      bodyBelow(x.open3, x.close3, x.open4, x.close4) &&
      x.high2 < x.high3 &&
      x.low2 < x.low3 &&
      x.high1 < x.high2 &&
      x.low1 < x.low2 &&
      x.close > x.open3 &&
      x.close < x.close4;
    const down =
      bodyAbove(x.open3, x.close3, x.open4, x.close4) &&
      x.high2 > x.high3 &&
      x.low2 > x.low3 &&
      x.high1 > x.high2 &&
      x.low1 > x.low2 &&
      x.close < x.open3 &&
      x.close > x.close4;
    o.pattern = turns && (colour > 0 ? up : down) ? 100 * colour : 0;
  },
});

/** Three black candles, each lower, a fourth with an upper shadow, and a white one that closes above its high. */
export const ladderBottom: Op = op({
  inputs: [
    "open",
    "close",
    "open1",
    "high1",
    "close1",
    "open2",
    "close2",
    "open3",
    "close3",
    "open4",
    "close4",
    "shadowVeryShort1",
  ],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      x.close4 < x.open4 &&
      x.close3 < x.open3 &&
      x.close2 < x.open2 &&
      x.open4 > x.open3 &&
      x.open3 > x.open2 &&
      x.close4 > x.close3 &&
      x.close3 > x.close2 &&
      x.close1 < x.open1 &&
      upperShadow(x.open1, x.high1, x.close1) > x.shadowVeryShort1 &&
      x.close >= x.open &&
      x.open > x.open1 &&
      x.close > x.high1
        ? 100
        : 0;
  },
});

/** A long white candle, three short ones that fall from above but hold within it, and a white one above them all. */
export const matHold: Op = op({
  inputs: [
    "open",
    "close",
    "open1",
    "high1",
    "close1",
    "open2",
    "high2",
    "close2",
    "open3",
    "high3",
    "close3",
    "open4",
    "close4",
    "bodyLong4",
    "bodyShort3",
    "bodyShort2",
    "bodyShort1",
  ],
  reals: ["penetration"],
  outputs: ["pattern"],
  steady(_s, p, x, o) {
    const body4 = bodyOf(x.open4, x.close4);
    const floor = x.close4 - body4 * p.penetration;
    const bottom1 = smaller(x.open1, x.close1);
    const bottom2 = smaller(x.open2, x.close2);
    const top2 = larger(x.close2, x.open2);
    o.pattern =
      body4 > x.bodyLong4 &&
      bodyOf(x.open3, x.close3) < x.bodyShort3 &&
      bodyOf(x.open2, x.close2) < x.bodyShort2 &&
      bodyOf(x.open1, x.close1) < x.bodyShort1 &&
      x.close4 >= x.open4 &&
      x.close3 < x.open3 &&
      x.close >= x.open &&
      bodyAbove(x.open3, x.close3, x.open4, x.close4) &&
      bottom2 < x.close4 &&
      bottom1 < x.close4 &&
      bottom2 > floor &&
      bottom1 > floor &&
      top2 < x.open3 &&
      larger(x.close1, x.open1) < top2 &&
      x.open > x.close1 &&
      x.close > larger(larger(x.high3, x.high2), x.high1)
        ? 100
        : 0;
  },
});

/** A long candle, three short ones against it within its range, and a long one that goes on beyond it. */
export const riseFallThreeMethods: Op = op({
  inputs: [
    "open",
    "close",
    "open1",
    "close1",
    "open2",
    "close2",
    "open3",
    "close3",
    "open4",
    "high4",
    "low4",
    "close4",
    "bodyLong4",
    "bodyShort3",
    "bodyShort2",
    "bodyShort1",
    "bodyLong",
  ],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const colour = colourOf(x.open4, x.close4);
    o.pattern =
      bodyOf(x.open4, x.close4) > x.bodyLong4 &&
      bodyOf(x.open3, x.close3) < x.bodyShort3 &&
      bodyOf(x.open2, x.close2) < x.bodyShort2 &&
      bodyOf(x.open1, x.close1) < x.bodyShort1 &&
      bodyOf(x.open, x.close) > x.bodyLong &&
      colourOf(x.open3, x.close3) === -colour &&
      colourOf(x.open2, x.close2) === -colour &&
      colourOf(x.open1, x.close1) === -colour &&
      colourOf(x.open, x.close) === colour &&
      smaller(x.open3, x.close3) < x.high4 &&
      larger(x.open3, x.close3) > x.low4 &&
      smaller(x.open2, x.close2) < x.high4 &&
      larger(x.open2, x.close2) > x.low4 &&
      smaller(x.open1, x.close1) < x.high4 &&
      larger(x.open1, x.close1) > x.low4 &&
      x.close2 * colour < x.close3 * colour &&
      x.close1 * colour < x.close2 * colour &&
      x.open * colour > x.close1 * colour &&
      x.close * colour > x.close4 * colour
        ? 100 * colour
        : 0;
  },
});
