/**
 * Technical signals as rules: conditions over indicators and bars, as data or as typed functions, compiled once into one
 * flat run over columns or bar by bar, with the same bits.
 */
export { CompiledRules, compileRules, type RuleBatchOptions } from "./compiled-rules.ts";
export * from "./functions.ts";
export {
  judgeRule,
  type OutcomeOptions,
  type RuleOutcome,
  type SignalSeries,
  signalProbabilities,
  wilsonInterval,
} from "./outcomes.ts";
export { parseRules } from "./parse-rules.ts";
export type { Preset } from "./presets/preset.ts";
export { findPreset, PRESETS } from "./presets/presets.ts";
export {
  type AnyIndicator,
  type AnyName,
  type AnySeries,
  BAR_FIELDS,
  type BarField,
  type CandleName,
  type CandleSays,
  type CompleteRule,
  type Condition,
  type DivergenceCondition,
  type IndicatorSeries,
  type Operand,
  RULE_BOUNDS,
  RULE_CONFIDENCE,
  RULE_HORIZON,
  type Rule,
  type Series,
  type SeriesOptions,
  type SeriesParams,
} from "./rule.ts";
export { type RuleGeneratorOptions, ruleGenerator } from "./rule-generator.ts";
export { type PushBar, type RuleSignal, RuleStream } from "./rule-stream.ts";
