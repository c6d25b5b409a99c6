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
import { mathOperators } from "./math-operators.ts";
import { mathTransforms } from "./math-transforms.ts";
import { momentumOscillators } from "./momentum-oscillators.ts";
import { moreAverages } from "./more-averages.ts";
import { moreOscillators } from "./more-oscillators.ts";
import { movingAverages } from "./moving-averages.ts";
import { orderStatistics } from "./order-statistics.ts";
import { oscillators } from "./oscillators.ts";
import { pivots } from "./pivots.ts";
import { priceTransforms } from "./price-transforms.ts";
import { regression } from "./regression.ts";
import { runningTotals } from "./running-totals.ts";
import { smoothing } from "./smoothing.ts";
import { statistics } from "./statistics.ts";
import { stochastic } from "./stochastic.ts";
import { stops } from "./stops.ts";
import { trendFollowing } from "./trend-following.ts";
import { volatility } from "./volatility.ts";
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
  ...mathOperators,
  ...mathTransforms,
  ...momentumOscillators,
  ...moreAverages,
  ...moreOscillators,
  ...movingAverages,
  ...orderStatistics,
  ...oscillators,
  ...pivots,
  ...priceTransforms,
  ...regression,
  ...runningTotals,
  ...smoothing,
  ...statistics,
  ...stochastic,
  ...stops,
  ...trendFollowing,
  ...volatility,
  ...volumePressure,
  ...volume,
];
