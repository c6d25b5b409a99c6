/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { averages } from "./averages.ts";
import { convergence } from "./convergence.ts";
import { directional } from "./directional.ts";
import { movingAverages } from "./moving-averages.ts";
import { oscillators } from "./oscillators.ts";
import { regression } from "./regression.ts";
import { statistics } from "./statistics.ts";
import { volume } from "./volume.ts";

export const definitions: readonly Definition[] = [
  ...movingAverages,
  ...averages,
  ...convergence,
  ...directional,
  ...oscillators,
  ...volume,
  ...regression,
  ...statistics,
];
