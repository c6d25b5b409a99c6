/**
 * The limits of one level on one order: what the level would hold in the worst case, against what it may.
 */
import { inverseNormal, Side } from "@hotpath/core";
import {
  ACTIVE,
  CELL_STRIDE,
  type Exposures,
  GROSS,
  LEVEL_STRIDE,
  MAX_CONCENTRATION,
  MAX_DAILY_LOSS,
  MAX_DRAWDOWN,
  MAX_GROSS,
  MAX_LEVERAGE,
  MAX_NET,
  MAX_OWN,
  MAX_PORTFOLIO_VAR,
  MAX_POSITION_VAR,
  MAX_POSITIONS,
  NET,
  OPEN,
  POSITION,
  STATE,
  WORST,
  WORST_VALUE,
} from "./exposures.ts";
import { GateState } from "./gate-state.ts";
import type { MarginalVariance } from "./marginal-variance.ts";
import type { RefusalNote } from "./refusal-note.ts";
import { RefusalReason } from "./refusal-reason.ts";

/** The quantile of the normal distribution at 99 %: VaR is this many standard deviations. */
export const Z_99: number = inverseNormal(0.99);
const PER_Z_99 = 1 / Z_99;

/**
 * Checks an order of `quantity` more on a side against one level.
 *
 * @param price money of one size unit at the reference price
 * @param variance daily variance of the instrument's return
 * @param equity of the level; `drawdown` and `dailyLoss` as shares
 */
export const checkLevel = (
  books: Exposures,
  total: MarginalVariance | undefined,
  note: RefusalNote,
  level: number,
  cell: number,
  instrument: number,
  side: number,
  quantity: number,
  price: number,
  variance: number,
  equity: number,
  drawdown: number,
  dailyLoss: number,
): number => {
  const { cells, levels } = books;
  const at = cell * CELL_STRIDE;
  const row = level * LEVEL_STRIDE;
  // +1 buys, −1 sells: which of the two comes is chance, and a branch on chance costs more than a multiplication.
  const sign = 3 - 2 * side;
  // The position in the order's own direction, were all that works on its side and the order filled.
  const own = sign * cells[at + POSITION]! + cells[at + OPEN + side - 1]! + quantity;
  if (own <= 0) return RefusalReason.None;
  if (levels[row + STATE]! >= GateState.ReduceOnly) return note.refuse(RefusalReason.ReduceOnly, 0, 0, level);
  const most = cells[at + MAX_OWN + side - 1]!;
  if (own > most) {
    const isShort = side === Side.Sell && most < cells[at + MAX_OWN]!;
    return note.refuse(isShort ? RefusalReason.ShortSale : RefusalReason.Position, most, own, level);
  }
  if (!(equity > 0)) return note.refuse(RefusalReason.NoEquity, 0, equity, level);
  if (drawdown >= levels[row + MAX_DRAWDOWN]!)
    return note.refuse(RefusalReason.Drawdown, levels[row + MAX_DRAWDOWN]!, drawdown, level);
  if (dailyLoss >= levels[row + MAX_DAILY_LOSS]!)
    return note.refuse(RefusalReason.DailyLoss, levels[row + MAX_DAILY_LOSS]!, dailyLoss, level);
  const net = levels[row + NET + side - 1]! + quantity * price;
  if (net > levels[row + MAX_NET]!) return note.refuse(RefusalReason.NetExposure, levels[row + MAX_NET]!, net, level);
  const before = cells[at + WORST]!;
  if (own <= Math.abs(before)) return RefusalReason.None;
  if (before === 0 && levels[row + ACTIVE]! >= levels[row + MAX_POSITIONS]!)
    return note.refuse(RefusalReason.Positions, levels[row + MAX_POSITIONS]!, levels[row + ACTIVE]! + 1, level);
  const value = own * price;
  const concentration = cells[at + MAX_CONCENTRATION]!;
  if (value > concentration * equity)
    return note.refuse(RefusalReason.Concentration, concentration, value / equity, level);
  const gross = levels[row + GROSS]! + value - cells[at + WORST_VALUE]!;
  if (gross > levels[row + MAX_GROSS]!)
    return note.refuse(RefusalReason.GrossExposure, levels[row + MAX_GROSS]!, gross, level);
  if (gross > levels[row + MAX_LEVERAGE]! * equity)
    return note.refuse(RefusalReason.Leverage, levels[row + MAX_LEVERAGE]!, gross / equity, level);
  const positionVar = cells[at + MAX_POSITION_VAR]!;
  // Both sides squared: a root costs more than the rest of the check.
  const allowedPosition = positionVar * equity * PER_Z_99;
  if (variance * value * value > allowedPosition * allowedPosition)
    return note.refuse(RefusalReason.PositionVar, positionVar, (Z_99 * Math.sqrt(variance) * value) / equity, level);
  if (total === undefined) return RefusalReason.None;
  const after = total.after(instrument, sign * value);
  const allowed = levels[row + MAX_PORTFOLIO_VAR]! * equity * PER_Z_99;
  if (after > allowed * allowed && after > total.variance)
    return note.refuse(
      RefusalReason.PortfolioVar,
      levels[row + MAX_PORTFOLIO_VAR]!,
      (Z_99 * Math.sqrt(after)) / equity,
      level,
    );
  return RefusalReason.None;
};
