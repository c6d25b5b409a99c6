/**
 * The limits of one level on one order, one after the other: what the level would hold in the worst case, against what it
 * may. The hot path asks all of them at once; this says which it was.
 */
import { inverseNormal, Side } from "@hotpath/core";
import * as Cell from "./cell.ts";
import type { Exposures } from "./exposures.ts";
import { GateState } from "./gate-state.ts";
import * as Level from "./level.ts";
import type { MarginalVariance } from "./marginal-variance.ts";
import type { RefusalNote } from "./refusal-note.ts";
import { RefusalReason } from "./refusal-reason.ts";

/** The quantile of the normal distribution at 99 %: VaR is this many standard deviations. */
export const Z_99: number = inverseNormal(0.99);
/** And its inverse. */
export const PER_Z_99: number = 1 / Z_99;

/** An order as a level sees it. */
export interface LevelOrder {
  instrument: number;
  side: number;
  /** What it adds to what works, in size units. */
  quantity: number;
  /** Money of one size unit at the reference price. */
  price: number;
  /** Daily variance of the instrument's return. */
  variance: number;
}

/** What a level is worth; shares of equity. */
export interface LevelFigures {
  equity: number;
  drawdown: number;
  dailyLoss: number;
}

/** Checks an order against a level. @returns a RefusalReason */
export function checkLevel(
  books: Exposures,
  total: MarginalVariance | undefined,
  note: RefusalNote,
  level: number,
  order: LevelOrder,
  { equity, drawdown, dailyLoss }: LevelFigures,
): number {
  const { cells, levels } = books;
  const { instrument, side, quantity, price, variance } = order;
  const at = books.cellOf(instrument, level);
  const row = level * Level.STRIDE;
  const sign = 3 - 2 * side;
  const limit = (field: number): number => levels[row + field]!;
  const refuse = (reason: number, most: number, value: number): number => note.refuse(reason, most, value, level);
  // The position in the order's own direction, were all that works on its side and the order filled.
  const own = sign * cells[at + Cell.POSITION]! + cells[at + Cell.OPEN + side - 1]! + quantity;
  if (own <= 0) return RefusalReason.None;
  if (levels[row + Level.STATE]! >= GateState.ReduceOnly) return refuse(RefusalReason.ReduceOnly, 0, 0);
  const most = cells[at + Cell.MAX_OWN + side - 1]!;
  if (own > most) {
    const isShort = side === Side.Sell && most < cells[at + Cell.MAX_OWN]!;
    return refuse(isShort ? RefusalReason.ShortSale : RefusalReason.Position, most, own);
  }
  if (!(equity > 0)) return refuse(RefusalReason.NoEquity, 0, equity);
  if (drawdown >= limit(Level.MAX_DRAWDOWN)) return refuse(RefusalReason.Drawdown, limit(Level.MAX_DRAWDOWN), drawdown);
  if (dailyLoss >= limit(Level.MAX_DAILY_LOSS))
    return refuse(RefusalReason.DailyLoss, limit(Level.MAX_DAILY_LOSS), dailyLoss);
  const net = levels[row + Level.NET + side - 1]! + quantity * price;
  if (net > limit(Level.MAX_NET)) return refuse(RefusalReason.NetExposure, limit(Level.MAX_NET), net);
  const before = cells[at + Cell.WORST]!;
  if (own <= Math.abs(before)) return RefusalReason.None;
  const active = levels[row + Level.ACTIVE]!;
  if (before === 0 && active >= limit(Level.MAX_POSITIONS))
    return refuse(RefusalReason.Positions, limit(Level.MAX_POSITIONS), active + 1);
  const value = own * price;
  const concentration = cells[at + Cell.MAX_CONCENTRATION]!;
  if (value > concentration * equity) return refuse(RefusalReason.Concentration, concentration, value / equity);
  const gross = levels[row + Level.GROSS]! + value - cells[at + Cell.WORST_VALUE]!;
  if (gross > limit(Level.MAX_GROSS)) return refuse(RefusalReason.GrossExposure, limit(Level.MAX_GROSS), gross);
  if (gross > limit(Level.MAX_LEVERAGE) * equity)
    return refuse(RefusalReason.Leverage, limit(Level.MAX_LEVERAGE), gross / equity);
  const positionVar = cells[at + Cell.MAX_POSITION_VAR]!;
  // Both sides squared, as on the hot path: a root costs more than the rest of the check.
  const allowedPosition = positionVar * equity * PER_Z_99;
  if (variance * value * value > allowedPosition * allowedPosition)
    return refuse(RefusalReason.PositionVar, positionVar, (Z_99 * Math.sqrt(variance) * value) / equity);
  if (total === undefined) return RefusalReason.None;
  const after = total.after(instrument, sign * value, variance);
  const allowed = limit(Level.MAX_PORTFOLIO_VAR) * equity * PER_Z_99;
  if (after > allowed * allowed && after > total.variance)
    return refuse(RefusalReason.PortfolioVar, limit(Level.MAX_PORTFOLIO_VAR), (Z_99 * Math.sqrt(after)) / equity);
  return RefusalReason.None;
}
