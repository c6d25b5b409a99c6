import { flag, integerIn, numberIn, parseConfig } from "@hotpath/core/config";
import * as v from "valibot";

const schema = v.strictObject({
  maxSignalsPerSymbol: v.optional(integerIn(1, 1000), 10),
  minSignalConfidence: v.optional(numberIn(0, 1), 0.1),
  maxSignalAgeNs: v.optional(numberIn(0, Number.MAX_SAFE_INTEGER), 1e9),
  enableSimd: v.optional(flag, true),
  enableQuantization: v.optional(flag, false),
  enableCaching: v.optional(flag, true),
});

/** How signals are made, kept and shown; every field has a default. */
export interface SignalConfig {
  /** The most signals that are reported for one symbol at a time, the most confident first. Default 10. */
  readonly maxSignalsPerSymbol: number;
  /** Signals of less confidence are neither reported nor traded. 0 to 1, default 0.1. */
  readonly minSignalConfidence: number;
  /** A signal made from a quote that is older than this, by the newest time seen, is neither reported nor traded.
   * Nanoseconds, default 1e9. */
  readonly maxSignalAgeNs: number;
  /** Whether windows are computed by the native SIMD kernels where they are there. The numbers are the same. Default
   * true. */
  readonly enableSimd: boolean;
  /** Whether the learned member sees its features as int16, and trees of a `modelGenerator` have their leaves as int16;
   * probabilities then move by at most the `quantizationBound` of either. Default false. */
  readonly enableQuantization: boolean;
  /** Whether values computed from closed bars are kept until the next bar, and views until the next update:
   * `SignalSet.cacheStats`. The numbers are the same. Default true. */
  readonly enableCaching: boolean;
}

/**
 * Checks a signal configuration and fills in the defaults.
 *
 * @throws {ConfigError} naming the path, the value and what is allowed
 * @example parseSignalConfig({ minSignalConfidence: 0.3 }).maxSignalsPerSymbol // 10
 */
export function parseSignalConfig(value: unknown = {}, path = "signals"): SignalConfig {
  return parseConfig(schema, value, path);
}
