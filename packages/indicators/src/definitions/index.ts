/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { averages } from "./averages.ts";
import { movingAverages } from "./moving-averages.ts";
import { regression } from "./regression.ts";
import { statistics } from "./statistics.ts";

export const definitions: readonly Definition[] = [...movingAverages, ...averages, ...regression, ...statistics];
