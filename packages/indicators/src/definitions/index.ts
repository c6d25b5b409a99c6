/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { distribution } from "./distribution.ts";
import { movingAverages } from "./moving-averages.ts";
import { regression } from "./regression.ts";
import { statistics } from "./statistics.ts";

export const definitions: readonly Definition[] = [...movingAverages, ...regression, ...statistics, ...distribution];
