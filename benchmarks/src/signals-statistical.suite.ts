/**
 * Statistical signals: what each default generator costs an update, alone and in a set with the technical ones; and the
 * estimators that run beside the hot path, whose peers are statsmodels and hmmlearn on one thread, where
 * HOTPATH_STATISTICS_PYTHON names a Python that has them, and a textbook's Baum and Welch in this language.
 */
import { Random } from "@hotpath/core";
import { type SignalGenerator, SignalSet } from "@hotpath/signals";
import {
  allDefaultGenerators,
  CrossSection,
  defaultStatisticalGenerators,
  engleGranger,
  fitHiddenMarkov,
  type HiddenMarkovModel,
  johansen,
  KalmanHedge,
  RunLengthPosterior,
} from "@hotpath/signals/statistical";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";
import { pythonTimes } from "./signals-statistical/python-peers.ts";
import { type TextbookModel, textbookStep } from "./signals-statistical/textbook-markov.ts";

const UPDATES = 4096;
const SYMBOLS = 1000;
const STEPS = 50;

const random = new Random(5);
const shocks = Float64Array.from({ length: 5 * UPDATES }, () => random.normal());
/** A book whose mid reverts a little, in ticks of 0.01. */
const bids = new Float64Array(UPDATES);
const asks = new Float64Array(UPDATES);
const bidSizes = new Float64Array(UPDATES);
const askSizes = new Float64Array(UPDATES);
let level = 100;
for (let i = 0; i < UPDATES; i++) {
  level += 0.02 * shocks[i]! - 0.01 * (level - 100);
  bids[i] = Math.round(100 * level) / 100;
  asks[i] = bids[i]! + (random.chance(0.8) ? 0.01 : 0.02);
  bidSizes[i] = 1 + random.integer(100);
  askSizes[i] = 1 + random.integer(100);
}
const prices = bids.map((bid, i) => (bid + asks[i]!) / 2);

/** A loop of its own for each generator: one that sees several classes measures the look-up of their methods. */
function loops(): { update: (g: SignalGenerator) => number; quote: (g: SignalGenerator) => number } {
  const update = new Function(
    "prices",
    "return (g) => { let sum = 0; for (let i = 0; i < prices.length; i++) sum += g.update(0, prices[i], 1); return sum; };",
  )(prices);
  const quote = new Function(
    "b, a, bs, as",
    "return (g) => { for (let i = 0; i < b.length; i++) g.quote(0, b[i], a[i], bs[i], as[i]); return g.value(0); };",
  )(bids, asks, bidSizes, askSizes);
  return { update, quote };
}

async function generators(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  let total = 0;
  for (const make of defaultStatisticalGenerators()) {
    const generator = make(1);
    const { update, quote } = loops();
    const ours = await nsPerOperation(UPDATES, () => update(generator));
    total += ours;
    rows.push({ what: `${generator.name}: one update`, ours, unit: "ns", better: "lower" });
    if (generator.quote === undefined) continue;
    rows.push({
      what: `${generator.name}: one quote`,
      ours: await nsPerOperation(UPDATES, () => quote(generator)),
      unit: "ns",
      better: "lower",
    });
  }
  rows.push({ what: "the six of them: one update, added up", ours: total, unit: "ns", better: "lower" });
  return rows;
}

/** Long enough for a set's large functions to be compiled again after the collection that precedes the measurement. */
const LONG = 3e9;

async function sets(): Promise<BenchRow[]> {
  const all = allDefaultGenerators();
  using one = new SignalSet({ symbols: 1, generators: all });
  let micros = 0;
  const each = await nsPerOperation(
    UPDATES,
    () => {
      let sum = 0;
      for (let i = 0; i < UPDATES; i++) {
        micros += 1000;
        sum += one.update(0, prices[i]!, 0, micros);
      }
      return sum;
    },
    LONG,
  );
  using many = new SignalSet({ symbols: SYMBOLS, generators: all });
  const frame = new Float64Array(SYMBOLS);
  const votes = new Float64Array(SYMBOLS);
  let row = 0;
  const together = await nsPerOperation(
    1,
    () => {
      row = (row + 1) & (UPDATES - 1);
      for (let s = 0; s < SYMBOLS; s++) frame[s] = prices[(row + 7 * s) & (UPDATES - 1)]!;
      micros += 1000;
      many.updateAll(frame, undefined, micros, votes);
      return votes[0];
    },
    LONG,
  );
  return [
    {
      what: "all default technical and statistical signals (allDefaultGenerators), learned and ensemble, one update",
      ours: each,
      unit: "ns",
      better: "lower",
      note: "batch mean, one symbol",
      goal: 150,
    },
    {
      what: `the same, ${SYMBOLS} symbols, one update of each`,
      ours: together / 1000,
      unit: "µs",
      better: "lower",
      goal: 1000,
    },
  ];
}

async function columns(): Promise<BenchRow[]> {
  const hedge = new KalmanHedge(1);
  const posterior = new RunLengthPosterior(1);
  const section = new CrossSection(SYMBOLS);
  for (let s = 0; s < SYMBOLS; s++) section.set(s, shocks[s]!);
  const kalman = await nsPerOperation(UPDATES, () => {
    let sum = 0;
    for (let i = 0; i < UPDATES; i++) sum += hedge.take(0, prices[i]!, bids[i]!);
    return sum;
  });
  const runs = await nsPerOperation(UPDATES, () => {
    for (let i = 0; i < UPDATES; i++) posterior.take(0, shocks[i]!);
    return posterior.mean(0);
  });
  let turn = 0;
  const ranking = await nsPerOperation(1, () => {
    for (let s = 0; s < SYMBOLS; s += 7) section.set(s, shocks[(s + turn) % shocks.length]!);
    turn += 1;
    return section.rank();
  });
  return [
    { what: "Kalman hedge of a pair: one step", ours: kalman, unit: "ns", better: "lower" },
    {
      what: `run lengths by Bayes' rule, ${posterior.posterior(0).lengths.length} kept: one value`,
      ours: runs,
      unit: "ns",
      better: "lower",
    },
    { what: `${SYMBOLS} symbols ranked`, ours: ranking / 1000, unit: "µs", better: "lower" },
  ];
}
/** Five series of two common walks. */
function levels(): Float64Array[] {
  const columns = Array.from({ length: 5 }, () => new Float64Array(1000));
  let [a, b] = [0, 0];
  for (let i = 0; i < 1000; i++) {
    a += random.normal();
    b += random.normal();
    for (const [k, column] of columns.entries()) column[i] = (k + 1) * a + (2 - k) * b + 3 * random.normal();
  }
  return columns;
}

const start = (states: number): TextbookModel => ({
  initial: Array.from({ length: states }, () => 1 / states),
  transition: Array.from({ length: states }, (_, i) =>
    Array.from({ length: states }, (_, j) => (i === j ? 0.9 : 0.1 / (states - 1))),
  ),
  means: Array.from({ length: states }, () => 0),
  variances: Array.from({ length: states }, (_, j) => 0.3 * 3 ** j),
});

/** Returns of three regimes. */
function returns(): Float64Array {
  let state = 0;
  return Float64Array.from({ length: 10_000 }, () => {
    if (random.chance(0.02)) state = random.integer(3);
    return [0.05, 0, -0.1][state]! + [0.5, 1, 2.5][state]! * random.normal();
  });
}

const ms = (nanos: number) => nanos / 1e6;

async function estimators(): Promise<BenchRow[]> {
  const [series, values] = [levels(), returns()];
  const models = { "2": start(2), "3": start(3) };
  const python = pythonTimes({
    levels: series.map((column) => Array.from(column)),
    returns: Array.from(values),
    models,
    steps: STEPS,
  });
  const check = (ours: number, theirs: number | undefined, what: string) => {
    if (theirs !== undefined && Math.abs(ours - theirs) > 1e-5 * Math.abs(theirs))
      throw new Error(`${what}: ${ours}, the peer ${theirs}`);
  };
  check(johansen(series).trace[0]!.statistic, python?.trace, "Johansen");
  const [y, ...x] = series as [Float64Array, ...Float64Array[]];
  const pair = () => engleGranger(y, x, { choose: "none", maxLag: 4 });
  check(pair().statistic, python?.statistic, "Engle and Granger");
  const rows: BenchRow[] = [
    {
      what: "Johansen's test of 5 series of 1,000",
      ours: ms(await nsPerOperation(1, () => johansen(series))),
      unit: "ms",
      better: "lower",
      ...(python === undefined ? {} : { peers: { statsmodels: python.johansen } }),
    },
    {
      what: "Engle and Granger's test of the same, 4 lags",
      ours: ms(await nsPerOperation(1, pair)),
      unit: "ms",
      better: "lower",
      ...(python === undefined ? {} : { peers: { statsmodels: python.engleGranger } }),
    },
  ];
  for (const name of ["2", "3"] as const)
    rows.push(await markov(name, models[name], values, python?.markov[name], check));
  return rows;
}

async function markov(
  name: string,
  model: TextbookModel,
  values: Float64Array,
  python: { milliseconds: number; logLikelihood: number } | undefined,
  check: (ours: number, theirs: number | undefined, what: string) => void,
): Promise<BenchRow> {
  const begin: HiddenMarkovModel = {
    states: model.initial.length,
    order: "variance",
    initial: Float64Array.from(model.initial),
    transition: Float64Array.from(model.transition.flat()),
    means: Float64Array.from(model.means),
    variances: Float64Array.from(model.variances),
  };
  const fit = () => fitHiddenMarkov(values, { start: begin, iterations: STEPS, tolerance: 0 });
  const textbook = () => {
    let now = model;
    for (let k = 0; k < STEPS; k++) now = textbookStep(values, now).model;
    return now;
  };
  const { logLikelihood } = fit();
  check(logLikelihood, python?.logLikelihood, `${name} states`);
  check(logLikelihood, textbookStep(values, textbook()).logLikelihood, `${name} states, textbook`);
  return {
    what: `hidden Markov model of ${name} states, 10,000 values: ${STEPS} steps of Baum and Welch's`,
    ours: ms(await nsPerOperation(1, fit)),
    unit: "ms",
    better: "lower",
    peers: {
      ...(python === undefined ? {} : { hmmlearn: python.milliseconds }),
      "a textbook in TypeScript": ms(await nsPerOperation(1, textbook)),
    },
  };
}

const suite: Suite = {
  name: "signals-statistical",
  run: async () => [...(await generators()), ...(await sets()), ...(await columns()), ...(await estimators())],
};

export default suite;
