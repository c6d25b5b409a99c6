/** Compiles the limits of levels into the records that the check reads. */
import type { InstrumentRegistry } from "@hotpath/core";
import * as Cell from "./cell.ts";
import type { Exposures } from "./exposures.ts";
import * as Level from "./level.ts";
import type { Levels } from "./levels.ts";
import { sizeUnits } from "./order-rules.ts";
import type { AccountLimits, InstrumentLimits, RateLimit, RiskLimits } from "./risk-limits.ts";
import type { TokenBuckets } from "./token-buckets.ts";

/** The rates of a gate: buckets by level, by level and then instrument for orders, and by cell for loops. */
export interface RateBuckets {
  readonly orders: TokenBuckets;
  readonly messages: TokenBuckets;
  readonly rejects: TokenBuckets;
  readonly loops: TokenBuckets;
}

/** The limits of a level. */
export function limitsOf(limits: RiskLimits, levels: Levels, level: number): AccountLimits {
  if (level === 0) return limits;
  const id = levels.idOf(level);
  return (level <= levels.accounts.length ? limits.accounts?.[id] : limits.strategies?.[id]) ?? {};
}

/** Writes the limits of every level and cell. */
export function compileLevels(
  limits: RiskLimits,
  levels: Levels,
  books: Exposures,
  instruments: InstrumentRegistry,
): void {
  for (let level = 0; level < levels.count; level++) {
    const own = limitsOf(limits, levels, level);
    const row = level * Level.STRIDE;
    const none = Number.POSITIVE_INFINITY;
    books.levels[row + Level.CAPITAL] = own.capital ?? none;
    books.levels[row + Level.MAX_GROSS] = own.maxGrossExposure ?? none;
    books.levels[row + Level.MAX_NET] = own.maxNetExposure ?? none;
    books.levels[row + Level.MAX_LEVERAGE] = own.maxLeverage ?? none;
    books.levels[row + Level.MAX_POSITIONS] = own.maxPositions ?? none;
    books.levels[row + Level.MAX_DRAWDOWN] = own.maxDrawdown ?? none;
    books.levels[row + Level.MAX_DAILY_LOSS] = own.maxDailyLoss ?? none;
    books.levels[row + Level.MAX_PORTFOLIO_VAR] = own.maxPortfolioVar ?? none;
    books.setFloor(level);
    for (const [i, { id, sizeDecimals }] of instruments.list.entries()) {
      const at = books.cellOf(i, level);
      // An instrument's own limits are those of all who trade it together: of the firm.
      const more: InstrumentLimits = (level === 0 ? limits.instruments?.[id] : undefined) ?? {};
      const most = Math.min(sizeUnits(own.maxPosition, sizeDecimals), sizeUnits(more.maxPosition, sizeDecimals));
      const short = Math.min(sizeUnits(own.maxShort, sizeDecimals), sizeUnits(more.maxShort, sizeDecimals));
      books.cells[at + Cell.MAX_OWN] = most;
      books.cells[at + Cell.MAX_OWN + 1] = Math.min(most, short);
      books.cells[at + Cell.MAX_CONCENTRATION] = Math.min(own.maxConcentration ?? none, more.maxConcentration ?? none);
      books.cells[at + Cell.MAX_POSITION_VAR] = Math.min(own.maxPositionVar ?? none, more.maxPositionVar ?? none);
    }
  }
}

/** Sets the buckets; those whose limits stay the same keep what is used of them. */
export function compileRates(
  limits: RiskLimits,
  levels: Levels,
  rates: RateBuckets,
  instruments: InstrumentRegistry,
): void {
  for (let level = 0; level < levels.count; level++) {
    const own = limitsOf(limits, levels, level);
    rates.orders.limit(level, own.orderRate);
    rates.messages.limit(level, own.messageRate);
    rates.rejects.limit(level, own.rejectBreaker);
    for (let i = 0; i < instruments.size; i++) rates.loops.limit(i * levels.count + level, own.loopBreaker);
  }
  for (const [i, { id }] of instruments.list.entries()) {
    const rate: RateLimit | undefined = limits.instruments?.[id]?.orderRate;
    rates.orders.limit(levels.count + i, rate);
  }
}
