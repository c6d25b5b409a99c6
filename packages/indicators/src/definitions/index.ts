/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { averages } from "./averages.ts";
import { candles } from "./candles/index.ts";
import { channels } from "./channels.ts";
import { directional } from "./directional.ts";
import { distribution } from "./distribution.ts";
import { filters } from "./filters.ts";
import { mathOperators } from "./math-operators.ts";
import { movingAverages } from "./moving-averages.ts";
import { orderBook } from "./order-book.ts";
import { orderStatistics } from "./order-statistics.ts";
import { oscillators } from "./oscillators.ts";
import { pairs } from "./pairs.ts";
import { priceTransforms } from "./price-transforms.ts";
import { regression } from "./regression.ts";
import { returns } from "./returns.ts";
import { statistics } from "./statistics.ts";
import { timeSeries } from "./time-series.ts";
import { trades } from "./trades.ts";
import { volatility } from "./volatility.ts";
import { volume } from "./volume.ts";

/** Every definition of the package. */
export const definitions: readonly Definition[] = [
  ...averages,
  ...candles,
  ...channels,
  ...directional,
  ...distribution,
  ...mathOperators,
  ...movingAverages,
  ...orderStatistics,
  ...oscillators,
  ...priceTransforms,
  ...regression,
  ...statistics,
  ...volume,
  ...filters,
  ...pairs,
  ...returns,
  ...timeSeries,
  ...orderBook,
  ...trades,
  ...volatility,
];
