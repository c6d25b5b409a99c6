/** Patterns of two candles. */
import type { Definition } from "../../definition.ts";
import { candle } from "./candle.ts";

export const twoBarCandles: readonly Definition[] = [
  candle({
    name: "CDLHAMMER",
    title: "Hammer",
    op: "hammer",
    formula:
      "100 where body < BodyShort, lower shadow > ShadowLong, upper shadow < ShadowVeryShort, and the body is below or Near the low before",
  }),
  candle({
    name: "CDLHANGINGMAN",
    title: "Hanging Man",
    op: "hangingMan",
    formula:
      "−100 where body < BodyShort, lower shadow > ShadowLong, upper shadow < ShadowVeryShort, and the body is above or Near the high before",
  }),
  candle({
    name: "CDLINVERTEDHAMMER",
    title: "Inverted Hammer",
    op: "invertedHammer",
    formula:
      "100 where body < BodyShort, upper shadow > ShadowLong, lower shadow < ShadowVeryShort, after a gap down between bodies",
  }),
  candle({
    name: "CDLSHOOTINGSTAR",
    title: "Shooting Star",
    op: "shootingStar",
    formula:
      "−100 where body < BodyShort, upper shadow > ShadowLong, lower shadow < ShadowVeryShort, after a gap up between bodies",
  }),
  candle({
    name: "CDLDOJISTAR",
    title: "Doji Star",
    op: "dojiStar",
    formula: "−100 (100) where a long white (black) candle is followed by a doji above (below) its body",
  }),
  candle({
    name: "CDLENGULFING",
    title: "Engulfing Pattern",
    op: "engulfing",
    begin: () => 2,
    formula: "±100 by colour where a body encloses one of the other colour; ±80 where they share an end",
  }),
  candle({
    name: "CDLHARAMI",
    title: "Harami Pattern",
    op: "harami",
    roles: { small: "bodyShort" },
    formula: "∓100 by the first colour where a long body encloses a short one; ∓80 where they share an end",
  }),
  candle({
    name: "CDLHARAMICROSS",
    title: "Harami Cross Pattern",
    op: "harami",
    roles: { small: "bodyDoji" },
    formula: "∓100 by the first colour where a long body encloses a doji; ∓80 where they share an end",
  }),
  candle({
    name: "CDLDARKCLOUDCOVER",
    title: "Dark Cloud Cover",
    op: "darkCloudCover",
    penetration: 0.5,
    formula:
      "−100 where a black candle opens above the high of a long white one and closes below its close − penetration × its body, above its open",
  }),
  candle({
    name: "CDLPIERCING",
    title: "Piercing Pattern",
    op: "piercing",
    formula:
      "100 where a long white candle opens below the low of a long black one and closes above the middle of its body, below its open",
  }),
  candle({
    name: "CDLCOUNTERATTACK",
    title: "Counterattack",
    op: "counterattack",
    formula: "±100 by the second colour where two long candles of opposite colours have Equal closes",
  }),
  candle({
    name: "CDLHOMINGPIGEON",
    title: "Homing Pigeon",
    op: "homingPigeon",
    formula: "100 where a short black body lies within a long black one",
  }),
  candle({
    name: "CDLINNECK",
    title: "In-Neck Pattern",
    op: "inNeck",
    formula: "−100 where a white candle opens below the low of a long black one and closes at its close or Equal above",
  }),
  candle({
    name: "CDLONNECK",
    title: "On-Neck Pattern",
    op: "onNeck",
    formula: "−100 where a white candle opens below the low of a long black one and closes Equal to that low",
  }),
  candle({
    name: "CDLTHRUSTING",
    title: "Thrusting Pattern",
    op: "thrusting",
    formula:
      "−100 where a white candle opens below the low of a long black one and closes in the lower half of its body, above Equal",
  }),
  candle({
    name: "CDLKICKING",
    title: "Kicking",
    op: "kicking",
    parameters: { byLength: 0 },
    formula: "±100 by the second colour where two marubozus of opposite colours have a gap between them",
  }),
  candle({
    name: "CDLKICKINGBYLENGTH",
    title: "Kicking - bull/bear determined by the longer marubozu",
    op: "kicking",
    parameters: { byLength: 1 },
    formula: "±100 by the longer colour where two marubozus of opposite colours have a gap between them",
  }),
  candle({
    name: "CDLMATCHINGLOW",
    title: "Matching Low",
    op: "matchingLow",
    formula: "100 where two black candles have Equal closes",
  }),
  candle({
    name: "CDLSEPARATINGLINES",
    title: "Separating Lines",
    op: "separatingLines",
    formula:
      "±100 by the second colour where candles of opposite colours have Equal opens and the second is a long belt hold",
  }),
];
