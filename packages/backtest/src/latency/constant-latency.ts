import { ConfigError } from "@hotpath/core";
import type { FeedLatency, OrderLatency } from "./order-latency.ts";

/** How a {@link ConstantLatency} is made: whole nanoseconds, 0 to 10^15 (eleven days). */
export interface ConstantLatencyOptions {
  /** Of orders on their way to the venue. Default 0. */
  entryNanos?: number;
  /** Of the venue's reports on their way back. Default 0. */
  responseNanos?: number;
  /** Of market data on its way to the engine. Default 0. */
  feedNanos?: number;
}

/** The longest latency, in nanoseconds. */
export const MAX_LATENCY_NANOS = 1e15;

/**
 * Latencies that are always the same.
 *
 * @example
 * const latency = new ConstantLatency({ entryNanos: 250_000, responseNanos: 250_000, feedNanos: 120_000 });
 */
export class ConstantLatency implements OrderLatency, FeedLatency {
  readonly #entry: number;
  readonly #response: number;
  readonly #feed: number;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: ConstantLatencyOptions = {}) {
    this.#entry = latencyOption("latency.entryNanos", options.entryNanos ?? 0);
    this.#response = latencyOption("latency.responseNanos", options.responseNanos ?? 0);
    this.#feed = latencyOption("latency.feedNanos", options.feedNanos ?? 0);
  }

  entryNanos(): number {
    return this.#entry;
  }

  responseNanos(): number {
    return this.#response;
  }

  feedNanos(): number {
    return this.#feed;
  }
}

/** A latency as it is configured. @throws {ConfigError} if it is none */
export function latencyOption(path: string, value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > MAX_LATENCY_NANOS)
    throw new ConfigError(path, value, `an integer from 0 to ${MAX_LATENCY_NANOS}`);
  return value;
}
