import {
  ConfigError,
  exp,
  log,
  pow,
  Random,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";
import { MAX_LATENCY_NANOS } from "./constant-latency.ts";
import type { FeedLatency, OrderLatency } from "./order-latency.ts";

/**
 * How a latency is distributed, in nanoseconds; `leastNanos` (default 0) is added to what is drawn.
 *
 * - `lognormal`: `medianNanos × e^(sigma × N)`, sigma 0 to 5.
 * - `gamma`: of mean `meanNanos` and shape `shape` (0.05 to 1,000), drawn by Marsaglia and Tsang, *ACM Transactions on
 *   Mathematical Software* 26, 2000.
 * - `quantiles`: measured ones at equal steps of probability from the least to the greatest, straight lines between.
 */
export type LatencyDistribution = { leastNanos?: number } & (
  | { kind: "lognormal"; medianNanos: number; sigma: number }
  | { kind: "gamma"; meanNanos: number; shape: number }
  | { kind: "quantiles"; nanos: readonly number[] }
);

/** How a {@link RandomLatency} is made. What is left out has no latency. */
export interface RandomLatencyOptions {
  /** The same seed draws the same latencies. */
  seed: bigint | number;
  entry?: LatencyDistribution;
  response?: LatencyDistribution;
  feed?: LatencyDistribution;
}

type Draw = (random: Random) => number;

/**
 * Latencies drawn from distributions, by a seed. Each way has a generator of its own: how many orders there are does not
 * change the feed's latencies.
 *
 * @example
 * const latency = new RandomLatency({ seed: 1, entry: { kind: "lognormal", medianNanos: 300_000, sigma: 0.5 } });
 */
export class RandomLatency implements OrderLatency, FeedLatency, Snapshotable {
  readonly #draws: readonly Draw[];
  readonly #randoms: readonly Random[];

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: RandomLatencyOptions) {
    const ways = ["entry", "response", "feed"] as const;
    this.#draws = ways.map((way) => drawOf(options[way], `latency.${way}`));
    const root = new Random(options.seed);
    this.#randoms = ways.map((_, label) => root.fork(label));
  }

  entryNanos(): number {
    return this.#draws[0]!(this.#randoms[0]!);
  }

  responseNanos(): number {
    return this.#draws[1]!(this.#randoms[1]!);
  }

  feedNanos(): number {
    return this.#draws[2]!(this.#randoms[2]!);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("backtest.randomLatency");
    for (const random of this.#randoms) random.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("backtest.randomLatency");
    for (const random of this.#randoms) random.restore(reader);
  }
}

function drawOf(distribution: LatencyDistribution | undefined, path: string): Draw {
  if (distribution === undefined) return () => 0;
  const least = inRange(`${path}.leastNanos`, distribution.leastNanos ?? 0, 0, MAX_LATENCY_NANOS);
  const draw = drawAbove(distribution, path);
  return (random) => Math.min(Math.round(least + draw(random)), MAX_LATENCY_NANOS);
}

function drawAbove(distribution: LatencyDistribution, path: string): Draw {
  switch (distribution.kind) {
    case "lognormal": {
      const median = inRange(`${path}.medianNanos`, distribution.medianNanos, 0, MAX_LATENCY_NANOS);
      const sigma = inRange(`${path}.sigma`, distribution.sigma, 0, 5);
      return (random) => median * exp(sigma * random.normal());
    }
    case "gamma": {
      const mean = inRange(`${path}.meanNanos`, distribution.meanNanos, 0, MAX_LATENCY_NANOS);
      const shape = inRange(`${path}.shape`, distribution.shape, 0.05, 1000);
      return (random) => (mean / shape) * gamma(random, shape);
    }
    case "quantiles": {
      const { nanos } = distribution;
      if (!Array.isArray(nanos) || nanos.length < 2)
        throw new ConfigError(`${path}.nanos`, nanos, "an array of at least two quantiles");
      for (const [n, value] of nanos.entries())
        inRange(`${path}.nanos[${n}]`, value, n === 0 ? 0 : nanos[n - 1]!, MAX_LATENCY_NANOS);
      const values = Float64Array.from(nanos);
      return (random) => {
        const at = random.uniform() * (values.length - 1);
        const low = Math.floor(at);
        return values[low]! + (at - low) * (values[low + 1]! - values[low]!);
      };
    }
    default:
      throw new ConfigError(
        `${path}.kind`,
        (distribution as { kind: unknown }).kind,
        '"lognormal", "gamma", "quantiles"',
      );
  }
}

/** A gamma variate of scale 1. */
function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * pow(random.uniformOpen(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (log(random.uniformOpen()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}

function inRange(path: string, value: number, least: number, most: number): number {
  if (!(value >= least && value <= most)) throw new ConfigError(path, value, `a number from ${least} to ${most}`);
  return value;
}
