import { ConfigError, InputError } from "@hotpath/core";
import { type AnyVarOptions, type VarMethod, valueAtRisk } from "../value-at-risk/estimate.ts";
import { checkReturns, type Returns, tailOf } from "../value-at-risk/sample.ts";
import { acerbiSzekelyTest, type ShortfallTest, type ShortfallTestOptions } from "./acerbi-szekely.ts";
import { type ChristoffersenTest, christoffersenTest } from "./christoffersen.ts";
import { countExceptions } from "./exceptions.ts";
import { type AcceptedCounts, kupiecRegion, kupiecTest } from "./kupiec.ts";
import type { LikelihoodRatio } from "./likelihood-ratio.ts";
import { type TrafficLight, trafficLight } from "./traffic-light.ts";

/** Forecasts made day by day, each from the returns before it. */
export interface RollingForecasts {
  /** The return that the first forecast is for. */
  first: number;
  var: Float64Array;
  expectedShortfall: Float64Array;
}

/**
 * Value at risk and expected shortfall for each return from `window` on, estimated from the `window` returns before it.
 *
 * @throws {ConfigError} a window that is not allowed, or what the method refuses
 * @throws {InputError} fewer returns than the window and one, or a window that the method cannot be used on; it says which
 */
export function rollingForecasts(
  returns: Returns,
  method: VarMethod,
  window = 250,
  options: Partial<AnyVarOptions> = {},
): RollingForecasts {
  if (!(Number.isSafeInteger(window) && window >= 2)) throw new ConfigError("window", window, "an integer from 2");
  const x = checkReturns(returns, window + 1);
  const count = x.length - window;
  const forecasts = { first: window, var: new Float64Array(count), expectedShortfall: new Float64Array(count) };
  for (let i = 0; i < count; i++) {
    try {
      const estimate = valueAtRisk(method, x.subarray(i, i + window), options);
      forecasts.var[i] = estimate.var;
      forecasts.expectedShortfall[i] = estimate.expectedShortfall;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError("INPUT_INVALID", `returns[${i}..${i + window - 1}]: ${error.message}`, { cause: error });
    }
  }
  return forecasts;
}

/** What {@link backtestVar} answers. */
export interface VarBacktest {
  confidence: number;
  observations: number;
  exceptions: number;
  /** Exceptions that right forecasts would have had, on average. */
  expected: number;
  kupiec: LikelihoodRatio;
  /** Counts that Kupiec's test does not reject at 5 %; undefined where it rejects all. */
  accepted: AcceptedCounts | undefined;
  christoffersen: ChristoffersenTest;
  trafficLight: TrafficLight;
  /** Undefined without forecasts of the shortfall. */
  acerbiSzekely: ShortfallTest | undefined;
}

/**
 * All tests at once, of forecasts against what then happened.
 *
 * @param confidence that the forecasts were made at
 * @param shortfalls forecasts of expected shortfall, if there are any
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} lengths that differ, fewer than 2 days, a number that is not finite
 */
export function backtestVar(
  returns: Returns,
  forecasts: Returns,
  confidence = 0.99,
  shortfalls?: Returns,
  options: ShortfallTestOptions = {},
): VarBacktest {
  if (!(confidence > 0 && confidence < 1))
    throw new ConfigError("confidence", confidence, "a number between 0 and 1, both excluded");
  const probability = tailOf(confidence);
  const { hits, count, observations } = countExceptions(returns, forecasts);
  return {
    confidence,
    observations,
    exceptions: count,
    expected: observations * probability,
    kupiec: kupiecTest(count, observations, probability),
    accepted: kupiecRegion(observations, probability),
    christoffersen: christoffersenTest(hits, probability),
    trafficLight: trafficLight(count, observations, probability),
    acerbiSzekely:
      shortfalls === undefined ? undefined : acerbiSzekelyTest(returns, forecasts, shortfalls, probability, options),
  };
}
