/**
 * Value at risk: historical figures beside a pass over the same memory, and a Monte Carlo simulation beside the straightforward one in
 * TypeScript, with its products against what the machine's arithmetic units can do.
 */
import { Random } from "@hotpath/core";
import { loadKernels } from "@hotpath/native";
import { factorOf, Simulation, type SimulationModel } from "@hotpath/risk/simulation";
import { breakDownRisk, historicalVar, normalVar, studentTVar } from "@hotpath/risk/value-at-risk";
import { fitGarch } from "@hotpath/risk/volatility";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";
import { peakGflops } from "./risk-models/peak.ts";
import { boxMuller, bySorting, pathByPath } from "./risk-models/straightforward.ts";

const native = loadKernels();
const portable = loadKernels({ prefer: "portable" });
const ASSETS = 50;
const PATHS = 1_000_000;
const BLOCK = 64;

function returnsOf(n: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: n }, () => (0.01 * random.normal()) / Math.sqrt(random.exponential() + 0.1));
}

function modelOf(assets: number): SimulationModel {
  const random = new Random(5);
  const beta = Array.from({ length: assets }, () => 0.005 + 0.01 * random.uniform());
  const covariance = new Float64Array(assets * assets);
  for (let a = 0; a < assets; a++)
    for (let b = 0; b < assets; b++) covariance[a * assets + b] = beta[a]! * beta[b]! + (a === b ? 1e-4 : 0);
  return { mean: new Float64Array(assets).fill(2e-4), covariance, weights: new Float64Array(assets).fill(1 / assets) };
}

function plainPass(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  return sum;
}

/** The least of several means, since other work on the machine only ever adds to them. */
async function quietest(calls: number, call: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++)
    least = Math.min(
      least,
      await nsPerOperation(calls, () => {
        let last: unknown;
        for (let i = 0; i < calls; i++) last = call();
        return last;
      }),
    );
  return least;
}

async function historical(convention: "type7" | "order", confidence: number): Promise<BenchRow[]> {
  const x = returnsOf(10_000, 1);
  const pass = await quietest(200, () => native.sum(x));
  const ours = await quietest(200, () => historicalVar(x, { convention, confidence, kernels: native }));
  const twin = await quietest(50, () => historicalVar(x, { convention, confidence, kernels: portable }));
  const what = `historical VaR and ES of 10,000 returns, ${convention}, ${confidence}`;
  return [
    {
      what,
      ours: ours / 1000,
      unit: "µs",
      better: "lower",
      peers: {
        "a pass over the memory, SIMD": pass / 1000,
        "a pass in TypeScript": (await quietest(50, () => plainPass(x))) / 1000,
        "portable twin": twin / 1000,
        "sorting, TypeScript": (await quietest(5, () => bySorting(x, 1 - confidence))) / 1000,
      },
      note: native.isa,
    },
    { what: `${what}, in SIMD passes over the memory`, ours: ours / pass, unit: "passes", better: "lower", goal: 5 },
  ];
}

/** Milliseconds that the processor spends on one call, the least of several: what lasts long is interrupted by other work. */
function milliseconds(rounds: number, call: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const from = process.cpuUsage();
    call();
    const { user, system } = process.cpuUsage(from);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

function monteCarlo(): { rows: BenchRow[]; exact: number } {
  const model = modelOf(ASSETS);
  const { matrix } = factorOf(model.covariance, ASSETS);
  const scratch = new Float64Array(4 * PATHS + 1024);
  const out = new Float64Array(5);
  const simulate = (mode: "exact" | "fast", kernels = native) => {
    const outcomes = new Simulation(model, { paths: PATHS, sampler: "xoshiro", seed: 1, mode, kernels }).outcomes();
    native.risk.lowerTail(outcomes, PATHS, PATHS / 100 - 1, out, scratch);
    return out[0];
  };
  simulate("exact");
  const exact = milliseconds(7, () => simulate("exact"));
  const fast = milliseconds(7, () => simulate("fast"));
  const random = new Random(1);
  const straight = milliseconds(2, () => pathByPath(PATHS, matrix, model.weights, model.mean, () => random.normal()));
  const unseeded = milliseconds(2, () => pathByPath(PATHS, matrix, model.weights, model.mean, boxMuller()));
  const sobol = milliseconds(1, () => new Simulation(model, { paths: PATHS, sampler: "sobol" }).outcomes());
  const twin = milliseconds(1, () => simulate("exact", portable));
  const what = "Monte Carlo VaR, a million paths of 50 assets";
  const peers = { "straightforward, seeded": straight, "straightforward, Math.random and Math.log": unseeded };
  return {
    exact,
    rows: [
      {
        what: `${what}, exact`,
        ours: exact,
        unit: "ms",
        better: "lower",
        peers: { ...peers, "portable twin": twin, "ours, even points (sobol)": sobol },
        note: `${native.isa}; processor time`,
      },
      { what: `${what}, fast`, ours: fast, unit: "ms", better: "lower", peers, note: `${native.isa}; processor time` },
      {
        what: `${what}, exact: times the straightforward TypeScript's speed`,
        ours: straight / exact,
        unit: "times",
        better: "higher",
        goal: 10,
        note: `${(unseeded / exact).toFixed(1)} times that with Math.random`,
      },
    ],
  };
}

async function products(whole: number): Promise<BenchRow[]> {
  const peak = await peakGflops();
  const factor = factorOf(modelOf(ASSETS).covariance, ASSETS).matrix;
  const z = returnsOf(ASSETS * BLOCK, 3);
  const out = new Float64Array(ASSETS * BLOCK);
  const flops = ASSETS * (ASSETS + 1) * BLOCK;
  const rate = async (kernel: typeof native.risk.correlate): Promise<number> =>
    flops / (await quietest(100, () => kernel(factor, z, ASSETS, ASSETS, BLOCK, 1, out)));
  const peers = peak === undefined ? undefined : { "peak, fused multiply-adds": peak };
  const row = (what: string, ours: number): BenchRow => ({
    what,
    ours,
    unit: "GFLOP/s",
    better: "higher",
    ...(peers === undefined ? {} : { peers }),
    ...(peak === undefined ? {} : { note: `${((100 * ours) / peak).toFixed(0)} % of the peak` }),
  });
  return [
    row("products of the simulation by themselves, exact", await rate(native.risk.correlate)),
    row("products of the simulation by themselves, fast", await rate(native.risk.correlateFast)),
    row("products over the time of the whole exact simulation", (ASSETS * (ASSETS + 1) * PATHS) / (whole * 1e6)),
  ];
}

async function others(): Promise<BenchRow[]> {
  const year = returnsOf(2520, 9);
  const numbers = new Float64Array(3200);
  const state = Int32Array.from({ length: 64 }, (_, i) => Math.imul(i + 1, 0x9e3779b1));
  const scratch = new Float64Array(1700);
  const columns = Array.from({ length: 50 }, (_, a) => returnsOf(2520, 100 + a));
  const weights = new Float64Array(50).fill(0.02);
  return [
    {
      what: "a normal number of the simulation",
      ours: (await quietest(50, () => native.risk.normals(state, 3200, numbers, scratch))) / 3200,
      unit: "ns",
      better: "lower",
      peers: { "Random.normal of core": await quietest(1000, Random.prototype.normal.bind(new Random(3))) },
    },
    {
      what: "normal VaR and ES of 2,520 returns",
      ours: (await quietest(100, () => normalVar(year))) / 1000,
      unit: "µs",
      better: "lower",
    },
    {
      what: "Student's t by likelihood, 2,520 returns",
      ours: milliseconds(9, () => studentTVar(year)),
      unit: "ms",
      better: "lower",
    },
    {
      what: "GARCH(1,1) by likelihood, 2,520 returns",
      ours: milliseconds(9, () => fitGarch(year)),
      unit: "ms",
      better: "lower",
    },
    {
      what: "normal VaR, ES and components of 50 assets × 2,520 returns",
      ours: milliseconds(9, () => breakDownRisk({ columns }, weights)),
      unit: "ms",
      better: "lower",
    },
  ];
}

const suite: Suite = {
  name: "risk-models",
  async run() {
    const simulated = monteCarlo();
    return [
      ...(await historical("order", 0.99)),
      ...(await historical("type7", 0.95)),
      ...simulated.rows,
      ...(await products(simulated.exact)),
      ...(await others()),
    ];
  },
};

export default suite;
