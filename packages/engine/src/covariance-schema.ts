import { integerIn, numberIn } from "@hotpath/core/config";
import type { CovarianceOptions } from "@hotpath/risk";
import * as v from "valibot";

/** How the covariance behind value at risk may be configured: `CovarianceOptions` of @hotpath/risk without its instruments. */
export const covarianceSchema: v.GenericSchema<Omit<CovarianceOptions, "instruments">> = v.strictObject({
  barMicros: v.optional(numberIn(0, Number.MAX_SAFE_INTEGER, true)),
  dayMicros: v.optional(numberIn(0, Number.MAX_SAFE_INTEGER, true)),
  decay: v.optional(numberIn(0, 1)),
  initialDailyVolatility: v.optional(numberIn(0, 10, true)),
  warmUpBars: v.optional(integerIn(1, 1_000_000)),
});
