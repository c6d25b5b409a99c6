/**
 * The gate as it is usually written: a list of rules over objects and Maps, each asked in turn of the firm, the account
 * and the strategy; sums are kept as they go. It decides as `RiskGate.check` does, for the limits of the benchmark.
 */
import { Side } from "@hotpath/core";
import type { AccountLimits, PortfolioView, RateLimit, RiskLimits } from "@hotpath/risk";

const Z_99 = 2.3263478740408408;

/** What a level holds in an instrument. */
export interface RuleCell {
  position: number;
  buys: number;
  sells: number;
  exposure: number;
  marginal: number;
}

/** A level with its sums. */
export interface RuleLevel {
  limits: AccountLimits;
  /** Of the firm, or fixed: nothing is filled while it is measured. */
  portfolio: Pick<PortfolioView, "equity" | "drawdown" | "dayStartEquity">;
  cells: Map<number, RuleCell>;
  gross: number;
  buys: number;
  sells: number;
  active: number;
  variance: number;
  tokens: Map<string, { level: number; last: number }>;
}

/** An instrument as it is known. */
export interface RuleMarket {
  mid: number;
  unit: number;
  referenceMicros: number;
  variance: number;
  bestOwn: Map<number, number>;
}

interface Order {
  instrument: number;
  side: number;
  price: number;
  quantity: number;
  micros: number;
}

interface Refusal {
  reason: string;
  limit: number;
  value: number;
}

type Rule = (order: Order, market: RuleMarket, level: RuleLevel, cell: RuleCell) => Refusal | undefined;

const over = (reason: string, value: number, limit: number | undefined): Refusal | undefined =>
  limit !== undefined && value > limit ? { reason, limit, value } : undefined;

const signOf = (order: Order): number => (order.side === Side.Buy ? 1 : -1);
const ownOf = (order: Order, cell: RuleCell): number =>
  signOf(order) * cell.position + (order.side === Side.Buy ? cell.buys : cell.sells) + order.quantity;
const worstOf = (cell: RuleCell): number => Math.max(cell.position + cell.buys, cell.sells - cell.position);
const moneyOf = (order: Order, market: RuleMarket, cell: RuleCell): number =>
  ownOf(order, cell) * market.mid * market.unit;
const grows = (order: Order, cell: RuleCell): boolean => ownOf(order, cell) > Math.max(0, worstOf(cell));

function empty(level: RuleLevel, name: string, rate: RateLimit | undefined, micros: number): Refusal | undefined {
  if (rate === undefined) return undefined;
  const bucket = level.tokens.get(name);
  const most = rate.burst ?? rate.count;
  if (bucket === undefined) return undefined;
  const tokens = Math.min(most, bucket.level + ((micros - bucket.last) * rate.count) / rate.micros);
  return tokens < 1 ? { reason: name, limit: most, value: most - tokens + 1 } : undefined;
}

/** The rules, in the order in which they are asked. */
export const rules: readonly Rule[] = [
  (order, market, { limits }) =>
    over("PriceDeviation", (signOf(order) * (order.price - market.mid)) / market.mid, limits.maxPriceDeviation),
  (order, _market, { limits }) => over("OrderSize", order.quantity, limits.maxOrderSize),
  (order, market, { limits }) =>
    over("OrderNotional", order.quantity * Math.max(order.price, market.mid) * market.unit, limits.maxOrderNotional),
  (order, _market, level) => empty(level, "OrderRate", level.limits.orderRate, order.micros),
  (order, _market, level) => empty(level, "MessageRate", level.limits.messageRate, order.micros),
  (order, _market, level) => empty(level, `Loop ${order.instrument}`, level.limits.loopBreaker, order.micros),
  (order, _market, { limits }, cell) => over("Position", ownOf(order, cell), limits.maxPosition),
  (order, _market, { limits }, cell) =>
    order.side === Side.Sell ? over("ShortSale", ownOf(order, cell), limits.maxShort) : undefined,
  (order, _market, { limits, portfolio }, cell) =>
    ownOf(order, cell) > 0 ? over("Drawdown", portfolio.drawdown(), limits.maxDrawdown) : undefined,
  (order, _market, { limits, portfolio }, cell) =>
    ownOf(order, cell) > 0
      ? over("DailyLoss", 1 - portfolio.equity() / portfolio.dayStartEquity!, limits.maxDailyLoss)
      : undefined,
  (order, market, level) =>
    over(
      "NetExposure",
      (order.side === Side.Buy ? level.buys : level.sells) + order.quantity * market.mid * market.unit,
      level.limits.maxNetExposure,
    ),
  (_order, _market, level, cell) =>
    worstOf(cell) === 0 ? over("Positions", level.active + 1, level.limits.maxPositions) : undefined,
  (order, market, { limits, portfolio }, cell) =>
    grows(order, cell)
      ? over("Concentration", moneyOf(order, market, cell) / portfolio.equity(), limits.maxConcentration)
      : undefined,
  (order, market, level, cell) =>
    grows(order, cell)
      ? over("GrossExposure", level.gross + moneyOf(order, market, cell), level.limits.maxGrossExposure)
      : undefined,
  (order, market, level, cell) =>
    grows(order, cell)
      ? over(
          "Leverage",
          (level.gross + moneyOf(order, market, cell)) / level.portfolio.equity(),
          level.limits.maxLeverage,
        )
      : undefined,
  (order, market, { limits, portfolio }, cell) =>
    grows(order, cell)
      ? over(
          "PositionVar",
          (Z_99 * Math.sqrt(market.variance) * moneyOf(order, market, cell)) / portfolio.equity(),
          limits.maxPositionVar,
        )
      : undefined,
  (order, market, level, cell) => {
    if (!grows(order, cell)) return undefined;
    const change = signOf(order) * moneyOf(order, market, cell) - cell.exposure;
    const after = level.variance + 2 * change * cell.marginal + change * change * market.variance;
    return over("PortfolioVar", (Z_99 * Math.sqrt(after)) / level.portfolio.equity(), level.limits.maxPortfolioVar);
  },
];

/** A gate of such rules. */
export class RuleListGate {
  readonly #limits: RiskLimits;
  readonly #markets: Map<number, RuleMarket>;
  readonly #levels: Map<number, readonly RuleLevel[]>;

  /** @param levels by strategy: the firm, its account and itself */
  constructor(limits: RiskLimits, markets: Map<number, RuleMarket>, levels: Map<number, readonly RuleLevel[]>) {
    this.#limits = limits;
    this.#markets = markets;
    this.#levels = levels;
  }

  /** The first rule that is broken, or undefined. */
  check(order: Order, strategy: number): Refusal | undefined {
    const market = this.#markets.get(order.instrument);
    if (market === undefined) return { reason: "NoReferencePrice", limit: 0, value: 0 };
    const { maxReferenceAgeMicros, session, allowSelfCrossing } = this.#limits;
    const stale = over("StaleReference", order.micros - market.referenceMicros, maxReferenceAgeMicros);
    if (stale !== undefined) return stale;
    const time = order.micros % 86_400_000_000;
    if (session !== undefined && time >= session.closeMicros && time < session.openMicros)
      return { reason: "SessionClosed", limit: session.openMicros, value: time };
    const other = market.bestOwn.get(order.side === Side.Buy ? Side.Sell : Side.Buy);
    if (allowSelfCrossing === false && other !== undefined && signOf(order) * (order.price - other) >= 0)
      return { reason: "SelfCrossing", limit: other, value: order.price };
    for (const level of this.#levels.get(strategy) ?? []) {
      const cell = level.cells.get(order.instrument)!;
      for (const rule of rules) {
        const refusal = rule(order, market, level, cell);
        if (refusal !== undefined) return refusal;
      }
    }
    return undefined;
  }
}
