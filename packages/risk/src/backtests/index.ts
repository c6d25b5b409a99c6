/**
 * Whether forecasts of risk were right: exceptions counted (exceptions.ts), tests of value at risk (kupiec.ts, christoffersen.ts,
 * traffic-light.ts) and of expected shortfall (acerbi-szekely.ts), and all of them over rolling forecasts (rolling.ts).
 */
export {
  acerbiSzekelyTest,
  type NullDistribution,
  type ShortfallStatistic,
  type ShortfallTest,
  type ShortfallTestOptions,
} from "./acerbi-szekely.ts";
export { type ChristoffersenTest, christoffersenTest } from "./christoffersen.ts";
export { countExceptions, type Exceptions } from "./exceptions.ts";
export { type AcceptedCounts, kupiecRegion, kupiecTest } from "./kupiec.ts";
export type { LikelihoodRatio } from "./likelihood-ratio.ts";
export { backtestVar, type RollingForecasts, rollingForecasts, type VarBacktest } from "./rolling.ts";
export { type TrafficLight, trafficLight } from "./traffic-light.ts";
