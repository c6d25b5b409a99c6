/** Patterns of three candles. */
import type { Definition } from "../../definition.ts";
import { candle } from "./candle.ts";

export const threeBarCandles: readonly Definition[] = [
  candle({
    name: "CDL2CROWS",
    title: "Two Crows",
    op: "twoCrows",
    formula:
      "−100 where a black body lies above a long white one and a black candle from within the second closes within the first",
  }),
  candle({
    name: "CDLUPSIDEGAP2CROWS",
    title: "Upside Gap Two Crows",
    op: "upsideGapTwoCrows",
    formula:
      "−100 where a short black body lies above a long white one and a black candle encloses it and closes above the first",
  }),
  candle({
    name: "CDL3INSIDE",
    title: "Three Inside Up/Down",
    op: "threeInside",
    formula:
      "∓100 by the first colour where a long body encloses a short one and a candle of the other colour closes beyond the first open",
  }),
  candle({
    name: "CDL3OUTSIDE",
    title: "Three Outside Up/Down",
    op: "threeOutside",
    begin: () => 3,
    formula:
      "±100 by the second colour where it encloses a body of the other colour and the third candle closes further on",
  }),
  candle({
    name: "CDL3STARSINSOUTH",
    title: "Three Stars In The South",
    op: "threeStarsInSouth",
    formula:
      "100 where three black candles shrink, each low not below the last: a long one with a long lower shadow, a smaller one within its range, a short one without shadows within the second",
  }),
  candle({
    name: "CDL3WHITESOLDIERS",
    title: "Three Advancing White Soldiers",
    op: "threeWhiteSoldiers",
    formula:
      "100 where three white candles without upper shadows close ever higher, open within or Near the last body, are not Far shorter than the last, and the third is not short",
  }),
  candle({
    name: "CDLADVANCEBLOCK",
    title: "Advance Block",
    op: "advanceBlock",
    formula:
      "−100 where three white candles close ever higher, the first long with a short upper shadow, and bodies shrink or upper shadows grow",
  }),
  candle({
    name: "CDLSTALLEDPATTERN",
    title: "Stalled Pattern",
    op: "stalledPattern",
    formula: "−100 where two long white candles are followed by a short white one that opens Near the second close",
  }),
  candle({
    name: "CDLIDENTICAL3CROWS",
    title: "Identical Three Crows",
    op: "identicalThreeCrows",
    formula:
      "−100 where three black candles without lower shadows close ever lower, each open Equal to the close before",
  }),
  candle({
    name: "CDLABANDONEDBABY",
    title: "Abandoned Baby",
    op: "abandonedBaby",
    penetration: 0.3,
    formula:
      "∓100 by the first colour where a long candle and one of the other colour that closes beyond penetration × the first body stand apart from a doji between them",
  }),
  candle({
    name: "CDLEVENINGSTAR",
    title: "Evening Star",
    op: "eveningStar",
    penetration: 0.3,
    roles: { small1: "bodyShort1" },
    formula:
      "−100 where a short body lies above a long white one and a black candle, not short, closes below the first close − penetration × its body",
  }),
  candle({
    name: "CDLEVENINGDOJISTAR",
    title: "Evening Doji Star",
    op: "eveningStar",
    penetration: 0.3,
    roles: { small1: "bodyDoji1" },
    formula:
      "−100 where a doji lies above a long white body and a black candle, not short, closes below the first close − penetration × its body",
  }),
  candle({
    name: "CDLMORNINGSTAR",
    title: "Morning Star",
    op: "morningStar",
    penetration: 0.3,
    roles: { small1: "bodyShort1" },
    formula:
      "100 where a short body lies below a long black one and a white candle, not short, closes above the first close + penetration × its body",
  }),
  candle({
    name: "CDLMORNINGDOJISTAR",
    title: "Morning Doji Star",
    op: "morningStar",
    penetration: 0.3,
    roles: { small1: "bodyDoji1" },
    formula:
      "100 where a doji lies below a long black body and a white candle, not short, closes above the first close + penetration × its body",
  }),
  candle({
    name: "CDLTRISTAR",
    title: "Tristar Pattern",
    op: "triStar",
    formula: "−100 (100) where the second of three doji lies above (below) the first and the third is back",
  }),
  candle({
    name: "CDLGAPSIDESIDEWHITE",
    title: "Up/Down-gap side-by-side white lines",
    op: "gapSideSideWhite",
    formula: "100 (−100) where two white bodies of Near size and Equal opens both lie above (below) the first body",
  }),
  candle({
    name: "CDLTASUKIGAP",
    title: "Tasuki Gap",
    op: "tasukiGap",
    formula:
      "±100 by the second colour where it has a gap to the first and a candle of the other colour, Near its size, from within it closes in the gap",
  }),
  candle({
    name: "CDLXSIDEGAP3METHODS",
    title: "Upside/Downside Gap Three Methods",
    op: "xSideGapThreeMethods",
    formula:
      "±100 by the first colour where two candles of one colour have a gap between them and one of the other goes from within the second to within the first",
  }),
  candle({
    name: "CDLSTICKSANDWICH",
    title: "Stick Sandwich",
    op: "stickSandwich",
    formula: "100 where two black candles have Equal closes and the white one between them stays above",
  }),
  candle({
    name: "CDLUNIQUE3RIVER",
    title: "Unique 3 River",
    op: "uniqueThreeRiver",
    formula:
      "100 where a long black candle is followed by a black one that closes above it from a new low, and by a short white one above that low",
  }),
  candle({
    name: "CDLHIKKAKE",
    title: "Hikkake Pattern",
    op: "hikkake",
    begin: () => 5,
    replay: 3,
    formula:
      "100 (−100) where an inside bar is followed by a lower (higher) high and low; 200 (−200) where within three bars the close is above (below) the inside bar",
  }),
];
