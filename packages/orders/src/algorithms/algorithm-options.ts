import { ConfigError, type InstrumentRegistry } from "@hotpath/core";
import type { ImpactModel } from "./almgren-chriss.ts";
import type { VolumeProfileOptions } from "./volume-profile.ts";

/** How an {@link AlgorithmStage} is made. */
export interface AlgorithmStageOptions {
  instruments: InstrumentRegistry;
  /** The most orders that algorithms work at a time, 1 to 65,536. Default 256. */
  maxAlgorithms?: number;
  /** Children's ids count up from it. Default 2^51: far from those that users count. */
  firstChildId?: number;
  /** Seed of the random sizes and times. Default 1. */
  seed?: number;
  /**
   * How long, in microseconds, a child of a timed algorithm waits at its own side's touch before the rest of it takes the
   * other side's. Default 0: it takes at once.
   */
  patienceMicros?: number;
  /** After a refusal, or a child that found nothing, the next waits so long, in microseconds. Default one second. */
  retryMicros?: number;
  /** An algorithm ends when so many children in a row were refused or rejected. Default 8. */
  maxRefusals?: number;
  /** Whether the volume that trades print includes our own fills, as a live feed's does. Default true. */
  volumeIncludesOwn?: boolean;
  /** The market's impact by instrument id, for implementation shortfall: price units, size units, seconds. */
  impact?: Readonly<Record<number, ImpactModel>>;
  /** The curves of volume, for VWAP. */
  profile?: Omit<VolumeProfileOptions, "instruments">;
  /**
   * Whether children that take are sent as `RouteOrder`s, for a `RouterStage` to split over the venues within the parent's
   * limit. Those that wait go to the parent's venue in any case. Default false.
   */
  routes?: boolean;
  /** Number of the timer with which the stage asks to be woken. Default 2^52 + 1: beyond those of strategies. */
  timer?: number;
}

/** The options that algorithms ask for at every step, checked. */
export interface AlgorithmSettings {
  patience: number;
  retry: number;
  maxRefusals: number;
  includesOwn: boolean;
  timer: number;
  routes: boolean;
}

/** @throws {ConfigError} naming what is wrong */
export function algorithmSettings(options: AlgorithmStageOptions): AlgorithmSettings {
  const { timer = 4_503_599_627_370_497 } = options;
  if (!Number.isSafeInteger(timer)) throw new ConfigError("timer", timer, "a safe integer");
  const { patienceMicros = 0, retryMicros = 1_000_000, maxRefusals = 8, volumeIncludesOwn = true } = options;
  if (!Number.isInteger(patienceMicros) || patienceMicros < 0)
    throw new ConfigError("patienceMicros", patienceMicros, "an integer from 0");
  if (!Number.isInteger(retryMicros) || retryMicros < 1)
    throw new ConfigError("retryMicros", retryMicros, "an integer from 1");
  if (!Number.isInteger(maxRefusals) || maxRefusals < 1)
    throw new ConfigError("maxRefusals", maxRefusals, "an integer from 1");
  return {
    patience: patienceMicros,
    retry: retryMicros,
    maxRefusals,
    includesOwn: volumeIncludesOwn,
    timer,
    routes: options.routes ?? false,
  };
}
