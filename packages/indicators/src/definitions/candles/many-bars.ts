/** Patterns of four and five candles. */
import type { Definition } from "../../definition.ts";
import { candle } from "./candle.ts";

export const manyBarCandles: readonly Definition[] = [
  candle({
    name: "CDL3BLACKCROWS",
    title: "Three Black Crows",
    op: "threeBlackCrows",
    formula:
      "−100 where a white candle is followed by three black ones without lower shadows that close ever lower, each opening within the last body",
  }),
  candle({
    name: "CDL3LINESTRIKE",
    title: "Three-Line Strike",
    op: "threeLineStrike",
    formula:
      "±100 by the first colour where three candles of one colour close ever further, each opening within or Near the last body, and one of the other colour undoes them",
  }),
  candle({
    name: "CDLCONCEALBABYSWALL",
    title: "Concealing Baby Swallow",
    op: "concealBabySwallow",
    formula:
      "100 where two black marubozus are followed by a black candle below that reaches back into the second, and by a black one that encloses its range",
  }),
  candle({
    name: "CDLHIKKAKEMOD",
    title: "Modified Hikkake Pattern",
    op: "hikkakeModified",
    begin: (period) => Math.max(1, period) + 5,
    replay: 3,
    formula: "as CDLHIKKAKE, the inside bar itself after an inside bar that closes Near its low (high)",
  }),
  candle({
    name: "CDLBREAKAWAY",
    title: "Breakaway",
    op: "breakaway",
    formula:
      "±100 by the last colour where a long candle, a gap and two bars further on are followed by one of the other colour that closes in the gap",
  }),
  candle({
    name: "CDLLADDERBOTTOM",
    title: "Ladder Bottom",
    op: "ladderBottom",
    formula:
      "100 where three black candles open and close ever lower, a black one has an upper shadow, and a white one opens above its open and closes above its high",
  }),
  candle({
    name: "CDLMATHOLD",
    title: "Mat Hold",
    op: "matHold",
    penetration: 0.5,
    formula:
      "100 where a long white candle is followed by three short ones, the first black and above, the others falling but not below penetration × the first body, and by a white one above their highs",
  }),
  candle({
    name: "CDLRISEFALL3METHODS",
    title: "Rising/Falling Three Methods",
    op: "riseFallThreeMethods",
    formula:
      "±100 by the first colour where a long candle is followed by three short ones of the other colour within its range and a long one beyond its close",
  }),
];
