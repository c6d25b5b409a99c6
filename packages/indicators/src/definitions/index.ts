/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { averages } from "./averages.ts";
import { candles } from "./candles/index.ts";
import { channels } from "./channels.ts";
import { convergence } from "./convergence.ts";
import { directional } from "./directional.ts";
import { mathOperators } from "./math-operators.ts";
import { movingAverages } from "./moving-averages.ts";
import { oscillators } from "./oscillators.ts";
import { priceTransforms } from "./price-transforms.ts";
import { regression } from "./regression.ts";
import { statistics } from "./statistics.ts";
import { stochastic } from "./stochastic.ts";
import { volume } from "./volume.ts";

/** Every definition of the package. */
export const definitions: readonly Definition[] = [
  ...averages,
  ...candles,
  ...channels,
  ...convergence,
  ...directional,
  ...mathOperators,
  ...movingAverages,
  ...oscillators,
  ...priceTransforms,
  ...regression,
  ...statistics,
  ...stochastic,
  ...volume,
];
