import { nameOf } from "@hotpath/core";

/** Why an order or a cancel was refused before it left the engine. Values are stable and travel in `OrderRefused`. */
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
} as const;
/** A value of {@link RefusalReason}. */
export type RefusalReason = (typeof RefusalReason)[keyof typeof RefusalReason];

/** The reason in a word, such as `Leverage`. */
export function refusalName(reason: number): string {
  return nameOf(RefusalReason, reason);
}
