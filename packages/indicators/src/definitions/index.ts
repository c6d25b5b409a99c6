/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { averages } from "./averages.ts";
import { channels } from "./channels.ts";
import { cycles } from "./cycles.ts";
import { mathTransforms } from "./math-transforms.ts";
import { mathOperators } from "./math-operators.ts";
import { movingAverages } from "./moving-averages.ts";
import { priceTransforms } from "./price-transforms.ts";
import { directional } from "./directional.ts";
import { movingAverages } from "./moving-averages.ts";
import { oscillators } from "./oscillators.ts";
import { regression } from "./regression.ts";
import { statistics } from "./statistics.ts";
import { volume } from "./volume.ts";

export const definitions: readonly Definition[] = [
  ...movingAverages,
  ...averages,
  ...channels,
  ...priceTransforms,
  ...cycles,
  ...mathOperators,
  ...mathTransforms,
  ...directional,
  ...oscillators,
  ...volume,
  ...regression,
  ...statistics,
];
