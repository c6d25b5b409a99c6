/**
 * Measures every kernel, native against portable, over lengths from 1 to 100,000, to place the crossovers of
 * src/crossover.ts. Each kernel has a process of its own, so that none trains the compiler for another; the best of many
 * batches is taken, since a loaded machine only ever adds.
 *
 *     bun scripts/measure-crossover.ts [isa] [--write]
 *
 * `--write` puts the table into docs/crossover.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { crossoverOf } from "../src/crossover.ts";
import type { Isa } from "../src/isas.ts";
import { Kernels } from "../src/kernels.ts";
import { openLibrary, probe } from "../src/library.ts";
import { type KernelName, kernelNames } from "../src/table.ts";
import { seriesCalls } from "./series-calls.ts";

/** Lengths that are measured. */
export const lengths: readonly number[] = [1, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 1024, 4096, 32_768, 100_000];

/** A call of one kernel on series of one length, ready to be timed. */
export function prepareCall(name: KernelName, n: number): (kernels: Kernels) => unknown {
  let state = 12345;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 4294967296;
  };
  const x = Float64Array.from({ length: n }, () => (random() - 0.5) * 10);
  const p = Float64Array.from({ length: n }, random);
  const out = new Float64Array(n);
  const pair = new Float64Array(2);
  const columns = n % 4 === 0 ? 4 : 1;
  const matrix = new Float64Array(columns * columns);
  const wide = Math.min(n, 256);
  const tall = new Float64Array(64 * wide).fill(0.5);
  const weights = new Float64Array(64).fill(2);
  const products = new Float64Array(wide * wide);
  const side = Math.max(1, Math.floor(Math.sqrt(n)));
  const square = new Float64Array(side * side);
  const bytes = new Uint8Array(x.buffer, 0, n);
  const calls: Record<KernelName, (kernels: Kernels) => unknown> = {
    sum: (k) => k.sum(x),
    minMax: (k) => k.minMax(x, pair),
    meanVariance: (k) => k.meanVariance(x, pair),
    meanVarianceFast: (k) => k.meanVariance(x, pair, 1, "fast"),
    dot: (k) => k.dot(x, p),
    dotFast: (k) => k.dot(x, p, "fast"),
    covariance: (k) => k.covariance(x, p),
    covarianceFast: (k) => k.covariance(x, p, 1, "fast"),
    covarianceMatrix: (k) => k.covarianceMatrix(x, columns, matrix),
    covarianceMatrixFast: (k) => k.covarianceMatrix(x, columns, matrix, 1, "fast"),
    weightedGram: (k) => k.matrices.weightedGram(tall, weights, wide, products),
    weightedGramFast: (k) => k.matrices.weightedGram(tall, weights, wide, products, "fast"),
    // The factor is of zeros but for its diagonal, which is put back: what is timed does not depend on the values.
    cholesky: (k) => k.matrices.cholesky(restore(square, side), side),
    choleskyFast: (k) => k.matrices.cholesky(restore(square, side), side, 0, "fast"),
    sma: (k) => k.sma(x, 20, out),
    ema: (k) => k.ema(x, 0.1, out),
    emaFast: (k) => k.ema(x, 0.1, out, "fast"),
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
    ...seriesCalls(n),
    tan: (k) => k.tan(x, out),
    asin: (k) => k.asin(p, out),
    acos: (k) => k.acos(p, out),
    sinh: (k) => k.sinh(x, out),
    cosh: (k) => k.cosh(x, out),
    tanh: (k) => k.tanh(x, out),
    log10: (k) => k.log10(p, out),
    expm1: (k) => k.expm1(x, out),
    log1p: (k) => k.log1p(p, out),
    normalCdf: (k) => k.normalCdf(x, out),
    pow: (k) => k.pow(p, x, out),
  };
  return calls[name];
}

function restore(square: Float64Array, side: number): Float64Array {
  for (let i = 0; i < side; i++) square[i * side + i] = 4;
  return square;
}

/** Best mean time of a call in nanoseconds for each of the kernels, their batches taking turns. */
export function timeCalls(call: (kernels: Kernels) => unknown, contenders: Kernels[], n: number): number[] {
  const repeats = Math.max(2, Math.min(2000, Math.floor(60_000 / n)));
  const best = contenders.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < 40; round++)
    contenders.forEach((kernels, i) => {
      const start = Bun.nanoseconds();
      for (let r = 0; r < repeats; r++) call(kernels);
      best[i] = Math.min(best[i]!, (Bun.nanoseconds() - start) / repeats);
    });
  return best;
}

/** Native and portable times of one kernel at every length. */
export function measureKernel(name: KernelName, isa: Isa): [n: number, native: number, portable: number][] {
  const always = Object.fromEntries(kernelNames.map((kernel) => [kernel, 0])) as Record<KernelName, number>;
  using native = new Kernels({ isa, ...openLibrary(isa) }, always);
  using portable = new Kernels(null);
  timeCalls(prepareCall(name, 100), [native, portable], 100);
  return lengths.map((n) => {
    const [a, b] = timeCalls(prepareCall(name, n), [native, portable], n);
    return [n, a!, b!];
  });
}

function table(results: Map<KernelName, [number, number, number][]>, isa: Isa): string {
  const crossover = crossoverOf(isa);
  const shown = [8, 16, 32, 64, 128, 1024, 100_000];
  const cell = (row: [number, number, number]): string => `${figure(row[1])} / ${figure(row[2])}`;
  const out = [
    `| kernel | from | ${shown.map((n) => n.toLocaleString("en")).join(" | ")} |`,
    `|---|---:|${shown.map(() => "---:").join("|")}|`,
  ];
  for (const [name, rows] of results)
    out.push(
      `| \`${name}\` | ${crossover[name] === Number.POSITIVE_INFINITY ? "never" : crossover[name]} | ${shown.map((n) => cell(rows.find((row) => row[0] === n)!)).join(" | ")} |`,
    );
  return out.join("\n");
}

function figure(ns: number): string {
  return ns >= 100_000 ? `${Math.round(ns / 1000).toLocaleString("en")}k` : Math.round(ns).toLocaleString("en");
}

function writeDocument(text: string, isa: Isa): void {
  const path = fileURLToPath(new URL("../docs/crossover.md", import.meta.url));
  const marker = "<!-- measured -->";
  const head = readFileSync(path, "utf8").split(marker)[0]!;
  const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${isa}, Bun ${Bun.version}`;
  writeFileSync(path, `${head}${marker}\n\n${machine}:\n\n${text}\n`);
}

if (import.meta.main) {
  const [first = "", only] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
  const probed = probe();
  if ("reason" in probed) throw new Error(probed.reason);
  const isa = (first === "" ? probed.isas.at(-1)! : first) as Isa;
  if (only !== undefined) {
    console.log(JSON.stringify(measureKernel(only as KernelName, isa)));
  } else {
    const crossover = crossoverOf(isa);
    const results = new Map<KernelName, [number, number, number][]>();
    for (const name of kernelNames) {
      const child = Bun.spawnSync([process.execPath, import.meta.path, isa, name]);
      const rows = JSON.parse(child.stdout.toString()) as [number, number, number][];
      results.set(name, rows);
      const lost = rows.filter(([n, native, portable]) => n >= crossover[name] && native > portable * 1.02);
      const spared = rows.filter(([n, native, portable]) => n < crossover[name] && native < portable * 0.8);
      console.log(
        name.padEnd(22),
        rows.map(([n, native, portable]) => `${n}:${native.toFixed(0)}/${portable.toFixed(0)}`).join(" "),
        lost.length > 0 ? `SLOWER AT ${lost.map(([n]) => n).join(",")}` : "",
        spared.length > 0 ? `could start at ${spared[0]![0]}` : "",
      );
    }
    if (process.argv.includes("--write")) writeDocument(table(results, isa), isa);
  }
}
