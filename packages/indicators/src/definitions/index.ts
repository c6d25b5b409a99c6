/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { averages } from "./averages.ts";
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

export const definitions: readonly Definition[] = [
  ...movingAverages,
  ...averages,
  ...channels,
  ...priceTransforms,
  ...mathOperators,
  ...convergence,
  ...directional,
  ...oscillators,
  ...stochastic,
  ...volume,
  ...regression,
  ...statistics,
];
