import { exp } from "@hotpath/core";
import { type Kernels, loadKernels } from "@hotpath/native";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";

const native = loadKernels();
const portable = loadKernels({ prefer: "portable" });

function series(n: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 0) / 4294967296 - 0.5) * 10;
  });
}

function plainDot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function dotOfFour(a: Float64Array, b: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i + 4 <= a.length; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  return s0 + s1 + (s2 + s3);
}

/** Runs `call` 200 times a batch, and divides. */
function nsPerCall(call: () => unknown): Promise<number> {
  return nsPerOperation(200, () => {
    let last: unknown;
    for (let i = 0; i < 200; i++) last = call();
    return last;
  });
}

async function dotRows(): Promise<BenchRow[]> {
  const a = series(1024, 1);
  const b = series(1024, 2);
  const peers = {
    "portable twin": await nsPerCall(() => portable.dot(a, b)),
    "plain loop": await nsPerCall(() => plainDot(a, b)),
    "four accumulators": await nsPerCall(() => dotOfFour(a, b)),
  };
  return [
    {
      what: "dot product of 1,024 doubles, exact",
      ours: await nsPerCall(() => native.dot(a, b)),
      unit: "ns",
      better: "lower",
      goal: 100,
      peers,
      note: native.isa,
    },
    {
      what: "dot product of 1,024 doubles, fast",
      ours: await nsPerCall(() => native.dot(a, b, "fast")),
      unit: "ns",
      better: "lower",
      goal: 100,
      peers,
      note: native.isa,
    },
  ];
}

async function wideRows(): Promise<BenchRow[]> {
  const n = 100_000;
  const x = series(n, 3);
  const out = new Float64Array(n);
  const copied = (): Float64Array => {
    out.set(x);
    return out;
  };
  const each = async (call: () => unknown): Promise<number> => (await nsPerOperation(1, call)) / n;
  const row = (what: string, ours: number, peers: Record<string, number>): BenchRow => ({
    what: `${what}, 100,000 doubles, an element`,
    ours,
    unit: "ns",
    better: "lower",
    peers,
    note: native.isa,
  });
  return [
    row("sum", await each(() => native.sum(x)), {
      "portable twin": await each(() => portable.sum(x)),
      reduce: await each(() => x.reduce((sum, value) => sum + value, 0)),
    }),
    row("sort", await each(() => native.sort(copied())), {
      "Float64Array.prototype.sort": await each(() => copied().sort()),
    }),
    row("median by select", await each(() => native.select(x, n >> 1)), {
      "portable twin": await each(() => portable.select(x, n >> 1)),
      "Float64Array.prototype.sort": await each(() => copied().sort()[n >> 1]),
    }),
    row("exp", await each(() => native.exp(x, out)), {
      "exp of @hotpath/core": await each(() => {
        for (let i = 0; i < n; i++) out[i] = exp(x[i]!);
      }),
      "Math.exp": await each(() => {
        for (let i = 0; i < n; i++) out[i] = Math.exp(x[i]!);
      }),
    }),
    row("simple moving average of 20", await each(() => native.sma(x, 20, out)), {
      "portable twin": await each(() => portable.sma(x, 20, out)),
    }),
    row("exponential moving average, fast", await each(() => native.ema(x, 0.1, out, "fast")), {
      "portable twin": await each(() => portable.ema(x, 0.1, out)),
    }),
    row("CRC-32C", (await each(() => native.crc32c(new Uint8Array(x.buffer)))) / 8, {
      "portable twin": (await each(() => portable.crc32c(new Uint8Array(x.buffer)))) / 8,
    }),
  ];
}

/** The calls that are swept over all lengths; a native and a portable instance take turns. */
function sweepCalls(n: number): Record<string, (kernels: Kernels) => unknown> {
  const x = series(n, 5);
  const p = series(n, 6).map((value) => value / 10 + 0.5);
  const out = new Float64Array(n);
  const pair = new Float64Array(2);
  const matrix = new Float64Array(16);
  const bytes = new Uint8Array(x.buffer, 0, n);
  return {
    sum: (k) => k.sum(x),
    minMax: (k) => k.minMax(x, pair),
    meanVariance: (k) => k.meanVariance(x, pair),
    dot: (k) => k.dot(x, p),
    "dot, fast": (k) => k.dot(x, p, "fast"),
    covariance: (k) => k.covariance(x, p),
    covarianceMatrix: (k) => k.covarianceMatrix(x, n % 4 === 0 ? 4 : 1, matrix),
    sma: (k) => k.sma(x, 20, out),
    "sma, fast": (k) => k.sma(x, 20, out, "fast"),
    ema: (k) => k.ema(x, 0.1, out),
    "ema, fast": (k) => k.ema(x, 0.1, out, "fast"),
    sort: (k) => {
      out.set(x);
      return k.sort(out);
    },
    select: (k) => k.select(x, n >> 1),
    crc32c: (k) => k.crc32c(bytes),
    exp: (k) => k.exp(x, out),
    log: (k) => k.log(p, out),
    sin: (k) => k.sin(x, out),
    cos: (k) => k.cos(x, out),
    atan: (k) => k.atan(x, out),
    inverseNormal: (k) => k.inverseNormal(p, out),
  };
}

const SWEPT = [1, 4, 8, 12, 16, 20, 24, 32, 48, 64, 96, 100, 128, 256, 1024, 4096, 32_768, 100_000];

/** Best of many batches for each of the two, taking turns, so that a noisy moment hits both. */
function race(call: (kernels: Kernels) => unknown, n: number): [ours: number, twin: number] {
  const repeats = Math.max(2, Math.min(1000, Math.floor(40_000 / n)));
  const best: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 40; round++)
    for (const side of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const kernels = side === 0 ? native : portable;
      const start = Bun.nanoseconds();
      for (let i = 0; i < repeats; i++) call(kernels);
      best[side] = Math.min(best[side], (Bun.nanoseconds() - start) / repeats);
    }
  return best;
}

function sweepRows(): BenchRow[] {
  return Object.keys(sweepCalls(1)).map((name) => {
    race(sweepCalls(100)[name]!, 100);
    let worst = 0;
    let worstAt = 0;
    for (const n of SWEPT) {
      const [ours, twin] = race(sweepCalls(n)[name]!, n);
      if (ours / twin > worst) {
        worst = ours / twin;
        worstAt = n;
      }
    }
    return {
      what: `${name}: worst time against the portable twin, lengths 1 to 100,000`,
      ours: worst,
      unit: "ratio",
      better: "lower",
      goal: 1.1,
      note: `at ${worstAt}; equal code below the crossover, so what is above 1 there is noise`,
    };
  });
}

const suite: Suite = {
  name: "native",
  async run() {
    return [...(await dotRows()), ...(await wideRows()), ...sweepRows()];
  },
};

export default suite;
