/**
 * Execution algorithms: a parent order comes in, child orders go out over time (`AlgorithmStage`), and at the end a report
 * says what it came to. The curves and formulas behind them work alone: `VolumeProfile`, `trajectory`, `slippage`.
 */
export { AlgorithmKind, AlgorithmStatus } from "./algorithm-kind.ts";
export type { AlgorithmStageOptions } from "./algorithm-options.ts";
export { type AlgorithmCounts, AlgorithmStage } from "./algorithm-stage.ts";
export { AlgorithmTable } from "./algorithm-table.ts";
export {
  costVariance,
  expectedCost,
  type ImpactModel,
  type ImpactTrade,
  remaining,
  trajectory,
  urgency,
} from "./almgren-chriss.ts";
export { MarketTape } from "./market-tape.ts";
export { SLICES_MAX } from "./schedule.ts";
export { type SlippageReport, slippage } from "./slippage.ts";
export { VolumeProfile, type VolumeProfileOptions } from "./volume-profile.ts";
