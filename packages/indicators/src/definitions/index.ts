/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { anchored } from "./anchored.ts";
import { averages } from "./averages.ts";
import { balance } from "./balance.ts";
import { bands } from "./bands.ts";
import { candles } from "./candles/index.ts";
import { channels } from "./channels.ts";
import { convergence } from "./convergence.ts";
import { cycles } from "./cycles.ts";
import { directional } from "./directional.ts";
import { distribution } from "./distribution.ts";
import { filters } from "./filters.ts";
import { mathOperators } from "./math-operators.ts";
import { mathTransforms } from "./math-transforms.ts";
import { momentumOscillators } from "./momentum-oscillators.ts";
import { moreAverages } from "./more-averages.ts";
import { moreOscillators } from "./more-oscillators.ts";
import { orderBook } from "./order-book.ts";
import { orderStatistics } from "./order-statistics.ts";
import { oscillators } from "./oscillators.ts";
import { pairs } from "./pairs.ts";
import { parabolicStops } from "./parabolic.ts";
import { pivots } from "./pivots.ts";
import { priceTransforms } from "./price-transforms.ts";
import { regression } from "./regression.ts";
import { returns } from "./returns.ts";
import { runningTotals } from "./running-totals.ts";
import { smoothing } from "./smoothing.ts";
import { statistics } from "./statistics.ts";
import { stochastic } from "./stochastic.ts";
import { stops } from "./stops.ts";
import { timeSeries } from "./time-series.ts";
import { trades } from "./trades.ts";
import { trendFollowing } from "./trend-following.ts";
import { variableAverages } from "./variable-average.ts";
import { volatility } from "./volatility.ts";
import { volatilityEstimators } from "./volatility-estimators.ts";
import { volume } from "./volume.ts";
import { volumePressure } from "./volume-pressure.ts";

/** Every definition of the package. */
export const definitions: readonly Definition[] = [
  ...anchored,
  ...averages,
  ...balance,
  ...bands,
  ...candles,
  ...channels,
  ...convergence,
  ...cycles,
  ...directional,
  ...distribution,
  ...filters,
  ...mathOperators,
  ...mathTransforms,
  ...momentumOscillators,
  ...moreAverages,
  ...moreOscillators,
  ...orderBook,
  ...orderStatistics,
  ...oscillators,
  ...pairs,
  ...parabolicStops,
  ...pivots,
  ...priceTransforms,
  ...regression,
  ...returns,
  ...runningTotals,
  ...smoothing,
  ...statistics,
  ...stochastic,
  ...stops,
  ...timeSeries,
  ...trades,
  ...trendFollowing,
  ...variableAverages,
  ...volatilityEstimators,
  ...volatility,
  ...volumePressure,
  ...volume,
];
