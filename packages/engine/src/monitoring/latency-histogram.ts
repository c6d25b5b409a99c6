/** Sub-buckets in each power of two: the width of a bucket is at most 1/64 of its value. */
const SUB_BITS = 6;
const SUB = 1 << SUB_BITS;
/** Longest duration told apart: 2^36 ns, 68 s. Longer ones count as that. */
const MAX_NS = 2 ** 36;
const BUCKETS = (36 - SUB_BITS + 1) * SUB;

/** Percentiles of a {@link LatencyHistogram}, in nanoseconds. */
export interface LatencySummary {
  count: number;
  mean: number;
  p50: number;
  p90: number;
  p99: number;
  p999: number;
  max: number;
}

/**
 * Durations in buckets whose width grows with the duration (log-linear, as Gil Tene's HdrHistogram): any percentile is
 * known to 1.6 %. Recording allocates nothing.
 */
export class LatencyHistogram {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #sum = 0;
  #max = 0;

  /** Durations recorded. */
  get count(): number {
    return this.#count;
  }

  /** Records one duration in nanoseconds. What is negative counts as 0. */
  record(nanoseconds: number): void {
    const ns = nanoseconds > 0 ? nanoseconds : 0;
    this.#counts[bucketOf(ns)]! += 1;
    this.#count += 1;
    this.#sum += ns;
    if (ns > this.#max) this.#max = ns;
  }

  /** The duration that a share of all does not exceed: `percentile(0.99)`. 0 if nothing was recorded. */
  percentile(share: number): number {
    if (this.#count === 0) return 0;
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket]!;
      if (seen >= rank) return Math.min(upperEdge(bucket), this.#max);
    }
    return this.#max;
  }

  /** The usual figures. */
  summary(): LatencySummary {
    return {
      count: this.#count,
      mean: this.#count === 0 ? 0 : this.#sum / this.#count,
      p50: this.percentile(0.5),
      p90: this.percentile(0.9),
      p99: this.percentile(0.99),
      p999: this.percentile(0.999),
      max: this.#max,
    };
  }

  /** The sum of all, in nanoseconds. */
  get sum(): number {
    return this.#sum;
  }

  /**
   * How many durations do not exceed each bound, known to the width of a bucket: what Prometheus calls `le`.
   *
   * @param bounds in nanoseconds, rising
   */
  cumulative(bounds: readonly number[]): number[] {
    let bucket = 0;
    let seen = 0;
    return bounds.map((bound) => {
      for (; bucket < BUCKETS && upperEdge(bucket) <= bound; bucket++) seen += this.#counts[bucket]!;
      return seen;
    });
  }

  /** Buckets that hold something: their upper edge in nanoseconds and their count. */
  buckets(): { upTo: number; count: number }[] {
    const filled: { upTo: number; count: number }[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = this.#counts[bucket]!;
      if (count > 0) filled.push({ upTo: upperEdge(bucket), count });
    }
    return filled;
  }

  /** Forgets everything. */
  reset(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#max = 0;
  }
}

function bucketOf(ns: number): number {
  if (ns < SUB) return ns | 0;
  if (ns >= MAX_NS) return BUCKETS - 1;
  const high = Math.floor(ns / 4294967296);
  const exponent = high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(ns >>> 0);
  const sub = Math.floor(ns / 2 ** (exponent - SUB_BITS)) - SUB;
  return (exponent - SUB_BITS + 1) * SUB + sub;
}

function upperEdge(bucket: number): number {
  if (bucket < SUB) return bucket;
  const exponent = Math.floor(bucket / SUB) + SUB_BITS - 1;
  return (SUB + (bucket % SUB) + 1) * 2 ** (exponent - SUB_BITS) - 1;
}
