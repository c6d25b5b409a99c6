/** All definitions, chapter by chapter. */
import type { Definition } from "../definition.ts";
import { candles } from "./candles/index.ts";
import { movingAverages } from "./moving-averages.ts";

export const definitions: readonly Definition[] = [...candles, ...movingAverages];
