/**
 * Allocation: covariances against the machine's peak, the least variance beside quadprog, the least conditional value at
 * risk beside HiGHS, clusters. Returns are of a market factor and of each asset alone, seeded.
 */
import { Random } from "@hotpath/core";
import { defaultKernels } from "@hotpath/native";
import { hierarchicalRiskParity, minCvar, minVariance, riskParity } from "@hotpath/portfolio/allocation";
import { sampleCovariance } from "@hotpath/portfolio/covariance";
import highsLoader from "highs";
import { solveQP } from "quadprog";
import type { BenchRow } from "../harness.ts";
import { peakGigaflops } from "./peak.ts";

const CONFIDENCE = 0.95;

function returnsOf(rows: number, assets: number): Float64Array {
  const random = new Random(assets);
  const out = new Float64Array(rows * assets);
  for (let t = 0; t < rows; t++) {
    const market = random.normal();
    for (let i = 0; i < assets; i++)
      out[t * assets + i] = 0.0004 + 0.005 * market + 0.01 * (1 + i / assets) * random.normal();
  }
  return out;
}

/** The least time of some runs in milliseconds, after one that warms up. */
function milliseconds(runs: number, run: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  if (runs > 1) run();
  for (let k = 0; k < runs; k++) {
    const start = Bun.nanoseconds();
    run();
    best = Math.min(best, (Bun.nanoseconds() - start) / 1e6);
  }
  return best;
}

function covariances(): BenchRow[] {
  const assets = 500;
  const days = 2520;
  const random = new Random(3);
  const columns = Float64Array.from({ length: assets * days }, () => random.normal());
  const out = new Float64Array(assets * assets);
  const peak = peakGigaflops();
  // Each of the entries that differ takes a multiplication and an addition for each day.
  const operations = assets * (assets + 1) * days;
  const kernels = defaultKernels();
  return (["fast", "exact"] as const).map((mode) => {
    const time = milliseconds(12, () => kernels.covarianceMatrix(columns, assets, out, 1, mode));
    const rate = operations / time / 1e6;
    return {
      what: `covariance, ${assets} assets × ${days} days, ${mode}`,
      ours: rate,
      unit: "GFLOP/s",
      better: "higher",
      ...(peak === undefined ? {} : { peers: { "peak of one core, in C": peak } }),
      ...(peak === undefined || mode === "exact" ? {} : { goal: 0.3 * peak }),
      note: `${time.toFixed(1)} ms${peak === undefined ? "" : `, ${((100 * rate) / peak).toFixed(0)} % of the peak`}; the goal is 30 %`,
    };
  });
}

/** The same problem as quadprog has it, its arrays counted from 1. */
function quadprogMinVariance(covariance: Float64Array, n: number): { value: number[] } {
  const zero = (): number[] => new Array(n + 1).fill(0);
  const d = [[], ...Array.from({ length: n }, (_, i) => [0, ...covariance.subarray(i * n, (i + 1) * n)])] as number[][];
  const a = [
    [],
    ...Array.from({ length: n }, (_, i) => [0, 1, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))]),
  ];
  const { solution } = solveQP(d, zero(), a as number[][], [0, 1, ...new Array(n).fill(0)], 1);
  return { value: solution.slice(1) };
}

function leastVariance(): BenchRow {
  const assets = 200;
  const covariance = sampleCovariance(returnsOf(1000, assets), assets);
  const found = minVariance(covariance);
  const theirs = quadprogMinVariance(covariance, assets).value;
  const apart = found.weights.reduce((most, w, i) => Math.max(most, Math.abs(w - theirs[i]!)), 0);
  if (apart > 1e-7) throw new Error(`quadprog's weights differ by ${apart}`);
  return {
    what: `minimum variance, ${assets} assets, long only`,
    ours: milliseconds(20, () => minVariance(covariance)),
    unit: "ms",
    better: "lower",
    goal: 20,
    peers: { "quadprog 1.6.1": milliseconds(3, () => quadprogMinVariance(covariance, assets)) },
    note: `duality gap ${found.certificate.dualityGap!.toExponential(0)}, ${found.certificate.iterations} steps; weights agree to ${apart.toExponential(0)}`,
  };
}

/** The programme of Rockafellar and Uryasev as text, which is what HiGHS in WebAssembly reads. */
function cvarProgramme(returns: Float64Array, assets: number): string {
  const rows = returns.length / assets;
  const share = 1 / (rows * (1 - CONFIDENCE));
  const lines = [
    "Minimize",
    ` obj: a${Array.from({ length: rows }, (_, t) => ` + ${share} y${t}`).join("")}`,
    "Subject To",
  ];
  lines.push(` budget: ${Array.from({ length: assets }, (_, i) => `w${i}`).join(" + ")} = 1`);
  for (let t = 0; t < rows; t++) {
    const terms = Array.from({ length: assets }, (_, i) => {
      const value = returns[t * assets + i]!;
      return `${value < 0 ? "-" : "+"} ${Math.abs(value)} w${i}`;
    });
    lines.push(` s${t}: y${t} + a ${terms.join(" ")} >= 0`);
  }
  return [...lines, "Bounds", " a free", "End"].join("\n");
}

async function leastCvar(assets: number, goal: number): Promise<BenchRow> {
  const highs = await highsLoader();
  const returns = returnsOf(1000, assets);
  const found = minCvar({ returns, assets }, CONFIDENCE);
  const programme = cvarProgramme(returns, assets);
  let theirs = 0;
  const time = milliseconds(1, () => {
    theirs = highs.solve(programme).ObjectiveValue;
  });
  if (found.objective > theirs + 1e-8) throw new Error(`HiGHS found less: ${theirs}, not ${found.objective}`);
  return {
    what: `minimum CVaR, 1,000 scenarios, ${assets} assets`,
    ours: milliseconds(8, () => minCvar({ returns, assets }, CONFIDENCE)),
    unit: "ms",
    better: "lower",
    goal,
    peers: { "highs 1.15.3": time },
    note: `duality gap ${found.certificate.dualityGap!.toExponential(0)}, ${found.certificate.iterations} steps; risk less HiGHS's ${(found.objective - theirs).toExponential(0)}; its time has the reading of its text`,
  };
}

function clusters(): BenchRow {
  const assets = 1000;
  const covariance = sampleCovariance(returnsOf(1500, assets), assets, { mode: "fast" });
  return {
    what: `hierarchical risk parity, ${assets} assets`,
    ours: milliseconds(5, () => hierarchicalRiskParity({ covariance })),
    unit: "ms",
    better: "lower",
    goal: 200,
    note: "from the covariance to the weights, single linkage",
  };
}

function equalRisk(): BenchRow {
  const assets = 200;
  const covariance = sampleCovariance(returnsOf(1000, assets), assets);
  return {
    what: `equal risk contribution, ${assets} assets`,
    ours: milliseconds(10, () => riskParity(covariance)),
    unit: "ms",
    better: "lower",
    note: `greatest residual ${riskParity(covariance).certificate.kktResidual.toExponential(0)}`,
  };
}

/** All rows of allocation. */
export async function allocationRows(): Promise<BenchRow[]> {
  return [
    ...covariances(),
    leastVariance(),
    await leastCvar(50, 50),
    await leastCvar(200, 1000),
    clusters(),
    equalRisk(),
  ];
}
