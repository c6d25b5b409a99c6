import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { STATISTICS_PYTHON } from "../../../packages/signals/src/testing/statistical-peers.ts";

/** What the peers take, in milliseconds, and what they find, so that it can be compared. */
export interface PythonTimes {
  johansen: number;
  trace: number;
  engleGranger: number;
  statistic: number;
  markov: Record<"2" | "3", { milliseconds: number; logLikelihood: number }>;
}

const PROGRAM = `
import sys, time, json, warnings, numpy
warnings.simplefilter("ignore")
from statsmodels.tsa.vector_ar.vecm import coint_johansen
from statsmodels.tsa.stattools import coint
from hmmlearn.hmm import GaussianHMM
asked = json.load(open(sys.argv[1]))
def median(run, count):
    times = []
    for _ in range(count):
        start = time.process_time(); found = run(); times.append(time.process_time() - start)
    return 1000 * sorted(times)[count // 2], found
levels = numpy.array(asked["levels"]).T
answer = {}
answer["johansen"], found = median(lambda: coint_johansen(levels, 0, 1), 15)
answer["trace"] = found.trace_stat[0]
answer["engleGranger"], found = median(lambda: coint(levels[:, 0], levels[:, 1:], maxlag=4, autolag=None), 15)
answer["statistic"] = found[0]
x = numpy.array(asked["returns"]).reshape(-1, 1)
answer["markov"] = {}
for name, model in asked["models"].items():
    states = len(model["means"])
    def fit():
        hmm = GaussianHMM(states, "diag", init_params="", n_iter=asked["steps"], tol=-numpy.inf, covars_prior=0, covars_weight=1, min_covar=0)
        hmm.startprob_ = numpy.array(model["initial"]); hmm.transmat_ = numpy.array(model["transition"])
        hmm.means_ = numpy.array(model["means"]).reshape(-1, 1); hmm.covars_ = numpy.array(model["variances"]).reshape(-1, 1)
        return hmm.fit(x)
    time_, hmm = median(fit, 3)
    answer["markov"][name] = dict(milliseconds=time_, logLikelihood=hmm.score(x))
print(json.dumps(answer))`;

/** Runs statsmodels and hmmlearn on one thread; undefined where no Python has them. */
export function pythonTimes(questions: object): PythonTimes | undefined {
  if (STATISTICS_PYTHON === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "hotpath-statistics-"));
  try {
    const file = join(folder, "questions.json");
    writeFileSync(file, JSON.stringify(questions));
    const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
    const run = Bun.spawnSync([STATISTICS_PYTHON, "-c", PROGRAM, file], { env, stderr: "pipe" });
    if (run.exitCode !== 0) throw new Error(`the Python peers ended with ${run.exitCode}:\n${run.stderr}`);
    return JSON.parse(run.stdout.toString());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
