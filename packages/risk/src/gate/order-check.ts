/** What is asked of an order by state, form and limits: everything that nothing is kept of. */
import { CAPITAL, DAY_START, LEVEL_STRIDE, PEAK } from "./exposures.ts";
import { GateState, type PortfolioView } from "./gate-state.ts";
import { checkLevel } from "./level-check.ts";
import type { Levels } from "./levels.ts";
import { MAX_AGE, MAX_DEVIATION, MAX_PRODUCT, MAX_SIZE, type OrderRules, SESSION_OPEN } from "./order-rules.ts";
import type { RefusalNote } from "./refusal-note.ts";
import { RefusalReason } from "./refusal-reason.ts";
import type { RiskBooks } from "./risk-books.ts";
import type { Switches } from "./switches.ts";
import type { WorkingOrders } from "./working-orders.ts";

/** Checks orders: the gate's hot path. */
export class OrderCheck {
  /** Time of the latest event, in microseconds. */
  now: number = Number.NEGATIVE_INFINITY;
  /** When each instrument's reference price came. */
  readonly referenceMicros: Float64Array;
  limitsDailyLoss = false;
  refusesSelfCrossing = false;
  readonly #levels: Levels;
  readonly #books: RiskBooks;
  readonly #rules: OrderRules;
  readonly #orders: WorkingOrders;
  readonly #switches: Switches;
  readonly #portfolio: PortfolioView;
  readonly #note: RefusalNote;

  constructor(
    levels: Levels,
    books: RiskBooks,
    rules: OrderRules,
    orders: WorkingOrders,
    switches: Switches,
    portfolio: PortfolioView,
    note: RefusalNote,
  ) {
    this.#levels = levels;
    this.#books = books;
    this.#rules = rules;
    this.#orders = orders;
    this.#switches = switches;
    this.#portfolio = portfolio;
    this.#note = note;
    this.referenceMicros = new Float64Array(books.exposures.mid2.length).fill(Number.NEGATIVE_INFINITY);
  }

  /**
   * @param price in price units; 0 for a market order
   * @param quantity of the whole order; `more` is what it adds to what works
   * @returns a RefusalReason
   */
  check(path: number, instrument: number, side: number, price: number, quantity: number, more: number): number {
    const note = this.#note;
    if (this.#switches.pathState[path] === GateState.Halted) return this.#refuseHalted(path);
    const { exposures } = this.#books;
    const mid2 = exposures.mid2[instrument]!;
    if (!(mid2 > 0)) return note.refuse(RefusalReason.NoReferencePrice, 0, 0);
    const { rules } = this.#rules;
    const rule = this.#rules.recordOf(path, instrument);
    const sign = 3 - 2 * side;
    // The larger of limit and reference price, doubled, without a branch: which one it is, is chance.
    const beyond = 2 * price - mid2;
    const product = quantity * ((2 * price + mid2 + Math.abs(beyond)) / 2);
    if (!(quantity <= rules[rule + MAX_SIZE]! && product <= rules[rule + MAX_PRODUCT]!))
      return this.#refuseSize(rule, instrument, quantity, product);
    if (price !== 0 && sign * beyond > rules[rule + MAX_DEVIATION]! * mid2)
      return note.refuse(RefusalReason.PriceDeviation, rules[rule + MAX_DEVIATION]!, (sign * beyond) / mid2);
    if (this.#rules.hasAges) {
      const age = this.now - this.referenceMicros[instrument]!;
      if (age > rules[rule + MAX_AGE]!) return note.refuse(RefusalReason.StaleReference, rules[rule + MAX_AGE]!, age);
    }
    if (this.#rules.hasSessions && !this.#rules.isOpen(rule, this.now))
      return note.refuse(RefusalReason.SessionClosed, rules[rule + SESSION_OPEN]!, this.#rules.timeOfDay(this.now));
    if (this.refusesSelfCrossing) {
      const other = this.#orders.furthest(instrument, 3 - side);
      if ((price === 0 ? Number.POSITIVE_INFINITY : sign * price) + other >= 0)
        return note.refuse(RefusalReason.SelfCrossing, Number.isFinite(other) ? -sign * other : 0, price);
    }
    return this.#checkLevels(path, instrument, side, more, mid2 * exposures.unit[instrument]!);
  }

  #checkLevels(path: number, instrument: number, side: number, more: number, price: number): number {
    const { exposures, totals } = this.#books;
    const variance = this.#books.variance[instrument]!;
    const portfolio = this.#portfolio;
    const cell = instrument * this.#levels.count;
    const equity = portfolio.equity();
    const dailyLoss = this.limitsDailyLoss ? 1 - equity / portfolio.dayStartEquity! : 0;
    const reason = checkLevel(
      exposures,
      totals[0],
      this.#note,
      0,
      cell,
      instrument,
      side,
      more,
      price,
      variance,
      equity,
      portfolio.drawdown(),
      dailyLoss,
    );
    if (path === 0 || reason !== RefusalReason.None) return reason;
    const account = this.#levels.accountOf[path]!;
    const answer =
      account === 0 ? RefusalReason.None : this.#checkOwn(account, cell, instrument, side, more, price, variance);
    if (answer !== RefusalReason.None) return answer;
    return this.#checkOwn(this.#levels.strategyOf[path]!, cell, instrument, side, more, price, variance);
  }

  /** The limits of an account or strategy, whose equity is its capital and the profit of its fills. */
  #checkOwn(
    level: number,
    cell: number,
    instrument: number,
    side: number,
    more: number,
    price: number,
    variance: number,
  ): number {
    const { exposures, totals } = this.#books;
    const { levels } = exposures;
    const row = level * LEVEL_STRIDE;
    const capital = levels[row + CAPITAL]!;
    const profit = exposures.profit(level);
    const peak = capital + levels[row + PEAK]!;
    const start = capital + levels[row + DAY_START]!;
    // Without capital both are 0: a loss over infinity.
    const drawdown = (levels[row + PEAK]! - profit) / peak;
    const dailyLoss = (levels[row + DAY_START]! - profit) / start;
    return checkLevel(
      exposures,
      totals[level],
      this.#note,
      level,
      cell + level,
      instrument,
      side,
      more,
      price,
      variance,
      capital + profit,
      drawdown,
      dailyLoss,
    );
  }

  #refuseHalted(path: number): number {
    const { accountOf, strategyOf } = this.#levels;
    const levels = [0, accountOf[path]!, strategyOf[path]!];
    const halted = levels.find((level) => this.#switches.stateOf(level) === GateState.Halted) ?? 0;
    return this.#note.refuse(RefusalReason.Halted, 0, 0, halted);
  }

  /** Which of the limits on an order's size it was. */
  #refuseSize(rule: number, instrument: number, quantity: number, product: number): number {
    const { rules } = this.#rules;
    const most = rules[rule + MAX_SIZE]!;
    if (most < 0) return this.#note.refuse(RefusalReason.Restricted, 0, quantity);
    if (!(quantity <= most)) return this.#note.refuse(RefusalReason.OrderSize, most, quantity);
    const unit = this.#books.exposures.unit[instrument]!;
    return this.#note.refuse(RefusalReason.OrderNotional, rules[rule + MAX_PRODUCT]! * unit, product * unit);
  }
}
