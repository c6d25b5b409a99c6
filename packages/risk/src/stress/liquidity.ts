import { ConfigError, InputError } from "@hotpath/core";
import { checkBook, type StressBook } from "./book.ts";

/** Options of {@link liquidityAdjustedLoss}. */
export interface LiquidityOptions {
  /** Share of a day's volume that can be sold without being seen, in (0, 1]. Default 0.2. */
  participation?: number;
  /** Deviations that spreads are taken to widen by. Default 3, for spreads have heavy tails. */
  spreadDeviations?: number;
  /** What volumes shrink to in a crisis, in (0, 1]. Default 1. */
  volumeFactor?: number;
  /** η of the impact η σ √(value / daily volume), about 1 in studies. Default 1; 0 for none. */
  impact?: number;
}

/** What it costs to sell a position. */
export interface PositionLiquidity {
  name: string;
  /** Days that it takes at the stated participation. */
  days: number;
  /** Half of the spread, widened. */
  spreadCost: number;
  impactCost: number;
  /** What its loss over one day is to be multiplied by, since it is sold evenly over those days. */
  timeFactor: number;
}

/** What {@link liquidityAdjustedLoss} answers. */
export interface LiquidityAdjustedLoss {
  /** The loss that was given. */
  loss: number;
  spreadCost: number;
  impactCost: number;
  /** Of all: the loss by the time factors of the positions, in proportion to their values, and the costs. */
  adjustedLoss: number;
  /** The longest that a position takes. */
  days: number;
  positions: PositionLiquidity[];
}

/**
 * A loss made larger by what it costs to get out. Spread: ½ value (s + k σ_s) (A. Bangia, F. Diebold, T. Schuermann and J. Stroughair, *Risk*
 * 12, 1999). Impact: η σ √(value/volume) value (R. Almgren, C. Thum, E. Hauptmann and H. Li, *Risk* 18, 2005, and others, on its root). Time:
 * sold evenly over T days, a position has the variance of (T + 1)(2T + 1)/(6T) days (P. Jorion, *Value at Risk*, 3rd ed., 2007, chapter 13).
 *
 * A position without `dailyVolume` is sold within a day and without impact, one without `spread` at mid.
 *
 * @param loss over a day, positive: a value at risk or of a scenario
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} a book that is none, or a loss that is not finite
 */
export function liquidityAdjustedLoss(
  book: StressBook,
  loss: number,
  options: LiquidityOptions = {},
): LiquidityAdjustedLoss {
  const participation = share(options.participation ?? 0.2, "participation");
  const volumeFactor = share(options.volumeFactor ?? 1, "volumeFactor");
  const widening = from0(options.spreadDeviations ?? 3, "spreadDeviations");
  const impact = from0(options.impact ?? 1, "impact");
  if (!Number.isFinite(loss)) throw new InputError("INPUT_INVALID", `loss: got ${loss}; allowed: a finite number`);
  let gross = 0;
  let timed = 0;
  const positions = checkBook(book).positions.map((position): PositionLiquidity => {
    const size = Math.abs(position.value);
    const volume = position.dailyVolume === undefined ? undefined : position.dailyVolume * volumeFactor;
    if (volume === 0 && size > 0)
      throw new InputError(
        "INPUT_OUT_OF_RANGE",
        `${position.name}: a daily volume of 0 is never sold; allowed: above 0`,
      );
    const days =
      volume === undefined || size === 0 ? 1 : Math.max(Math.ceil(size / (participation * volume) - 1e-12), 1);
    const timeFactor = Math.sqrt(((days + 1) * (2 * days + 1)) / (6 * days));
    gross += size;
    timed += size * timeFactor;
    return {
      name: position.name,
      days,
      spreadCost: 0.5 * size * ((position.spread ?? 0) + widening * (position.spreadDeviation ?? 0)),
      impactCost:
        volume === undefined || size === 0 ? 0 : impact * (position.volatility ?? 0) * Math.sqrt(size / volume) * size,
      timeFactor,
    };
  });
  const spreadCost = positions.reduce((sum, each) => sum + each.spreadCost, 0);
  const impactCost = positions.reduce((sum, each) => sum + each.impactCost, 0);
  const factor = gross === 0 ? 1 : timed / gross;
  return {
    loss,
    spreadCost,
    impactCost,
    adjustedLoss: loss * factor + spreadCost + impactCost,
    days: Math.max(...positions.map((each) => each.days)),
    positions,
  };
}

function share(value: number, path: string): number {
  if (value > 0 && value <= 1) return value;
  throw new ConfigError(path, value, "above 0, up to 1");
}

function from0(value: number, path: string): number {
  if (value >= 0 && Number.isFinite(value)) return value;
  throw new ConfigError(path, value, "a finite number from 0");
}
