/**
 * Learning: boosted trees and forests over rows, and models that learn row by row.
 */
export { type BarColumns, BarFeatures, barFeatures } from "../features/bar-features.ts";
export { AdaptiveForest } from "./adaptive-forest.ts";
export { Adwin } from "./adwin.ts";
export { type BoostedTrees, type BoostingOptions, trainBoostedTrees } from "./boosted-trees.ts";
export { type HoeffdingOptions, HoeffdingTree } from "./hoeffding-tree.ts";
export { areaUnderCurve, logLoss, meanSquaredError } from "./metrics.ts";
export {
  readSignalModel,
  type SignalModel,
  SignalModelScorer,
  writeSignalModel,
} from "./model-file.ts";
export { NearestNeighbours } from "./nearest-neighbours.ts";
export { PassiveAggressive, RecursiveLeastSquares } from "./online-linear.ts";
export { AdagradLogistic, FtrlLogistic, type FtrlOptions } from "./online-logistic.ts";
export type { OnlineModel } from "./online-model.ts";
export { type Forest, type ForestOptions, trainRandomForest } from "./random-forest.ts";
export { trainInWorker, type WatchOptions, type WorkerOptions } from "./train-in-worker.ts";
export type { TrainingData } from "./training-data.ts";
