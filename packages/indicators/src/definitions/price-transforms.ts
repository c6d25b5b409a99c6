/** One price for a bar. */
import type { Definition } from "../definition.ts";
import { averagePrice, medianPrice, typicalPrice, weightedClose } from "../graph/prices.ts";

export const priceTransforms: readonly Definition[] = [
  {
    name: "AVGPRICE",
    aliases: ["OHLC4"],
    group: "Price Transform",
    title: "Average Price",
    inputs: ["open", "high", "low", "close"],
    outputs: ["real"],
    formula: "(open + high + low + close) ÷ 4",
    source: "TA-Lib AVGPRICE",
    build: ({ x }) => [averagePrice(x.open!, x.high!, x.low!, x.close!)],
  },
  {
    name: "MEDPRICE",
    aliases: ["HL2"],
    group: "Price Transform",
    title: "Median Price",
    inputs: ["high", "low"],
    outputs: ["real"],
    formula: "(high + low) ÷ 2",
    source: "TA-Lib MEDPRICE",
    build: ({ x }) => [medianPrice(x.high!, x.low!)],
  },
  {
    name: "TYPPRICE",
    aliases: ["HLC3"],
    group: "Price Transform",
    title: "Typical Price",
    inputs: ["high", "low", "close"],
    outputs: ["real"],
    formula: "(high + low + close) ÷ 3",
    source: "TA-Lib TYPPRICE",
    build: ({ x }) => [typicalPrice(x.high!, x.low!, x.close!)],
  },
  {
    name: "WCLPRICE",
    aliases: ["HLCC4"],
    group: "Price Transform",
    title: "Weighted Close Price",
    inputs: ["high", "low", "close"],
    outputs: ["real"],
    formula: "(high + low + 2 close) ÷ 4",
    source: "TA-Lib WCLPRICE",
    build: ({ x }) => [weightedClose(x.high!, x.low!, x.close!)],
  },
];
