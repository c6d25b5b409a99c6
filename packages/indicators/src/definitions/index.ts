/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { averages } from "./averages.ts";
import { movingAverages } from "./moving-averages.ts";

export const definitions: readonly Definition[] = [...movingAverages, ...averages];
