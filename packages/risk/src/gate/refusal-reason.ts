import { nameOf } from "@hotpath/core";

/**
 * Why an order, a replace or a cancel was refused before it left the engine. Values are stable and travel in
 * `OrderRefused`: 1 to 19 and from 40 on are the risk gate's, 20 to 39 the order manager's, about the order's form.
 */
export const RefusalReason = {
  None: 0,
  Halted: 1,
  ReduceOnly: 2,
  NoReferencePrice: 3,
  PriceDeviation: 4,
  Drawdown: 5,
  Positions: 6,
  Concentration: 7,
  Leverage: 8,
  PositionVar: 9,
  PortfolioVar: 10,
  NoEquity: 11,
  BadPrice: 20,
  BadQuantity: 21,
  BadSide: 22,
  UnknownInstrument: 23,
  DuplicateOrder: 24,
  UnknownOrder: 25,
  OrderClosed: 26,
  TooManyOrders: 27,
  ReplacePending: 28,
  /** Terms that the order's type does not go with, or without which it is none. */
  BadTerms: 29,
  /** Neither the venue has the order's type or time in force, nor does the engine emulate it here. */
  NotSupported: 30,
  OrderSize: 40,
  OrderNotional: 41,
  Position: 42,
  GrossExposure: 43,
  NetExposure: 44,
  DailyLoss: 45,
  OrderRate: 46,
  MessageRate: 47,
  RepeatedId: 48,
  RepeatedContent: 49,
  SelfCrossing: 50,
  ShortSale: 51,
  Restricted: 52,
  StaleReference: 53,
  SessionClosed: 54,
  WorkingOrders: 55,
  BadOrderId: 56,
} as const;
/** A value of {@link RefusalReason}. */
export type RefusalReason = (typeof RefusalReason)[keyof typeof RefusalReason];

/** One more than the greatest {@link RefusalReason}: the length of a column with one entry a reason. */
export const REFUSAL_REASONS = 64;

/** The reason in a word, such as `Leverage`. */
export function refusalName(reason: number): string {
  return nameOf(RefusalReason, reason);
}

/** Whether the order manager gave the reason, for the form of what was asked. */
export function isFormReason(reason: number): boolean {
  return reason >= RefusalReason.BadPrice && reason < RefusalReason.OrderSize;
}
