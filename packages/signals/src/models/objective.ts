import { exp, InputError, log1p } from "@hotpath/core";

/** How raw scores become predictions. */
export type Transform = "identity" | "sigmoid" | "softmax" | "exp" | "signedSquare" | "log1pExp" | "hinge" | "unknown";

/** What a model was trained for. */
export interface Objective {
  /** Its name in the library that trained it. */
  name: string;
  transform: Transform;
  /** What a raw score is multiplied by inside of `sigmoid`. */
  slope: number;
}

const XGBOOST: Record<string, Transform> = {
  "reg:squarederror": "identity",
  "reg:squaredlogerror": "identity",
  "reg:pseudohubererror": "identity",
  "reg:absoluteerror": "identity",
  "reg:quantileerror": "identity",
  "reg:linear": "identity",
  "reg:logistic": "sigmoid",
  "binary:logistic": "sigmoid",
  "binary:logitraw": "identity",
  "binary:hinge": "hinge",
  "count:poisson": "exp",
  "reg:gamma": "exp",
  "reg:tweedie": "exp",
  "survival:cox": "exp",
  "survival:aft": "exp",
  "multi:softmax": "softmax",
  "multi:softprob": "softmax",
  "rank:pairwise": "identity",
  "rank:ndcg": "identity",
  "rank:map": "identity",
};

const LIGHTGBM: Record<string, Transform> = {
  regression: "identity",
  regression_l1: "identity",
  huber: "identity",
  fair: "identity",
  quantile: "identity",
  mape: "identity",
  poisson: "exp",
  gamma: "exp",
  tweedie: "exp",
  binary: "sigmoid",
  multiclass: "softmax",
  multiclassova: "sigmoid",
  cross_entropy: "sigmoid",
  cross_entropy_lambda: "log1pExp",
  lambdarank: "identity",
  rank_xendcg: "identity",
  custom: "identity",
};

/** The objective that an XGBoost model names. */
export function xgboostObjective(name: string): Objective {
  return { name, transform: XGBOOST[name] ?? "unknown", slope: 1 };
}

/** The objective of a LightGBM model, in the words of its file: `binary sigmoid:1`. */
export function lightgbmObjective(words: string): Objective {
  const [name = "custom", ...settings] = words.trim().split(/\s+/);
  const slope = Number(settings.find((word) => word.startsWith("sigmoid:"))?.slice("sigmoid:".length) ?? 1);
  const transform = settings.includes("sqrt") ? "signedSquare" : (LIGHTGBM[name] ?? "unknown");
  if (!(Number.isFinite(slope) && slope > 0))
    throw new InputError("INPUT_INVALID", `objective: got "${words}"; allowed: a sigmoid greater than 0`);
  return { name, transform, slope };
}

/** 1 / (1 + e^−x). */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/**
 * Turns the raw scores of rows into predictions, in place.
 *
 * @throws {InputError} the objective is one whose predictions are not known here
 */
export function applyObjective({ name, transform, slope }: Objective, scores: Float64Array, outputs: number): void {
  if (transform === "unknown")
    throw new InputError("INPUT_INVALID", `objective: "${name}" is not known; its raw scores can be used`);
  if (transform === "identity") return;
  if (transform === "softmax") {
    for (let at = 0; at + outputs <= scores.length; at += outputs) softmax(scores, at, outputs);
    return;
  }
  for (let i = 0; i < scores.length; i++) scores[i] = transformed(transform, slope, scores[i]!);
}

function transformed(transform: Transform, slope: number, x: number): number {
  switch (transform) {
    case "sigmoid":
      return logistic(slope * x);
    case "exp":
      return exp(x);
    case "signedSquare":
      return x < 0 ? -x * x : x * x;
    case "log1pExp":
      return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
    case "hinge":
      return x > 0 ? 1 : 0;
    default:
      return x;
  }
}

function softmax(scores: Float64Array, at: number, count: number): void {
  let greatest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++) greatest = Math.max(greatest, scores[at + k]!);
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const e = exp(scores[at + k]! - greatest);
    scores[at + k] = e;
    sum += e;
  }
  for (let k = 0; k < count; k++) scores[at + k]! /= sum;
}
