/**
 * Ensembles of trees, as they are used: many rows at once, and one row when the market has moved. The peer is LightGBM's
 * own library on the same model and rows, where HOTPATH_MODELS_PYTHON names a Python that has it, and ONNX Runtime in this
 * process, where HOTPATH_ONNXRUNTIME names a folder in which onnxruntime-node is installed.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "@hotpath/core";
import { loadKernels } from "@hotpath/native";
import {
  chooseBins,
  ObliviousScorer,
  parseLightGbm,
  parseTreeModel,
  quantizeTrees,
  sigmoidsByTable,
  type TreeEnsemble,
  TreeScorer,
} from "@hotpath/signals/models";
import { randomLightGbm } from "../../packages/signals/src/testing/random-lightgbm.ts";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";
import { onnxOf } from "./signals-models/onnx-trees.ts";

const TREES = 100;
const LEAVES = 31;
const FEATURES = 32;
const ROWS = 4096;

const random = new Random(11);
const rows = Float64Array.from({ length: ROWS * FEATURES }, () => random.normal());
const model = randomLightGbm(random, { trees: TREES, leaves: LEAVES, features: FEATURES, rows });

/** Seconds of LightGBM for a batch and for a row, on one thread; the same scores, or nothing is said. */
function lightgbm(scores: Float64Array): { batch: number; single: number } | undefined {
  const python = process.env.HOTPATH_MODELS_PYTHON;
  if (python === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "hotpath-lightgbm-"));
  try {
    writeFileSync(join(folder, "model.txt"), model);
    writeFileSync(join(folder, "rows"), rows);
    const program = `
import sys, time, numpy, lightgbm
folder = sys.argv[1]
booster = lightgbm.Booster(model_file=folder + "/model.txt")
rows = numpy.fromfile(folder + "/rows").reshape(-1, ${FEATURES})
def best(count, run):
    times = []
    for _ in range(count):
        start = time.perf_counter(); run(); times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]
score = lambda x: booster.predict(x, raw_score=True, num_threads=1)
batch = best(20, lambda: score(rows)) / len(rows)
single = best(300, lambda: score(rows[7:8]))
numpy.asarray(score(rows)).tofile(folder + "/scores")
print(batch, single)`;
    const run = Bun.spawnSync([python, "-W", "ignore", "-c", program, folder], {
      env: { ...process.env, OMP_NUM_THREADS: "1" },
    });
    if (run.exitCode !== 0) return undefined;
    const theirs = new Float64Array(new Uint8Array(readFileSync(join(folder, "scores"))).buffer);
    if (theirs.some((score, i) => score !== scores[i])) throw new Error("LightGBM has other scores");
    const [batch, single] = run.stdout.toString().trim().split(" ").map(Number);
    return { batch: batch! * 1e9, single: single! * 1e9 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What of onnxruntime-node is used. */
interface OnnxRuntime {
  InferenceSession: {
    create(
      bytes: Uint8Array,
      options: object,
    ): Promise<{ run(feeds: object): Promise<{ scores: { data: Float32Array } }> }>;
  };
  Tensor: new (type: "float32", data: Float32Array, dimensions: readonly number[]) => object;
}

/** Nanoseconds of ONNX Runtime a row of a batch and for a row, on one thread; near our scores, or nothing is said. */
async function onnxruntime(
  ensemble: TreeEnsemble,
  scores: Float64Array,
): Promise<{ batch: number; single: number } | undefined> {
  const folder = process.env.HOTPATH_ONNXRUNTIME;
  if (folder === undefined) return undefined;
  const { InferenceSession, Tensor } = (await import(Bun.resolveSync("onnxruntime-node", folder))) as OnnxRuntime;
  const bytes = onnxOf(ensemble);
  const ours = new TreeScorer(parseTreeModel(bytes)!).raw(rows, new Float64Array(ROWS));
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const values = Float32Array.from(rows);
  const all = new Tensor("float32", values, [ROWS, FEATURES]);
  const { data } = (await session.run({ rows: all })).scores;
  // Its sums are in single precision; thresholds too, so that a row may fall the other way at one of them.
  for (let r = 0; r < ROWS; r++)
    if (Math.abs(data[r]! - ours[r]!) > 1e-4) throw new Error("ONNX Runtime has other scores");
  const apart = data.filter((score, r) => Math.abs(score - scores[r]!) > 1e-3).length;
  if (apart > ROWS / 100) throw new Error("the ONNX model is another");
  const one = new Tensor("float32", values.slice(7 * FEATURES, 8 * FEATURES), [1, FEATURES]);
  const single = await nsPerOperation(64, async () => {
    for (let k = 0; k < 64; k++) await session.run({ rows: one });
  });
  return { batch: await nsPerOperation(ROWS, () => session.run({ rows: all })), single };
}

async function ensembles(): Promise<BenchRow[]> {
  using kernels = loadKernels();
  const ensemble = parseLightGbm(model);
  const scorer = new TreeScorer(ensemble, kernels);
  const portable = new TreeScorer(ensemble, { trees: null });
  const out = new Float64Array(ROWS);
  const batch = await nsPerOperation(ROWS, () => scorer.raw(rows, out));
  const single = Array.from({ length: 64 }, (_, r) => rows.slice(r * FEATURES, (r + 1) * FEATURES));
  const one = new Float64Array(1);
  const alone = (by: TreeScorer) => () => {
    let sum = 0;
    for (let r = 0; r < 64; r++) sum += by.raw(single[r]!, one)[0]!;
    return sum;
  };
  const each = await nsPerOperation(64, alone(scorer));
  const peer = lightgbm(out);
  const onnx = await onnxruntime(ensemble, out);
  const peers = (of: "batch" | "single", typescript: number) => ({
    peers: {
      ...(peer === undefined ? {} : { LightGBM: peer[of] }),
      ...(onnx === undefined ? {} : { "ONNX Runtime": onnx[of] }),
      "its TypeScript twin": typescript,
    },
  });
  const quantized = quantizeTrees(ensemble, 16);
  const coarse = new TreeScorer(quantized.ensemble, kernels);
  const what = `${TREES} trees of ${LEAVES} leaves on ${FEATURES} features`;
  const twinBatch = await nsPerOperation(ROWS, () => portable.raw(rows, out));
  const twinEach = await nsPerOperation(64, alone(portable));
  return [
    {
      what: `${what}, a row of a batch`,
      ours: batch,
      unit: "ns",
      better: "lower",
      goal: 1000,
      ...peers("batch", twinBatch),
    },
    {
      what: `${what}, one row alone`,
      ours: each,
      unit: "ns",
      better: "lower",
      goal: 2500,
      ...peers("single", twinEach),
    },
    {
      what: `${what}, leaves of int16, a row of a batch`,
      ours: await nsPerOperation(ROWS, () => coarse.raw(rows, out)),
      unit: "ns",
      better: "lower",
      peers: { "leaves as they are": batch },
      note: `within ${quantized.bound.toPrecision(2)} of the raw score; the kernels are the same, a file of the leaves is a quarter`,
    },
  ];
}

async function oblivious(): Promise<BenchRow> {
  using kernels = loadKernels();
  const bins = chooseBins(rows, FEATURES);
  const pick = (bound: number) => Array.from({ length: 6 }, () => random.integer(bound));
  const trees = Array.from({ length: TREES }, () => ({
    features: pick(FEATURES),
    bins: pick(255),
    leaves: Float64Array.from({ length: 64 }, () => random.normal()),
  }));
  const scorer = new ObliviousScorer({ bins, base: 0, trees }, kernels);
  const portable = new ObliviousScorer({ bins, base: 0, trees }, { trees: null });
  const binned = scorer.bin(rows, new Uint8Array(rows.length));
  const out = new Float64Array(ROWS);
  return {
    what: `${TREES} oblivious trees of depth 6 on bins, a row of a batch`,
    ours: await nsPerOperation(ROWS, () => scorer.raw(binned, out)),
    unit: "ns",
    better: "lower",
    goal: 120,
    peers: { "its TypeScript twin": await nsPerOperation(ROWS, () => portable.raw(binned, out)) },
  };
}

async function sigmoid(): Promise<BenchRow> {
  const values = Float64Array.from({ length: ROWS }, () => 4 * random.normal());
  const out = new Float64Array(ROWS);
  return {
    what: "sigmoid by table",
    ours: await nsPerOperation(ROWS, () => sigmoidsByTable(values, out)),
    unit: "ns",
    better: "lower",
    goal: 2,
    peers: {
      "1 / (1 + Math.exp(-x))": await nsPerOperation(ROWS, () => {
        for (let i = 0; i < ROWS; i++) out[i] = 1 / (1 + Math.exp(-values[i]!));
        return out;
      }),
    },
  };
}

const suite: Suite = {
  name: "signals-models",
  async run() {
    return [...(await ensembles()), await oblivious(), await sigmoid()];
  },
};

export default suite;
