import { ConfigError, type InstrumentRegistry } from "@hotpath/core";
import type { RouterCosts } from "./order-router.ts";
import type { VenueProfile } from "./venue-profiles.ts";

/** How a {@link RouterStage} is made. */
export interface RouterStageOptions {
  instruments: InstrumentRegistry;
  venues: readonly VenueProfile[];
  costs?: RouterCosts;
  /** The most routed orders at a time, 1 to 65,536. Default 256. */
  maxRoutes?: number;
  /** Children's ids count up from it. Default 3·2^50: far from those that users count. */
  firstChildId?: number;
  /** Levels kept of each side of each book, 1 to 64. Default 8. */
  depth?: number;
  /** A venue that was silent for longer gets nothing, in microseconds. Default: never. */
  staleMicros?: number;
  /** A child that has not ended by then is called back, in microseconds. Default one second. */
  timeoutMicros?: number;
  /** So long, in microseconds, a venue gets nothing of an order that it rejected or left unanswered. Default one second. */
  restMicros?: number;
  /** Number of the timer with which the stage asks to be woken. Default 2^52 + 2: beyond those of strategies. */
  timer?: number;
  /** How often what is left of an order is split anew. Default 32. */
  maxRounds?: number;
  /** Weight of the newest observation in what is learned of venues, 0 to 1. Default 0.05. */
  learningWeight?: number;
}

/** The options that the router asks for at every step, checked. */
export interface RouterSettings {
  timeout: number;
  rest: number;
  maxRounds: number;
  timer: number;
}

/** @throws {ConfigError} naming what is wrong */
export function routerSettings(options: RouterStageOptions): RouterSettings {
  const { timer = 4_503_599_627_370_498 } = options;
  if (!Number.isSafeInteger(timer)) throw new ConfigError("timer", timer, "a safe integer");
  const { timeoutMicros = 1_000_000, restMicros = 1_000_000, maxRounds = 32 } = options;
  if (!Number.isInteger(timeoutMicros) || timeoutMicros < 1)
    throw new ConfigError("timeoutMicros", timeoutMicros, "an integer from 1");
  if (!Number.isInteger(restMicros) || restMicros < 0)
    throw new ConfigError("restMicros", restMicros, "an integer from 0");
  if (!Number.isInteger(maxRounds) || maxRounds < 1 || maxRounds > 1_000_000)
    throw new ConfigError("maxRounds", maxRounds, "an integer from 1 to 1000000");
  return { timeout: timeoutMicros, rest: restMicros, maxRounds, timer };
}
