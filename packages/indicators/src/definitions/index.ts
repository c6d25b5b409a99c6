/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { anchored } from "./anchored.ts";
import { averages } from "./averages.ts";
import { bands } from "./bands.ts";
import { channels } from "./channels.ts";
import { mathOperators } from "./math-operators.ts";
import { moreAverages } from "./more-averages.ts";
import { moreOscillators } from "./more-oscillators.ts";
import { movingAverages } from "./moving-averages.ts";
import { pivots } from "./pivots.ts";
import { priceTransforms } from "./price-transforms.ts";
import { regression } from "./regression.ts";
import { statistics } from "./statistics.ts";
import { stops } from "./stops.ts";

export const definitions: readonly Definition[] = [
  ...movingAverages,
  ...averages,
  ...channels,
  ...priceTransforms,
  ...mathOperators,
  ...regression,
  ...statistics,
  ...moreAverages,
  ...moreOscillators,
  ...bands,
  ...stops,
  ...pivots,
  ...anchored,
];
