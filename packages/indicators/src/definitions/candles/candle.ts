/** What the definitions of candle patterns have in common. */
import { type Definition, REAL_MAX, real } from "../../definition.ts";
import { type CandlePattern, candlePattern } from "../../graph/candles.ts";

/** A candle pattern in a few words. */
export interface Candle extends Omit<CandlePattern, "parameters"> {
  readonly name: string;
  readonly title: string;
  readonly formula: string;
  /** By default, how far into a long body the price must come back, as a share of the body. */
  readonly penetration?: number;
  readonly parameters?: Readonly<Record<string, number>>;
}

/** Its definition: 0 where there is none, ±100 where there is one, above 0 for a rise or a white candle. */
export function candle({ name, title, formula, penetration, ...pattern }: Candle): Definition {
  return {
    name,
    group: "Pattern Recognition",
    title,
    inputs: ["open", "high", "low", "close"],
    ...(penetration === undefined
      ? {}
      : { params: { penetration: real(penetration, 0, REAL_MAX, "Share of the first body that is given back") } }),
    outputs: [{ name: "integer", kind: "pattern" }],
    formula,
    source: `TA-Lib ${name}, after Steve Nison and Gregory L. Morris`,
    build: ({ x, p, candles }) => [
      candlePattern(x, { ...pattern, parameters: { ...pattern.parameters, ...p } }, candles),
    ],
  };
}
