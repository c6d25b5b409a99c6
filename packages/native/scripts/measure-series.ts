/**
 * Measures the kernels of series over one million elements into warm outputs, through the wrapper, and prints
 * nanoseconds an element, native and portable, beside the goal. The best of several calls is taken, since a loaded
 * machine only ever adds.
 *
 *     bun scripts/measure-series.ts [kernel …]
 */
import { Kernels } from "../src/kernels.ts";
import { loadKernels } from "../src/load.ts";
import { type Bars, randomBars, type SeriesName, seriesCalls } from "./series-calls.ts";

const LENGTH = 1_000_000;
const CALLS = 30;

/** Nanoseconds an element that a kernel is to take at most, on a 2021 core with AVX2. */
const goals: Partial<Record<SeriesName, number>> = {
  smaFast: 0.55,
  seededEma: 0.55,
  rsi: 1.2,
  stddev: 1.5,
  bbands: 1.8,
  atr: 1.2,
  macd: 2,
  regression: 1.5,
  highest: 2.2,
  lowest: 2.2,
  stoch: 5,
  directional: 4,
  cci: 8,
  correl: 3,
};

/** Shapes that upset a search for extremes which depends on the data. */
const shapes: Record<string, (i: number) => number> = {
  up: (i) => i,
  down: (i) => -i,
  constant: () => 1,
  sawtooth: (i) => i % 97,
};

function best(call: (kernels: Kernels) => unknown, kernels: Kernels, calls: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < calls; i++) {
    const start = Bun.nanoseconds();
    call(kernels);
    least = Math.min(least, (Bun.nanoseconds() - start) / LENGTH);
  }
  return least;
}

function report(label: string, name: SeriesName, bars: Bars, native: Kernels, portable: Kernels): void {
  const call = seriesCalls(LENGTH, bars)[name];
  const ours = best(call, native, CALLS);
  const twin = best(call, portable, 4);
  const goal = goals[name];
  const verdict = goal === undefined ? "" : `goal ${goal}${ours > goal ? "  MISSED" : ""}`;
  console.log(
    `${label.padEnd(20)} ${ours.toFixed(2).padStart(6)}  portable ${twin.toFixed(2).padStart(6)}  ${verdict}`,
  );
}

if (import.meta.main) {
  const native = loadKernels();
  const portable = new Kernels(null);
  const bars = randomBars(LENGTH);
  const asked = process.argv.slice(2) as SeriesName[];
  const names = asked.length > 0 ? asked : (Object.keys(seriesCalls(0)) as SeriesName[]);
  console.log(`${native.isa}, ${LENGTH.toLocaleString("en")} elements, ns an element`);
  for (const name of names) report(name, name, bars, native, portable);
  for (const name of ["highest", "lowest"] as const)
    for (const [shape, at] of Object.entries(shapes)) {
      if (!names.includes(name)) continue;
      const close = Float64Array.from({ length: LENGTH }, (_, i) => at(i));
      report(`${name}, ${shape}`, name, { ...bars, close }, native, portable);
    }
  native.dispose();
}
