/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { anchored } from "./anchored.ts";
import { channels } from "./channels.ts";
import { moreAverages } from "./more-averages.ts";
import { movingAverages } from "./moving-averages.ts";
import { oscillators } from "./oscillators.ts";
import { pivots } from "./pivots.ts";
import { regression } from "./regression.ts";
import { statistics } from "./statistics.ts";
import { stops } from "./stops.ts";

export const definitions: readonly Definition[] = [
  ...movingAverages,
  ...regression,
  ...statistics,
  ...anchored,
  ...channels,
  ...moreAverages,
  ...oscillators,
  ...pivots,
  ...stops,
];
