// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** Every record type of the schema, and the readable view of any record. */
import type { EventCursor } from "../cursor.ts";
import * as Quote from "./quote.ts";
import * as Trade from "./trade.ts";
import * as BookLevel from "./book-level.ts";
import * as Bar from "./bar.ts";
import * as Timer from "./timer.ts";
import * as ExecutionReport from "./execution-report.ts";
import * as Command from "./command.ts";
import * as VenueOrder from "./venue-order.ts";
import * as VenueCancel from "./venue-cancel.ts";
import * as VenueReplace from "./venue-replace.ts";
import * as VenueCommand from "./venue-command.ts";
import * as RiskCommand from "./risk-command.ts";
import * as RiskLimit from "./risk-limit.ts";
import * as RiskLimitsCommit from "./risk-limits-commit.ts";
import * as BookClear from "./book-clear.ts";
import * as TradingStatus from "./trading-status.ts";
import * as VenueSession from "./venue-session.ts";
import * as VenueOrderState from "./venue-order-state.ts";
import * as VenuePosition from "./venue-position.ts";
import * as Signal from "./signal.ts";
import * as OrderIntent from "./order-intent.ts";
import * as CancelIntent from "./cancel-intent.ts";
import * as NewOrder from "./new-order.ts";
import * as CancelOrder from "./cancel-order.ts";
import * as OrderRefused from "./order-refused.ts";
import * as Fill from "./fill.ts";
import * as OrderClosed from "./order-closed.ts";
import * as OrderRequest from "./order-request.ts";
import * as VenueReport from "./venue-report.ts";
import * as RiskStateChanged from "./risk-state-changed.ts";
import * as RiskLimitsChanged from "./risk-limits-changed.ts";
import * as MassCancel from "./mass-cancel.ts";
import * as ReplaceIntent from "./replace-intent.ts";
import * as ReplaceRequest from "./replace-request.ts";
import * as ReplaceOrder from "./replace-order.ts";
import * as OrderReplaced from "./order-replaced.ts";
import * as FillBusted from "./fill-busted.ts";
import * as OrderTerms from "./order-terms.ts";
import * as NewOrderTerms from "./new-order-terms.ts";
import * as OrderHeld from "./order-held.ts";
import * as OrderTriggered from "./order-triggered.ts";
import * as OrderProgress from "./order-progress.ts";
import * as OrderAdopted from "./order-adopted.ts";
import * as Discrepancy from "./discrepancy.ts";
import * as ReconciliationEnded from "./reconciliation-ended.ts";
import * as OrderStatusRequest from "./order-status-request.ts";
import * as OrderLink from "./order-link.ts";
import * as OrderGroupChanged from "./order-group-changed.ts";
import * as RouteOrder from "./route-order.ts";
import * as RouteCancel from "./route-cancel.ts";
import * as RouteReport from "./route-report.ts";
import * as AlgorithmOrder from "./algorithm-order.ts";
import * as AlgorithmCancel from "./algorithm-cancel.ts";
import * as AlgorithmReport from "./algorithm-report.ts";
import * as AlgorithmChild from "./algorithm-child.ts";
import * as RouteChild from "./route-child.ts";
import * as StrategyCommand from "./strategy-command.ts";
import * as StrategyParameter from "./strategy-parameter.ts";
import * as RiskBudget from "./risk-budget.ts";
import * as StrategyStateChanged from "./strategy-state-changed.ts";
import * as StrategyParameterChanged from "./strategy-parameter-changed.ts";
import * as TimerRequest from "./timer-request.ts";
import * as Checkpoint from "./checkpoint.ts";
import * as Funding from "./funding.ts";
import * as Dividend from "./dividend.ts";
import * as Split from "./split.ts";
import * as BorrowFee from "./borrow-fee.ts";
import * as ExchangeRate from "./exchange-rate.ts";
import * as BookOrder from "./book-order.ts";
import * as OrderEntry from "./order-entry.ts";
import * as OrderEntryCancel from "./order-entry-cancel.ts";
import * as OrderEntryReplace from "./order-entry-replace.ts";
import * as OrderEntryMassCancel from "./order-entry-mass-cancel.ts";
import * as GatewayCommand from "./gateway-command.ts";
import * as GatewayText from "./gateway-text.ts";
import * as OrderEntryTerms from "./order-entry-terms.ts";
import * as OrderEntryBracket from "./order-entry-bracket.ts";

export { Quote, Trade, BookLevel, Bar, Timer, ExecutionReport, Command, VenueOrder, VenueCancel, VenueReplace, VenueCommand, RiskCommand, RiskLimit, RiskLimitsCommit, BookClear, TradingStatus, VenueSession, VenueOrderState, VenuePosition, Signal, OrderIntent, CancelIntent, NewOrder, CancelOrder, OrderRefused, Fill, OrderClosed, OrderRequest, VenueReport, RiskStateChanged, RiskLimitsChanged, MassCancel, ReplaceIntent, ReplaceRequest, ReplaceOrder, OrderReplaced, FillBusted, OrderTerms, NewOrderTerms, OrderHeld, OrderTriggered, OrderProgress, OrderAdopted, Discrepancy, ReconciliationEnded, OrderStatusRequest, OrderLink, OrderGroupChanged, RouteOrder, RouteCancel, RouteReport, AlgorithmOrder, AlgorithmCancel, AlgorithmReport, AlgorithmChild, RouteChild, StrategyCommand, StrategyParameter, RiskBudget, StrategyStateChanged, StrategyParameterChanged, TimerRequest, Checkpoint, Funding, Dividend, Split, BorrowFee, ExchangeRate, BookOrder, OrderEntry, OrderEntryCancel, OrderEntryReplace, OrderEntryMassCancel, GatewayCommand, GatewayText, OrderEntryTerms, OrderEntryBracket };

/** Any event as an object, told apart by its `type`. */
export type EventView = Quote.View | Trade.View | BookLevel.View | Bar.View | Timer.View | ExecutionReport.View | Command.View | VenueOrder.View | VenueCancel.View | VenueReplace.View | VenueCommand.View | RiskCommand.View | RiskLimit.View | RiskLimitsCommit.View | BookClear.View | TradingStatus.View | VenueSession.View | VenueOrderState.View | VenuePosition.View | Signal.View | OrderIntent.View | CancelIntent.View | NewOrder.View | CancelOrder.View | OrderRefused.View | Fill.View | OrderClosed.View | OrderRequest.View | VenueReport.View | RiskStateChanged.View | RiskLimitsChanged.View | MassCancel.View | ReplaceIntent.View | ReplaceRequest.View | ReplaceOrder.View | OrderReplaced.View | FillBusted.View | OrderTerms.View | NewOrderTerms.View | OrderHeld.View | OrderTriggered.View | OrderProgress.View | OrderAdopted.View | Discrepancy.View | ReconciliationEnded.View | OrderStatusRequest.View | OrderLink.View | OrderGroupChanged.View | RouteOrder.View | RouteCancel.View | RouteReport.View | AlgorithmOrder.View | AlgorithmCancel.View | AlgorithmReport.View | AlgorithmChild.View | RouteChild.View | StrategyCommand.View | StrategyParameter.View | RiskBudget.View | StrategyStateChanged.View | StrategyParameterChanged.View | TimerRequest.View | Checkpoint.View | Funding.View | Dividend.View | Split.View | BorrowFee.View | ExchangeRate.View | BookOrder.View | OrderEntry.View | OrderEntryCancel.View | OrderEntryReplace.View | OrderEntryMassCancel.View | GatewayCommand.View | GatewayText.View | OrderEntryTerms.View | OrderEntryBracket.View;

/** Names of the record types by type number. */
export const EVENT_NAMES: Readonly<Record<number, EventView["type"]>> = {
  1: "Quote",
  2: "Trade",
  3: "BookLevel",
  4: "Bar",
  5: "Timer",
  6: "ExecutionReport",
  7: "Command",
  8: "VenueOrder",
  9: "VenueCancel",
  10: "VenueReplace",
  11: "VenueCommand",
  12: "RiskCommand",
  13: "RiskLimit",
  14: "RiskLimitsCommit",
  15: "BookClear",
  16: "TradingStatus",
  17: "VenueSession",
  18: "VenueOrderState",
  19: "VenuePosition",
  20: "Signal",
  21: "OrderIntent",
  22: "CancelIntent",
  23: "NewOrder",
  24: "CancelOrder",
  25: "OrderRefused",
  26: "Fill",
  27: "OrderClosed",
  28: "OrderRequest",
  29: "VenueReport",
  30: "RiskStateChanged",
  31: "RiskLimitsChanged",
  32: "MassCancel",
  33: "ReplaceIntent",
  34: "ReplaceRequest",
  35: "ReplaceOrder",
  36: "OrderReplaced",
  38: "FillBusted",
  39: "OrderTerms",
  40: "NewOrderTerms",
  41: "OrderHeld",
  42: "OrderTriggered",
  43: "OrderProgress",
  44: "OrderAdopted",
  45: "Discrepancy",
  46: "ReconciliationEnded",
  47: "OrderStatusRequest",
  50: "OrderLink",
  51: "OrderGroupChanged",
  52: "RouteOrder",
  53: "RouteCancel",
  54: "RouteReport",
  55: "AlgorithmOrder",
  56: "AlgorithmCancel",
  57: "AlgorithmReport",
  58: "AlgorithmChild",
  59: "RouteChild",
  60: "StrategyCommand",
  61: "StrategyParameter",
  62: "RiskBudget",
  70: "StrategyStateChanged",
  71: "StrategyParameterChanged",
  72: "TimerRequest",
  73: "Checkpoint",
  80: "Funding",
  81: "Dividend",
  82: "Split",
  83: "BorrowFee",
  84: "ExchangeRate",
  90: "BookOrder",
  110: "OrderEntry",
  111: "OrderEntryCancel",
  112: "OrderEntryReplace",
  113: "OrderEntryMassCancel",
  114: "GatewayCommand",
  115: "GatewayText",
  116: "OrderEntryTerms",
  117: "OrderEntryBracket",
};

/** The events that can change the engine's state: they are sequenced and journalled. */
export const INPUT_TYPES: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 60, 61, 62, 80, 81, 82, 83, 84, 90, 110, 111, 112, 113, 114, 115, 116, 117];

/** Shortest length of a record of each type in bytes; a later version may be longer. */
export const EVENT_BYTES: Readonly<Record<number, number>> = {
  1: 72,
  2: 56,
  3: 56,
  4: 72,
  5: 40,
  6: 144,
  7: 40,
  8: 136,
  9: 40,
  10: 56,
  11: 56,
  12: 56,
  13: 56,
  14: 48,
  15: 48,
  16: 40,
  17: 40,
  18: 104,
  19: 48,
  20: 80,
  21: 72,
  22: 48,
  23: 72,
  24: 48,
  25: 80,
  26: 104,
  27: 72,
  28: 72,
  29: 104,
  30: 80,
  31: 56,
  32: 40,
  33: 64,
  34: 64,
  35: 64,
  36: 80,
  38: 128,
  39: 120,
  40: 120,
  41: 72,
  42: 64,
  43: 80,
  44: 80,
  45: 72,
  46: 48,
  47: 56,
  50: 64,
  51: 64,
  52: 72,
  53: 48,
  54: 96,
  55: 128,
  56: 48,
  57: 112,
  58: 64,
  59: 64,
  60: 48,
  61: 56,
  62: 56,
  70: 56,
  71: 64,
  72: 64,
  73: 48,
  80: 48,
  81: 48,
  82: 48,
  83: 48,
  84: 48,
  90: 80,
  110: 64,
  111: 48,
  112: 64,
  113: 40,
  114: 88,
  115: 96,
  116: 112,
  117: 56,
};

/** The event as an object, or undefined if its type is not in the schema. */
export function viewEvent(event: EventCursor): EventView | undefined {
  switch (event.type) {
    case 1:
      return Quote.view(event);
    case 2:
      return Trade.view(event);
    case 3:
      return BookLevel.view(event);
    case 4:
      return Bar.view(event);
    case 5:
      return Timer.view(event);
    case 6:
      return ExecutionReport.view(event);
    case 7:
      return Command.view(event);
    case 8:
      return VenueOrder.view(event);
    case 9:
      return VenueCancel.view(event);
    case 10:
      return VenueReplace.view(event);
    case 11:
      return VenueCommand.view(event);
    case 12:
      return RiskCommand.view(event);
    case 13:
      return RiskLimit.view(event);
    case 14:
      return RiskLimitsCommit.view(event);
    case 15:
      return BookClear.view(event);
    case 16:
      return TradingStatus.view(event);
    case 17:
      return VenueSession.view(event);
    case 18:
      return VenueOrderState.view(event);
    case 19:
      return VenuePosition.view(event);
    case 20:
      return Signal.view(event);
    case 21:
      return OrderIntent.view(event);
    case 22:
      return CancelIntent.view(event);
    case 23:
      return NewOrder.view(event);
    case 24:
      return CancelOrder.view(event);
    case 25:
      return OrderRefused.view(event);
    case 26:
      return Fill.view(event);
    case 27:
      return OrderClosed.view(event);
    case 28:
      return OrderRequest.view(event);
    case 29:
      return VenueReport.view(event);
    case 30:
      return RiskStateChanged.view(event);
    case 31:
      return RiskLimitsChanged.view(event);
    case 32:
      return MassCancel.view(event);
    case 33:
      return ReplaceIntent.view(event);
    case 34:
      return ReplaceRequest.view(event);
    case 35:
      return ReplaceOrder.view(event);
    case 36:
      return OrderReplaced.view(event);
    case 38:
      return FillBusted.view(event);
    case 39:
      return OrderTerms.view(event);
    case 40:
      return NewOrderTerms.view(event);
    case 41:
      return OrderHeld.view(event);
    case 42:
      return OrderTriggered.view(event);
    case 43:
      return OrderProgress.view(event);
    case 44:
      return OrderAdopted.view(event);
    case 45:
      return Discrepancy.view(event);
    case 46:
      return ReconciliationEnded.view(event);
    case 47:
      return OrderStatusRequest.view(event);
    case 50:
      return OrderLink.view(event);
    case 51:
      return OrderGroupChanged.view(event);
    case 52:
      return RouteOrder.view(event);
    case 53:
      return RouteCancel.view(event);
    case 54:
      return RouteReport.view(event);
    case 55:
      return AlgorithmOrder.view(event);
    case 56:
      return AlgorithmCancel.view(event);
    case 57:
      return AlgorithmReport.view(event);
    case 58:
      return AlgorithmChild.view(event);
    case 59:
      return RouteChild.view(event);
    case 60:
      return StrategyCommand.view(event);
    case 61:
      return StrategyParameter.view(event);
    case 62:
      return RiskBudget.view(event);
    case 70:
      return StrategyStateChanged.view(event);
    case 71:
      return StrategyParameterChanged.view(event);
    case 72:
      return TimerRequest.view(event);
    case 73:
      return Checkpoint.view(event);
    case 80:
      return Funding.view(event);
    case 81:
      return Dividend.view(event);
    case 82:
      return Split.view(event);
    case 83:
      return BorrowFee.view(event);
    case 84:
      return ExchangeRate.view(event);
    case 90:
      return BookOrder.view(event);
    case 110:
      return OrderEntry.view(event);
    case 111:
      return OrderEntryCancel.view(event);
    case 112:
      return OrderEntryReplace.view(event);
    case 113:
      return OrderEntryMassCancel.view(event);
    case 114:
      return GatewayCommand.view(event);
    case 115:
      return GatewayText.view(event);
    case 116:
      return OrderEntryTerms.view(event);
    case 117:
      return OrderEntryBracket.view(event);
    default:
      return undefined;
  }
}
