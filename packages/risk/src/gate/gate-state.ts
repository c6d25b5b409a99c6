import { RiskState } from "@hotpath/core";

/** Whether orders pass: `RiskState` of `@hotpath/core` by the gate's own name. */
export const GateState: typeof RiskState = RiskState;
/** A value of {@link GateState}. */
export type GateState = RiskState;

/** What the gate asks of the books: `@hotpath/portfolio`'s `Portfolio` answers it. */
export interface PortfolioView {
  /** Signed position in size units. */
  position(instrument: number): number;
  /** Cash and positions at their marks, in money. */
  equity(): number;
  /** Fall from the highest equity as a share of it. */
  drawdown(): number;
  /** Equity at the start of the day, in money: needed by the firm's `maxDailyLoss` alone. */
  readonly dayStartEquity?: number;
}

/** A change of state, as the gate tells of it: `RiskStateChanged` is its event. */
export interface StateChange {
  /** GateState before and after. */
  previous: number;
  state: number;
  /** RiskScope, and the account's or strategy's number. */
  scope: number;
  scopeId: number;
  /** RiskCause */
  cause: number;
  /** Who and why, as the command told; 0 where the gate did it by itself. */
  actor: number;
  reason: number;
  /** The limit behind it and the value that broke it; 0 if none. */
  limit: number;
  value: number;
  limitsVersion: number;
}

/** Why an order was refused, for the edge. */
export interface Refusal {
  /** A name of `RefusalReason`. */
  reason: string;
  /** The limit that was broken, and the value that broke it, in the reason's unit. */
  limit: number;
  value: number;
  /** RiskScope whose limit it was, and the account's or strategy's number. */
  scope: number;
  scopeId: number;
  limitsVersion: number;
}
