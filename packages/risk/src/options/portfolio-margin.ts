import { InputError } from "@hotpath/core";
import { positive } from "../internal/number-checks.ts";
import { isOption, type OptionBook } from "./book.ts";
import { revalue } from "./revaluation.ts";
import type { OptionScenario } from "./scenario.ts";

/** How far a level is moved, as relative changes: `down` below 0 and above −1, `up` above 0. */
export interface MarginRange {
  down: number;
  up: number;
}

/** Rules of risk-based margin; the defaults are those of single stocks. */
export interface PortfolioMarginRules {
  /** Range of each underlying that has not the default one. */
  ranges?: Readonly<Record<string, MarginRange>>;
  /** Range of all others. Default −15 % to +15 %. */
  range?: MarginRange;
  /** Equidistant points on each side of the present level. Default 5: ten in all. */
  pointsEachSide?: number;
  /** Least margin of an option, for each unit of its multiplier. Default 0.375: $37.50 for a contract on 100 shares. */
  minimumPerUnit?: number;
}

/** Margin of all positions in one underlying. */
export interface UnderlyingMargin {
  underlying: string;
  /** The greatest loss over the points, from 0. */
  worstLoss: number;
  /** The relative change at which it is. */
  worstMove: number;
  /** The least margin of its options. */
  minimum: number;
  /** The greater of the two. */
  requirement: number;
}

/** Risk-based margin of a book. */
export interface PortfolioMargin {
  requirement: number;
  underlyings: UnderlyingMargin[];
}

/**
 * Risk-based portfolio margin: each underlying's positions are priced anew at equidistant points of its range, and must be
 * backed by the greatest loss, at least by a minimum for each option. FINRA Rule 4210(g)(2)(F) and (g)(7): ±15 % for stocks
 * and narrow indices, ±10 % for broad indices, −8 % to +6 % for broad indices of high capitalisation; nothing is offset
 * between underlyings here.
 *
 * @throws {InputError} naming the rule, position or market that is wrong
 * @example portfolioMargin(book, { ranges: { SPX: { down: -0.08, up: 0.06 } } }).requirement
 */
export function portfolioMargin(book: OptionBook, rules: PortfolioMarginRules = {}): PortfolioMargin {
  const { ranges = {}, range = { down: -0.15, up: 0.15 }, pointsEachSide = 5, minimumPerUnit = 0.375 } = rules;
  if (!(Number.isInteger(pointsEachSide) && pointsEachSide >= 1 && pointsEachSide <= 1000))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `pointsEachSide is ${pointsEachSide}; allowed: an integer from 1 to 1000`,
    );
  if (minimumPerUnit !== 0) positive(minimumPerUnit, "minimumPerUnit");
  checkRange(range, "range");
  for (const [name, each] of Object.entries(ranges)) {
    if (!Object.hasOwn(book.markets, name))
      throw new InputError("INPUT_INVALID", `ranges.${name}: the book has no market ${name}`);
    checkRange(each, `ranges.${name}`);
  }
  // Also finds a position without a market.
  revalue(book, {});
  const names = [...new Set(book.positions.map((position) => position.underlying))];
  const underlyings = names.map((underlying): UnderlyingMargin => {
    const own: OptionBook = { ...book, positions: book.positions.filter((each) => each.underlying === underlying) };
    const { down, up } = Object.hasOwn(ranges, underlying) ? ranges[underlying]! : range;
    let worstLoss = 0;
    let worstMove = 0;
    for (let k = 1; k <= pointsEachSide; k++)
      for (const end of [down, up]) {
        const move = (end * k) / pointsEachSide;
        const scenario: OptionScenario = { level: { [underlying]: move } };
        const loss = -revalue(own, scenario).profit;
        if (loss > worstLoss) {
          worstLoss = loss;
          worstMove = move;
        }
      }
    const minimum = own.positions.reduce(
      (sum, each) => (isOption(each) ? sum + Math.abs(each.quantity) * (each.multiplier ?? 1) * minimumPerUnit : sum),
      0,
    );
    return { underlying, worstLoss, worstMove, minimum, requirement: Math.max(worstLoss, minimum) };
  });
  return { requirement: underlyings.reduce((sum, each) => sum + each.requirement, 0), underlyings };
}

function checkRange({ down, up }: MarginRange, path: string): void {
  if (!(down > -1 && down < 0 && up > 0 && up < Number.POSITIVE_INFINITY))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `${path} is ${down} to ${up}; allowed: above -1 and below 0, to above 0`,
    );
}
