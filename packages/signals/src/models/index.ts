/**
 * Models that were trained elsewhere: LightGBM, XGBoost and ONNX, scored as their own libraries do.
 */
export {
  EXP_TABLE_ERROR,
  expByTable,
  LOG_TABLE_ERROR,
  logByTable,
  TANH_TABLE_ERROR,
  tanhByTable,
} from "./elementary-tables.ts";
export { BINS_MOST, binOf, binRows, chooseBins, type FeatureBins } from "./feature-bins.ts";
export { parseLightGbm, parseLightGbmJson } from "./lightgbm.ts";
export { applyObjective, logistic, type Objective, type Transform } from "./objective.ts";
export { DEPTH_MOST, ObliviousScorer, type ObliviousTree, type ObliviousTrees } from "./oblivious-scorer.ts";
export { parseOnnxTrees } from "./onnx.ts";
export {
  ONNX_RUNTIMES,
  type OnnxOutput,
  type OnnxRuntime,
  OnnxSession,
  type OnnxSessionOptions,
  openOnnxSession,
} from "./onnx-session.ts";
export { parseTreeModel } from "./open-model.ts";
export { type QuantizedTrees, quantizeTrees } from "./quantize-trees.ts";
export { SIGMOID_TABLE_ERROR, sigmoidByTable, sigmoidsByTable } from "./sigmoid-table.ts";
export { type DecisionTree, goesLeft, leafOf, Missing, Question, type TreeEnsemble } from "./tree-ensemble.ts";
export { type TreeKernelSource, TreeScorer } from "./tree-scorer.ts";
export { parseXgboost } from "./xgboost.ts";
