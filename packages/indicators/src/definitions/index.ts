/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { movingAverages } from "./moving-averages.ts";
import { orderStatistics } from "./order-statistics.ts";
import { regression } from "./regression.ts";
import { statistics } from "./statistics.ts";

export const definitions: readonly Definition[] = [...movingAverages, ...orderStatistics, ...regression, ...statistics];
