import { RiskScope } from "@hotpath/core";
import * as Cell from "./cell.ts";
import type { LevelSums } from "./exposures.ts";
import * as Level from "./level.ts";
import { Z_99 } from "./level-check.ts";
import type { Levels } from "./levels.ts";
import type { RiskBooks } from "./risk-books.ts";

/** What can be read of a gate's books: the half of `RiskGate` that changes nothing. */
export class GateReadings {
  /** Accounts and strategies that have books of their own. */
  readonly levels: Levels;
  protected readonly books: RiskBooks;

  constructor(levels: Levels, books: RiskBooks) {
    this.levels = levels;
    this.books = books;
  }

  /** Size units that work on a side of an instrument, of all or of one account or strategy. */
  working(instrument: number, side: number, scope: number = RiskScope.Firm, scopeId = 0): number {
    const cell = this.#cellOf(instrument, scope, scopeId);
    return cell === -1 ? 0 : this.books.exposures.cells[cell + Cell.OPEN + side - 1]!;
  }

  /** Signed position in size units, as the gate knows it. */
  position(instrument: number, scope: number = RiskScope.Firm, scopeId = 0): number {
    const cell = this.#cellOf(instrument, scope, scopeId);
    return cell === -1 ? 0 : this.books.exposures.cells[cell + Cell.POSITION]!;
  }

  /** Gross exposure, working orders at their worst, in money. */
  grossExposure(scope: number = RiskScope.Firm, scopeId = 0): number {
    return this.#levelValue(scope, scopeId, Level.GROSS);
  }

  /** The larger in magnitude of the net exposures with all buys filled, and with all sells, in money, signed. */
  netExposure(scope: number = RiskScope.Firm, scopeId = 0): number {
    const up = this.#levelValue(scope, scopeId, Level.NET);
    const down = this.#levelValue(scope, scopeId, Level.NET + 1);
    return up >= down ? up : -down;
  }

  /** Instruments with a position or a working order. */
  get activeInstruments(): number {
    return this.#levelValue(RiskScope.Firm, 0, Level.ACTIVE);
  }

  /** Profit of an account's or strategy's fills, realised and not, before fees, in money. */
  profit(scope: number, scopeId: number): number {
    const level = this.levels.indexOf(scope, scopeId);
    return level < 1 ? 0 : this.books.exposures.profit(level);
  }

  /** Value at risk of all positions together, working orders at their worst, 99 %, one day, in money. */
  portfolioVar(): number {
    return Z_99 * Math.sqrt(Math.max(0, this.books.totals[0]!.variance));
  }

  /** What {@link portfolioVar} grows by for each unit of money more in an instrument: Z (Σx)ᵢ ÷ √(xᵀΣx); 0 without risk. */
  marginalVar(instrument: number): number {
    const total = this.books.totals[0]!;
    return total.variance > 0 ? (Z_99 * total.marginal(instrument)) / Math.sqrt(total.variance) : 0;
  }

  /** Value at risk of one instrument's position alone, working orders at their worst, in money. */
  positionVar(instrument: number): number {
    const { exposures, variance } = this.books;
    return (
      Z_99 * Math.sqrt(variance[instrument]!) * exposures.cells[this.#cellOf(instrument, 0, 0) + Cell.WORST_VALUE]!
    );
  }

  /** Sums of each level counted from scratch: gross exposure, reach of buys and of sells, instruments. Allocates. */
  recount(): LevelSums[] {
    return this.books.exposures.recount();
  }

  #cellOf(instrument: number, scope: number, scopeId: number): number {
    const level = this.levels.indexOf(scope, scopeId);
    return level === -1 ? -1 : this.books.exposures.cellOf(instrument, level);
  }

  #levelValue(scope: number, scopeId: number, field: number): number {
    const level = this.levels.indexOf(scope, scopeId);
    return level === -1 ? 0 : this.books.exposures.levels[level * Level.STRIDE + field]!;
  }
}
