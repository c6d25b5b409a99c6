/** What is asked of an order by state, form and limits: everything that nothing is kept of. */
import { Side } from "@hotpath/core";
import * as Cell from "./cell.ts";
import { GateState, type PortfolioView } from "./gate-state.ts";
import * as Level from "./level.ts";
import { checkLevel, type LevelFigures, PER_Z_99 } from "./level-check.ts";
import type { Levels } from "./levels.ts";
import type { MarginalVariance } from "./marginal-variance.ts";
import type { OrderFlow } from "./order-flow.ts";
import * as Rule from "./order-rule.ts";
import type { OrderRules } from "./order-rules.ts";
import type { RefusalNote } from "./refusal-note.ts";
import { RefusalReason } from "./refusal-reason.ts";
import type { RiskBooks } from "./risk-books.ts";
import type { Switches } from "./switches.ts";
import type { WorkingOrders } from "./working-orders.ts";

/** Checks orders: the gate's hot path. Every array is read from a field of its own, without a way through objects. */
export class OrderCheck {
  /** Time of the latest event, in microseconds. */
  now: number = Number.NEGATIVE_INFINITY;
  /** When each instrument's reference price came. */
  readonly referenceMicros: Float64Array;
  limitsDailyLoss = false;
  /** Whether the portfolio is to be read before the next check. */
  mustRead = true;
  #equity = 0;
  #floor = 0;
  /** Whether it is told when the portfolio may have changed, so that it need not read it each time. */
  readonly #isTold: boolean;
  readonly #levels: Levels;
  readonly #books: RiskBooks;
  readonly #rules: OrderRules;
  readonly #furthest: Float64Array;
  readonly #flow: OrderFlow;
  readonly #switches: Switches;
  readonly #portfolio: PortfolioView;
  readonly #note: RefusalNote;
  readonly #cells: Float64Array;
  readonly #records: Float64Array;
  readonly #mid2: Float64Array;
  readonly #unit: Float64Array;
  readonly #variance: Float64Array;
  readonly #ruleRecords: Float64Array;
  readonly #pathState: Int32Array;
  readonly #pathLevels: Int32Array;
  readonly #totals: (MarginalVariance | undefined)[];
  readonly #levelCount: number;
  readonly #instruments: number;

  constructor(
    levels: Levels,
    books: RiskBooks,
    rules: OrderRules,
    orders: WorkingOrders,
    flow: OrderFlow,
    switches: Switches,
    portfolio: PortfolioView,
    note: RefusalNote,
    isTold: boolean,
  ) {
    this.#isTold = isTold;
    this.#levels = levels;
    this.#books = books;
    this.#rules = rules;
    this.#furthest = orders.furthest;
    this.#flow = flow;
    this.#switches = switches;
    this.#portfolio = portfolio;
    this.#note = note;
    const { cells, levels: records, mid2, unit } = books.exposures;
    this.#cells = cells;
    this.#records = records;
    this.#mid2 = mid2;
    this.#unit = unit;
    this.#variance = books.variance;
    this.#ruleRecords = rules.rules;
    this.#pathState = switches.pathState;
    this.#pathLevels = levels.pathLevels;
    this.#totals = books.totals;
    this.#levelCount = levels.count;
    this.#instruments = mid2.length;
    this.referenceMicros = new Float64Array(mid2.length).fill(Number.NEGATIVE_INFINITY);
  }

  /**
   * @param price in price units; 0 for a market order
   * @param quantity of the whole order; `more` is what it adds to what works
   * @returns a RefusalReason
   */
  check(path: number, instrument: number, side: number, price: number, quantity: number, more: number): number {
    const mid2 = this.#mid2[instrument]!;
    const rules = this.#ruleRecords;
    const rule = (path * this.#instruments + instrument) * Rule.STRIDE;
    // +1 buys, −1 sells: which of the two comes is chance, and a branch on chance costs more than a multiplication.
    const sign = 3 - 2 * side;
    const beyond = 2 * price - mid2;
    // How far our own orders on the other side come towards this one: −∞ where that does not matter.
    const other = this.#furthest[2 * instrument + 2 - side]!;
    // The larger of limit and reference price, doubled, without a branch: which one it is, is chance.
    const product = quantity * ((2 * price + mid2 + Math.abs(beyond)) / 2);
    // In positive form, so that NaN fails.
    if (
      !(
        this.#pathState[path]! < GateState.Halted &&
        mid2 > 0 &&
        quantity > 0 &&
        quantity <= rules[rule + Rule.MAX_SIZE]! &&
        (side === Side.Buy || side === Side.Sell) &&
        product <= rules[rule + Rule.MAX_PRODUCT]! &&
        (sign * beyond <= rules[rule + Rule.MAX_DEVIATION]! * mid2 || price === 0) &&
        this.now - this.referenceMicros[instrument]! <= rules[rule + Rule.MAX_AGE]! &&
        this.now < rules[rule + Rule.OPEN_UNTIL]! &&
        (price !== 0 ? sign * price + other < 0 : other === Number.NEGATIVE_INFINITY)
      )
    ) {
      const reason = this.#explainForm(path, instrument, side, price, quantity, product);
      if (reason !== RefusalReason.None) return reason;
    }
    return this.#checkLevels(path, instrument, side, sign, more, mid2 * this.#unit[instrument]!);
  }

  /** The limits of the firm and of a path's account and strategy, all of a level asked at once. */
  #checkLevels(path: number, instrument: number, side: number, sign: number, more: number, price: number): number {
    const cells = this.#cells;
    const records = this.#records;
    const variance = this.#variance[instrument]!;
    const first = instrument * this.#levelCount;
    const { now } = this;
    if (this.mustRead) this.#readPortfolio();
    let level = 0;
    let k = path * 4;
    const end = k + this.#pathLevels[k]!;
    for (;;) {
      const at = (first + level) * Cell.STRIDE;
      const row = level * Level.STRIDE;
      // The position in the order's own direction, were all that works on its side and the order filled.
      const own = sign * cells[at + Cell.POSITION]! + cells[at + Cell.OPEN + side - 1]! + more;
      if (!(now >= records[row + Level.READY]! && now >= cells[at + Cell.READY]!))
        return this.#flow.explain(this.#note, path, instrument, now);
      if (own > 0) {
        const before = cells[at + Cell.WORST]!;
        const equity = level === 0 ? this.#equity : records[row + Level.EQUITY]!;
        const floor = level === 0 ? this.#floor : records[row + Level.FLOOR]!;
        if (
          !(
            own <= cells[at + Cell.MAX_OWN + side - 1]! &&
            equity > floor &&
            records[row + Level.STATE] === GateState.Active &&
            records[row + Level.NET + side - 1]! + more * price <= records[row + Level.MAX_NET]!
          )
        )
          return this.#explainLevel(level, instrument, side, more, price);
        if (own > Math.abs(before)) {
          const value = own * price;
          const gross = records[row + Level.GROSS]! + value - cells[at + Cell.WORST_VALUE]!;
          const allowedPosition = cells[at + Cell.MAX_POSITION_VAR]! * equity * PER_Z_99;
          const total = this.#totals[level];
          if (
            !(
              (before !== 0 || records[row + Level.ACTIVE]! < records[row + Level.MAX_POSITIONS]!) &&
              value <= cells[at + Cell.MAX_CONCENTRATION]! * equity &&
              gross <= records[row + Level.MAX_GROSS]! &&
              gross <= records[row + Level.MAX_LEVERAGE]! * equity &&
              variance * value * value <= allowedPosition * allowedPosition
            )
          )
            return this.#explainLevel(level, instrument, side, more, price);
          if (total !== undefined) {
            const allowed = records[row + Level.MAX_PORTFOLIO_VAR]! * equity * PER_Z_99;
            const after = total.changed(instrument, sign * value - cells[at + Cell.EXPOSURE]!, variance);
            if (after > allowed * allowed && after > total.variance)
              return this.#explainLevel(level, instrument, side, more, price);
          }
        }
      }
      if (k === end) return RefusalReason.None;
      k += 1;
      level = this.#pathLevels[k]!;
    }
  }

  /** The firm's drawdown and loss are the portfolio's to know: where one is too deep, no equity is enough. */
  #readPortfolio(): void {
    const portfolio = this.#portfolio;
    const equity = portfolio.equity();
    this.#equity = equity;
    this.mustRead = !this.#isTold;
    let isBlocked = portfolio.drawdown() >= this.#records[Level.MAX_DRAWDOWN]!;
    if (this.limitsDailyLoss)
      isBlocked ||= 1 - equity / portfolio.dayStartEquity! >= this.#records[Level.MAX_DAILY_LOSS]!;
    this.#floor = isBlocked ? Number.POSITIVE_INFINITY : 0;
  }

  #figuresOf(level: number): LevelFigures {
    const portfolio = this.#portfolio;
    if (level === 0) {
      const equity = portfolio.equity();
      return {
        equity,
        drawdown: portfolio.drawdown(),
        dailyLoss: this.limitsDailyLoss ? 1 - equity / portfolio.dayStartEquity! : 0,
      };
    }
    const row = level * Level.STRIDE;
    const records = this.#records;
    const equity = records[row + Level.EQUITY]!;
    const capital = records[row + Level.CAPITAL]!;
    // A share of +∞ would be no number: without capital nothing is limited that needs it.
    const fall = (peak: number): number => (capital < Number.POSITIVE_INFINITY ? 1 - equity / (capital + peak) : 0);
    return { equity, drawdown: fall(records[row + Level.PEAK]!), dailyLoss: fall(records[row + Level.DAY_START]!) };
  }

  /** Which limit of a level it was. */
  #explainLevel(level: number, instrument: number, side: number, quantity: number, price: number): number {
    const variance = this.#variance[instrument]!;
    const order = { instrument, side, quantity, price, variance };
    const figures = this.#figuresOf(level);
    const note = this.#note;
    const reason = checkLevel(this.#books.exposures, this.#totals[level], note, level, order, figures);
    if (reason !== RefusalReason.None) return reason;
    // The floor was met and the share missed by a rounding: it is the deeper of the two.
    const row = level * Level.STRIDE;
    if (
      figures.drawdown / this.#records[row + Level.MAX_DRAWDOWN]! >=
      figures.dailyLoss / this.#records[row + Level.MAX_DAILY_LOSS]!
    )
      return note.refuse(RefusalReason.Drawdown, this.#records[row + Level.MAX_DRAWDOWN]!, figures.drawdown, level);
    return note.refuse(RefusalReason.DailyLoss, this.#records[row + Level.MAX_DAILY_LOSS]!, figures.dailyLoss, level);
  }

  /** What it was about the order by itself; nothing, if only its session had to be worked out. */
  #explainForm(
    path: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    product: number,
  ): number {
    const note = this.#note;
    const rules = this.#ruleRecords;
    const rule = (path * this.#instruments + instrument) * Rule.STRIDE;
    if (this.#pathState[path] === GateState.Halted) {
      const levels = [0, this.#levels.accountOf[path]!, this.#levels.strategyOf[path]!];
      const halted = levels.find((level) => this.#switches.stateOf(level) === GateState.Halted) ?? 0;
      return note.refuse(RefusalReason.Halted, 0, 0, halted);
    }
    const mid2 = this.#mid2[instrument]!;
    if (!(mid2 > 0)) return note.refuse(RefusalReason.NoReferencePrice, 0, 0);
    if (side !== Side.Buy && side !== Side.Sell) return note.refuse(RefusalReason.BadSide, 0, side);
    if (!(quantity > 0)) return note.refuse(RefusalReason.BadQuantity, 0, quantity);
    if (!(price - price === 0)) return note.refuse(RefusalReason.BadPrice, 0, price);
    const most = rules[rule + Rule.MAX_SIZE]!;
    if (most < 0) return note.refuse(RefusalReason.Restricted, 0, quantity);
    if (!(quantity <= most)) return note.refuse(RefusalReason.OrderSize, most, quantity);
    const unit = this.#unit[instrument]!;
    if (!(product <= rules[rule + Rule.MAX_PRODUCT]!))
      return note.refuse(RefusalReason.OrderNotional, rules[rule + Rule.MAX_PRODUCT]! * unit, product * unit);
    const beyond = (3 - 2 * side) * (2 * price - mid2);
    const deviation = rules[rule + Rule.MAX_DEVIATION]!;
    if (price !== 0 && !(beyond <= deviation * mid2))
      return note.refuse(RefusalReason.PriceDeviation, deviation, beyond / mid2);
    const age = this.now - this.referenceMicros[instrument]!;
    if (!(age <= rules[rule + Rule.MAX_AGE]!))
      return note.refuse(RefusalReason.StaleReference, rules[rule + Rule.MAX_AGE]!, age);
    if (!(this.now < rules[rule + Rule.OPEN_UNTIL]! || this.#rules.isOpen(rule, this.now)))
      return note.refuse(
        RefusalReason.SessionClosed,
        rules[rule + Rule.SESSION_OPEN]!,
        this.#rules.timeOfDay(this.now),
      );
    const sign = 3 - 2 * side;
    const other = this.#furthest[2 * instrument + 2 - side]!;
    if ((price === 0 ? Number.POSITIVE_INFINITY : sign * price) + other >= 0)
      return note.refuse(RefusalReason.SelfCrossing, Number.isFinite(other) ? -sign * other : 0, price);
    return RefusalReason.None;
  }
}
