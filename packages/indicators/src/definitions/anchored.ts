/** Averages from an anchor on. */
import { type Definition, integer, real } from "../definition.ts";
import type { Series } from "../graph/graph.ts";
import { typicalPrice } from "../graph/prices.ts";
import { addScaled } from "../graph/vocabulary.ts";

const bar = ["high", "low", "close", "volume"];
const nbDev = real(1, 0, 3e37, "Deviations of a band's distance");
const outputs = ["vwap", "upperBand", "lowerBand"];

function bands(x: Readonly<Record<string, Series>>, begins: Series, factor: number): Series[] {
  const price = typicalPrice(x.high!, x.low!, x.close!);
  const [mean, deviation] = price.graph.apply("weightedSince", [begins, price, x.volume!]);
  return [mean!, addScaled(mean!, deviation!, factor), addScaled(mean!, deviation!, -factor)];
}

export const anchored: readonly Definition[] = [
  {
    name: "ANCHORED_VWAP",
    aliases: ["AVWAP"],
    group: "Volume Indicators",
    title: "Anchored Volume Weighted Average Price",
    inputs: [...bar, "anchor"],
    params: { nbDev },
    outputs,
    gap: "go-on",
    formula:
      "mean of (high + low + close) ÷ 3 weighed by volume, from the last bar at which `anchor` was not 0 (the first of a session, or an event) or from the first bar; bands ± nbDev × the weighed deviation",
    source: "B. Shannon, Maximum Trading Gains with Anchored VWAP (2023)",
    build: ({ x, p }) => bands(x, x.anchor!, p.nbDev!),
  },
  {
    name: "SESSION_VWAP",
    group: "Volume Indicators",
    title: "Volume Weighted Average Price of Sessions of So Many Bars",
    inputs: bar,
    params: { sessionBars: integer(390, 1, 100_000, "Bars of a session"), nbDev },
    outputs,
    gap: "go-on",
    formula:
      "mean of (high + low + close) ÷ 3 weighed by volume, anew every sessionBars bars; bands ± nbDev × the weighed deviation",
    source: "S. Berkowitz, D. Logue, E. Noser, Journal of Finance 43 (1988)",
    build: ({ x, p, graph }) =>
      bands(x, graph.apply("everyBars", [x.close!], { period: p.sessionBars! })[0]!, p.nbDev!),
  },
];
