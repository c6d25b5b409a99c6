import {
  AlgorithmReport,
  CancelOrder,
  ConfigError,
  Discrepancy,
  EVENT_NAMES,
  Fill,
  FillBusted,
  INPUT_TYPES,
  MassCancel,
  NewOrder,
  NewOrderTerms,
  OrderClosed,
  OrderHeld,
  OrderProgress,
  OrderRefused,
  OrderReplaced,
  OrderStatusRequest,
  OrderTriggered,
  ReplaceOrder,
  RiskLimitsChanged,
  RiskStateChanged,
  RouteReport,
  Signal,
  StrategyParameterChanged,
  StrategyStateChanged,
  TimerRequest,
} from "@hotpath/core";

/** What goes to the venue. */
export const ORDER_TYPES: readonly number[] = [
  NewOrderTerms.TYPE,
  NewOrder.TYPE,
  CancelOrder.TYPE,
  ReplaceOrder.TYPE,
  OrderStatusRequest.TYPE,
];

/**
 * What is always journalled although it is derived: who changed what may be traded, why, and when; which strategies ran,
 * with which parameters; what a venue said otherwise, or did not say.
 */
export const AUDIT_TYPES: readonly number[] = [
  RiskStateChanged.TYPE,
  RiskLimitsChanged.TYPE,
  StrategyStateChanged.TYPE,
  StrategyParameterChanged.TYPE,
  Discrepancy.TYPE,
];

/** All that an engine decides: the audit, what goes to the venue, what became of it, signals and timers. */
export const DECISION_TYPES: readonly number[] = [
  ...AUDIT_TYPES,
  ...ORDER_TYPES,
  Fill.TYPE,
  FillBusted.TYPE,
  OrderHeld.TYPE,
  OrderTriggered.TYPE,
  OrderProgress.TYPE,
  OrderClosed.TYPE,
  OrderReplaced.TYPE,
  OrderRefused.TYPE,
  AlgorithmReport.TYPE,
  RouteReport.TYPE,
  MassCancel.TYPE,
  Signal.TYPE,
  TimerRequest.TYPE,
];

/** Which outputs a journal keeps beside its inputs: the audit alone, all decisions, or the audit and types of one's own. */
export type JournalledOutputs = "audit" | "decisions" | readonly number[];

/** The types behind a choice. @throws {ConfigError} for a type that is no output */
export function journalledTypes(outputs: JournalledOutputs): readonly number[] {
  if (outputs === "audit") return AUDIT_TYPES;
  if (outputs === "decisions") return DECISION_TYPES;
  if (!Array.isArray(outputs)) throw new ConfigError("journalOutputs", outputs, '"audit", "decisions" or type numbers');
  for (const [place, type] of outputs.entries())
    if (EVENT_NAMES[type] === undefined || INPUT_TYPES.includes(type))
      throw new ConfigError(`journalOutputs[${place}]`, type, "the type number of an output");
  return [...new Set([...AUDIT_TYPES, ...outputs])];
}
