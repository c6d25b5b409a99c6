/** Candle patterns. */
import type { Definition } from "../../definition.ts";
import { manyBarCandles } from "./many-bars.ts";
import { oneBarCandles } from "./one-bar.ts";
import { threeBarCandles } from "./three-bars.ts";
import { twoBarCandles } from "./two-bars.ts";

export const candles: readonly Definition[] = [
  ...oneBarCandles,
  ...twoBarCandles,
  ...threeBarCandles,
  ...manyBarCandles,
];
