/** Patterns of one candle. */
import type { Definition } from "../../definition.ts";
import { candle } from "./candle.ts";

export const oneBarCandles: readonly Definition[] = [
  candle({
    name: "CDLDOJI",
    title: "Doji",
    op: "doji",
    formula: "100 where body ≤ BodyDoji",
  }),
  candle({
    name: "CDLDRAGONFLYDOJI",
    title: "Dragonfly Doji",
    op: "dragonflyDoji",
    roles: { lowerLimit: "shadowVeryShort" },
    formula: "100 where body ≤ BodyDoji, upper shadow < ShadowVeryShort, lower shadow > ShadowVeryShort",
  }),
  candle({
    name: "CDLTAKURI",
    title: "Takuri (Dragonfly Doji with very long lower shadow)",
    op: "dragonflyDoji",
    roles: { lowerLimit: "shadowVeryLong" },
    formula: "100 where body ≤ BodyDoji, upper shadow < ShadowVeryShort, lower shadow > ShadowVeryLong",
  }),
  candle({
    name: "CDLGRAVESTONEDOJI",
    title: "Gravestone Doji",
    op: "gravestoneDoji",
    formula: "100 where body ≤ BodyDoji, lower shadow < ShadowVeryShort, upper shadow > ShadowVeryShort",
  }),
  candle({
    name: "CDLLONGLEGGEDDOJI",
    title: "Long Legged Doji",
    op: "longLeggedDoji",
    formula: "100 where body ≤ BodyDoji and a shadow > ShadowLong",
  }),
  candle({
    name: "CDLRICKSHAWMAN",
    title: "Rickshaw Man",
    op: "rickshawMan",
    formula: "100 where body ≤ BodyDoji, both shadows > ShadowLong, and the body is Near the middle of the bar",
  }),
  candle({
    name: "CDLLONGLINE",
    title: "Long Line Candle",
    op: "longLine",
    roles: { shadowLimit: "shadowShort" },
    formula: "±100 by colour where body > BodyLong and both shadows < ShadowShort",
  }),
  candle({
    name: "CDLMARUBOZU",
    title: "Marubozu",
    op: "longLine",
    roles: { shadowLimit: "shadowVeryShort" },
    formula: "±100 by colour where body > BodyLong and both shadows < ShadowVeryShort",
  }),
  candle({
    name: "CDLSHORTLINE",
    title: "Short Line Candle",
    op: "shortLine",
    formula: "±100 by colour where body < BodyShort and both shadows < ShadowShort",
  }),
  candle({
    name: "CDLSPINNINGTOP",
    title: "Spinning Top",
    op: "spinningTop",
    roles: { shadowLimit: "body" },
    formula: "±100 by colour where body < BodyShort and both shadows > body",
  }),
  candle({
    name: "CDLHIGHWAVE",
    title: "High-Wave Candle",
    op: "spinningTop",
    roles: { shadowLimit: "shadowVeryLong" },
    formula: "±100 by colour where body < BodyShort and both shadows > ShadowVeryLong",
  }),
  candle({
    name: "CDLBELTHOLD",
    title: "Belt-hold",
    op: "beltHold",
    formula: "±100 by colour where body > BodyLong and the shadow at the open < ShadowVeryShort",
  }),
  candle({
    name: "CDLCLOSINGMARUBOZU",
    title: "Closing Marubozu",
    op: "closingMarubozu",
    formula: "±100 by colour where body > BodyLong and the shadow at the close < ShadowVeryShort",
  }),
];
