/**
 * Patterns of one candle. In every pattern `open`, `high`, `low`, `close` are the candle's own, `open1` is that of the
 * bar before, and so on; `bodyLong1` is the average that makes a body of the bar before a long one. Outputs are 0 and
 * ±100.
 */
import { bodyOf, colourOf, larger, lowerShadow, smaller, upperShadow } from "./helpers.ts";
import { type Op, op } from "./language.ts";

/** A body that is next to nothing. */
export const doji: Op = op({
  inputs: ["open", "close", "bodyDoji"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern = bodyOf(x.open, x.close) <= x.bodyDoji ? 100 : 0;
  },
});

/** A doji at its high, its lower shadow longer than `lowerLimit`. */
export const dragonflyDoji: Op = op({
  inputs: ["open", "high", "low", "close", "bodyDoji", "shadowVeryShort", "lowerLimit"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      bodyOf(x.open, x.close) <= x.bodyDoji &&
      upperShadow(x.open, x.high, x.close) < x.shadowVeryShort &&
      lowerShadow(x.open, x.low, x.close) > x.lowerLimit
        ? 100
        : 0;
  },
});

/** A doji at its low. */
export const gravestoneDoji: Op = op({
  inputs: ["open", "high", "low", "close", "bodyDoji", "shadowVeryShort"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      bodyOf(x.open, x.close) <= x.bodyDoji &&
      lowerShadow(x.open, x.low, x.close) < x.shadowVeryShort &&
      upperShadow(x.open, x.high, x.close) > x.shadowVeryShort
        ? 100
        : 0;
  },
});

/** A doji with a long shadow on either side. */
export const longLeggedDoji: Op = op({
  inputs: ["open", "high", "low", "close", "bodyDoji", "shadowLong"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      bodyOf(x.open, x.close) <= x.bodyDoji &&
      (lowerShadow(x.open, x.low, x.close) > x.shadowLong || upperShadow(x.open, x.high, x.close) > x.shadowLong)
        ? 100
        : 0;
  },
});

/** A doji with long shadows on both sides, its body near the middle. */
export const rickshawMan: Op = op({
  inputs: ["open", "high", "low", "close", "bodyDoji", "shadowLong", "near"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const middle = x.low + (x.high - x.low) / 2;
    o.pattern =
      bodyOf(x.open, x.close) <= x.bodyDoji &&
      lowerShadow(x.open, x.low, x.close) > x.shadowLong &&
      upperShadow(x.open, x.high, x.close) > x.shadowLong &&
      smaller(x.open, x.close) <= middle + x.near &&
      larger(x.open, x.close) >= middle - x.near
        ? 100
        : 0;
  },
});

/** A long body whose shadows are both shorter than `shadowLimit`. */
export const longLine: Op = op({
  inputs: ["open", "high", "low", "close", "bodyLong", "shadowLimit"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      bodyOf(x.open, x.close) > x.bodyLong &&
      upperShadow(x.open, x.high, x.close) < x.shadowLimit &&
      lowerShadow(x.open, x.low, x.close) < x.shadowLimit
        ? 100 * colourOf(x.open, x.close)
        : 0;
  },
});

/** A short body with short shadows. */
export const shortLine: Op = op({
  inputs: ["open", "high", "low", "close", "bodyShort", "shadowShort"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      bodyOf(x.open, x.close) < x.bodyShort &&
      upperShadow(x.open, x.high, x.close) < x.shadowShort &&
      lowerShadow(x.open, x.low, x.close) < x.shadowShort
        ? 100 * colourOf(x.open, x.close)
        : 0;
  },
});

/** A short body whose shadows are both longer than `shadowLimit`. */
export const spinningTop: Op = op({
  inputs: ["open", "high", "low", "close", "bodyShort", "shadowLimit"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    o.pattern =
      bodyOf(x.open, x.close) < x.bodyShort &&
      upperShadow(x.open, x.high, x.close) > x.shadowLimit &&
      lowerShadow(x.open, x.low, x.close) > x.shadowLimit
        ? 100 * colourOf(x.open, x.close)
        : 0;
  },
});

/** A long body that opens at its extreme. */
export const beltHold: Op = op({
  inputs: ["open", "high", "low", "close", "bodyLong", "shadowVeryShort"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const white = x.close >= x.open;
    const shadow = white ? lowerShadow(x.open, x.low, x.close) : upperShadow(x.open, x.high, x.close);
    o.pattern =
      bodyOf(x.open, x.close) > x.bodyLong && shadow < x.shadowVeryShort ? 100 * colourOf(x.open, x.close) : 0;
  },
});

/** A long body that closes at its extreme. */
export const closingMarubozu: Op = op({
  inputs: ["open", "high", "low", "close", "bodyLong", "shadowVeryShort"],
  outputs: ["pattern"],
  steady(_s, _p, x, o) {
    const white = x.close >= x.open;
    const shadow = white ? upperShadow(x.open, x.high, x.close) : lowerShadow(x.open, x.low, x.close);
    o.pattern =
      bodyOf(x.open, x.close) > x.bodyLong && shadow < x.shadowVeryShort ? 100 * colourOf(x.open, x.close) : 0;
  },
});
