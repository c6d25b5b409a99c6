import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LearningSet } from "./learning-sets.ts";
import { MODELS_PYTHON } from "./trained-models.ts";

/** What LightGBM makes of a set, on one thread. */
export interface PeerResult {
  auc: number;
  logLoss: number;
  /** Of training, binning included. */
  seconds: number;
}

const PROGRAM = `
import sys, time, json, numpy, lightgbm
from sklearn.metrics import roc_auc_score, log_loss
folder, features, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
read = lambda name: numpy.fromfile(folder + "/" + name)
x, y, tx, ty = read("x").reshape(-1, features), read("y"), read("tx").reshape(-1, features), read("ty")
settings = dict(objective="binary", verbose=-1, num_threads=1, seed=1)
times = []
for _ in range(3):
    start = time.process_time()
    booster = lightgbm.train(settings, lightgbm.Dataset(x, y), rounds)
    times.append(time.process_time() - start)
p = booster.predict(tx)
print(json.dumps(dict(auc=roc_auc_score(ty, p), logLoss=log_loss(ty, p), seconds=min(times))))`;

/** Trains LightGBM with its defaults; undefined where there is no Python that has it. */
export function trainLightGbm({ train, test }: LearningSet, rounds: number): PeerResult | undefined {
  if (MODELS_PYTHON === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "hotpath-peer-"));
  try {
    const parts = { x: train.values, y: train.labels, tx: test.values, ty: test.labels };
    for (const [name, values] of Object.entries(parts)) writeFileSync(join(folder, name), values);
    const command = [MODELS_PYTHON, "-W", "ignore", "-c", PROGRAM, folder, String(train.features), String(rounds)];
    const run = Bun.spawnSync(command, { env: { ...process.env, OMP_NUM_THREADS: "1" }, stderr: "pipe" });
    if (run.exitCode !== 0) throw new Error(`LightGBM ended with ${run.exitCode}:\n${run.stderr}`);
    return JSON.parse(run.stdout.toString());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
