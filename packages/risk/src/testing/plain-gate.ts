/**
 * The gate as one would write it first: objects, Maps, and every sum counted anew for each order. The tests hold the
 * gate to it, the benchmarks measure beside it.
 */
import { type InstrumentRegistry, inverseNormal, POWERS_OF_TEN, Side } from "@hotpath/core";
import { CovarianceEstimator } from "../covariance.ts";
import type { PortfolioView } from "../gate/gate-state.ts";
import {
  type AccountLimits,
  type InstrumentLimits,
  parseRiskLimits,
  type RateLimit,
  type RiskLimits,
} from "../gate/risk-limits.ts";

const Z = inverseNormal(0.99);
const DAY = 86_400_000_000;

interface PlainOrder {
  id: number;
  instrument: number;
  side: number;
  price: number;
  quantity: number;
  filled: number;
  strategy: number;
  rests: boolean;
  replacement?: { price: number; quantity: number };
}

interface PlainLevel {
  name: string;
  limits: AccountLimits;
  holds: (strategy: number) => boolean;
  position: Map<number, number>;
  /** Worst case and its value as of when it last changed, or the last bar. */
  exposure: Map<number, { worst: number; money: number }>;
  cash: number;
  peak: number;
  dayStart: number;
}

/** An admission that {@link PlainGate} remembers. */
interface Leaving {
  micros: number;
  id: number;
  key: string;
  strategy: number;
  instrument: number;
  isNew: boolean;
}

/** Decides as `RiskGate` does, and shares nothing with it but the limits' definition and the covariance. */
export class PlainGate {
  readonly limits: RiskLimits;
  readonly orders: Map<number, PlainOrder> = new Map();
  readonly mid2: Map<number, number> = new Map();
  readonly levels: PlainLevel[] = [];
  readonly #covariance: CovarianceEstimator;
  readonly #referenceAt: Map<number, number> = new Map();
  #left: Leaving[] = [];
  #now = Number.NEGATIVE_INFINITY;
  #day = Number.NEGATIVE_INFINITY;
  readonly #instruments: InstrumentRegistry;
  readonly #portfolio: PortfolioView;

  constructor(instruments: InstrumentRegistry, portfolio: PortfolioView, limits: Partial<RiskLimits>) {
    this.#instruments = instruments;
    this.#portfolio = portfolio;
    this.limits = parseRiskLimits(limits, "riskLimits", instruments);
    this.#covariance = new CovarianceEstimator({ instruments: instruments.size });
    const level = (name: string, own: AccountLimits, holds: (strategy: number) => boolean): void => {
      const book = { position: new Map(), exposure: new Map(), cash: 0, peak: 0, dayStart: 0 };
      this.levels.push({ name, limits: own, holds, ...book });
    };
    level("firm", this.limits, () => true);
    const { accounts = {}, strategies = {} } = this.limits;
    for (const [id, own] of Object.entries(accounts))
      level(`account ${id}`, own, (strategy) => strategies[strategy]?.account === Number(id));
    for (const [id, own] of Object.entries(strategies)) level(`strategy ${id}`, own, (s) => s === Number(id));
  }

  reference(instrument: number, mid2: number, micros: number): void {
    this.#pass(micros);
    this.mid2.set(instrument, mid2);
    this.#referenceAt.set(instrument, micros);
    const isBar = this.#covariance.update(instrument, mid2, micros);
    for (const level of this.levels) {
      level.peak = Math.max(level.peak, this.#profit(level));
      if (isBar)
        for (let i = 0; i < this.#instruments.size; i++) {
          const worst = this.worst(level, i);
          level.exposure.set(i, { worst, money: worst * this.#price(i) });
        }
    }
  }

  /** A reason's name, or undefined for an order that may leave by its form and the limits of every level. */
  check(instrument: number, side: number, price: number, quantity: number, strategy: number): string | undefined {
    return this.#form(instrument, side, price, quantity, strategy) ?? this.#books(instrument, side, quantity, strategy);
  }

  /** A reason's name, or undefined for an order that may leave: it works from then on. */
  admit(
    id: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    strategy: number,
    micros: number,
    rests = true,
  ): string | undefined {
    this.#pass(micros);
    const key = `${instrument} ${side} ${price} ${quantity} ${strategy}`;
    const reason =
      this.#form(instrument, side, price, quantity, strategy) ??
      this.#books(instrument, side, quantity, strategy) ??
      this.#repeats(id, key) ??
      (this.orders.has(id) ? "RepeatedId" : undefined);
    if (reason !== undefined) return reason;
    this.#left.push({ micros: this.#now, id, key, strategy, instrument, isNew: true });
    this.orders.set(id, { id, instrument, side, price, quantity, filled: 0, strategy, rests });
    this.#settle(instrument);
    return undefined;
  }

  replace(id: number, price: number, quantity: number, micros: number): string | undefined {
    this.#pass(micros);
    const order = this.orders.get(id);
    if (order === undefined) return "UnknownOrder";
    if (order.replacement !== undefined) return "ReplacePending";
    const { instrument, side, strategy } = order;
    const more = Math.max(0, quantity - order.quantity);
    const reason =
      this.#form(instrument, side, price, quantity, strategy) ?? this.#books(instrument, side, more, strategy);
    if (reason !== undefined) return reason;
    this.#left.push({ micros: this.#now, id, key: "", strategy, instrument, isNew: false });
    order.replacement = { price, quantity };
    this.#settle(instrument);
    return undefined;
  }

  replaced(id: number, accepted: boolean): void {
    const order = this.orders.get(id);
    if (order?.replacement === undefined) return;
    if (accepted) Object.assign(order, order.replacement);
    delete order.replacement;
    this.#endIfDone(order);
    this.#settle(order.instrument);
  }

  filled(id: number, instrument: number, side: number, price: number, quantity: number, strategy: number): void {
    const signed = side === Side.Buy ? quantity : -quantity;
    for (const level of this.levels) {
      if (!level.holds(strategy)) continue;
      level.position.set(instrument, (level.position.get(instrument) ?? 0) + signed);
      level.cash -= signed * price * this.#unit(instrument);
    }
    const order = this.orders.get(id);
    if (order !== undefined) {
      order.filled += quantity;
      this.#endIfDone(order);
    }
    this.#settle(instrument);
    for (const level of this.levels) level.peak = Math.max(level.peak, this.#profit(level));
  }

  closed(id: number): void {
    const order = this.orders.get(id);
    if (order === undefined) return;
    this.orders.delete(id);
    this.#settle(order.instrument);
  }

  /** What may still be filled of a level's orders. */
  open(level: PlainLevel, instrument: number, side: number): number {
    let sum = 0;
    for (const order of this.orders.values())
      if (order.instrument === instrument && order.side === side && level.holds(order.strategy)) sum += leftOf(order);
    return sum;
  }

  worst(level: PlainLevel, instrument: number): number {
    const position = level.position.get(instrument) ?? 0;
    const up = position + this.open(level, instrument, Side.Buy);
    const down = this.open(level, instrument, Side.Sell) - position;
    return up >= down ? up : -down;
  }

  gross(level: PlainLevel): number {
    return this.#sum((i) => Math.abs(this.worst(level, i)) * this.#price(i));
  }

  net(level: PlainLevel, side: number): number {
    const sign = side === Side.Buy ? 1 : -1;
    return this.#sum((i) => (sign * (level.position.get(i) ?? 0) + this.open(level, i, side)) * this.#price(i));
  }

  active(level: PlainLevel): number {
    return this.#sum((i) => (this.worst(level, i) === 0 ? 0 : 1));
  }

  variance(level: PlainLevel, changed = -1, money = 0): number {
    const n = this.#instruments.size;
    const x = (i: number): number => (i === changed ? money : (level.exposure.get(i)?.money ?? 0));
    let sum = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += x(i) * this.#covariance.matrix[i * n + j]! * x(j);
    return sum;
  }

  #form(instrument: number, side: number, price: number, quantity: number, strategy: number): string | undefined {
    const { limits } = this;
    const mid2 = this.mid2.get(instrument) ?? 0;
    if (!(mid2 > 0)) return "NoReferencePrice";
    const { id, sizeDecimals } = this.#instruments.list[instrument]!;
    const own: InstrumentLimits = limits.instruments?.[id] ?? {};
    const books = this.levels.filter((level) => level.holds(strategy)).map((level) => level.limits);
    const sign = side === Side.Buy ? 1 : -1;
    if (books.some(({ restricted }) => restricted?.includes(id))) return "Restricted";
    const size = quantity / POWERS_OF_TEN[sizeDecimals]!;
    const all = [...books, own];
    if (all.some(({ maxOrderSize = Infinity }) => size > maxOrderSize)) return "OrderSize";
    const notional = quantity * Math.max(price, mid2 / 2) * this.#unit(instrument);
    if (all.some(({ maxOrderNotional = Infinity }) => notional > maxOrderNotional)) return "OrderNotional";
    const beyond = (sign * (2 * price - mid2)) / mid2;
    if (price !== 0 && all.some(({ maxPriceDeviation = Infinity }) => beyond > maxPriceDeviation))
      return "PriceDeviation";
    const age = this.#now - this.#referenceAt.get(instrument)!;
    if ([limits, own].some(({ maxReferenceAgeMicros = Infinity }) => age > maxReferenceAgeMicros))
      return "StaleReference";
    const session = own.session ?? limits.session;
    if (session !== undefined) {
      const time = ((this.#now % DAY) + DAY) % DAY;
      const { openMicros, closeMicros, days } = session;
      const isInside =
        openMicros < closeMicros ? time >= openMicros && time < closeMicros : time >= openMicros || time < closeMicros;
      const opened = Math.floor(this.#now / DAY) - (time < openMicros ? 1 : 0);
      if (!isInside || days?.includes(new Date(opened * 86_400_000).getUTCDay()) === false) return "SessionClosed";
    }
    if (limits.allowSelfCrossing === false) {
      const reach = sign * (price === 0 ? sign * Infinity : price);
      for (const order of this.orders.values()) {
        if (order.instrument !== instrument || order.side === side || !order.rests) continue;
        for (const terms of [order, order.replacement])
          if (terms !== undefined && reach >= (terms.price === 0 ? -Infinity : sign * terms.price))
            return "SelfCrossing";
      }
    }
    return undefined;
  }

  #books(instrument: number, side: number, quantity: number, strategy: number): string | undefined {
    for (const level of this.levels) {
      if (!level.holds(strategy)) continue;
      const reason = this.#rates(level, instrument) ?? this.#level(level, instrument, side, quantity);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  #level(level: PlainLevel, instrument: number, side: number, quantity: number): string | undefined {
    const isFirm = level.name === "firm";
    const { limits } = level;
    const more: InstrumentLimits = (isFirm && this.limits.instruments?.[this.#instruments.list[instrument]!.id]) || {};
    const tightest = (of: (limits: InstrumentLimits) => number | undefined): number =>
      Math.min(of(limits) ?? Infinity, of(more) ?? Infinity);
    const sign = side === Side.Buy ? 1 : -1;
    const own = sign * (level.position.get(instrument) ?? 0) + this.open(level, instrument, side) + quantity;
    if (own <= 0) return undefined;
    const size = own / POWERS_OF_TEN[this.#instruments.list[instrument]!.sizeDecimals]!;
    const position = tightest((l) => l.maxPosition);
    const short = side === Side.Sell ? tightest((l) => l.maxShort) : Infinity;
    if (size > Math.min(position, short)) return short < position ? "ShortSale" : "Position";
    const { capital = Infinity } = limits;
    const profit = this.#profit(level);
    const equity = isFirm ? this.#portfolio.equity() : capital + profit;
    if (!(equity > 0)) return "NoEquity";
    const fall = (from: number): number => (capital < Infinity ? 1 - equity / (capital + from) : 0);
    const drawdown = isFirm ? this.#portfolio.drawdown() : fall(level.peak);
    if (drawdown >= (limits.maxDrawdown ?? Infinity)) return "Drawdown";
    const loss = isFirm ? 1 - equity / (this.#portfolio.dayStartEquity ?? equity) : fall(level.dayStart);
    if (loss >= (limits.maxDailyLoss ?? Infinity)) return "DailyLoss";
    const price = this.#price(instrument);
    if (this.net(level, side) + quantity * price > (limits.maxNetExposure ?? Infinity)) return "NetExposure";
    const before = this.worst(level, instrument);
    if (own <= Math.abs(before)) return undefined;
    if (before === 0 && this.active(level) >= (limits.maxPositions ?? Infinity)) return "Positions";
    const value = own * price;
    if (value > tightest((l) => l.maxConcentration) * equity) return "Concentration";
    const gross = this.gross(level) + value - Math.abs(before) * price;
    if (gross > (limits.maxGrossExposure ?? Infinity)) return "GrossExposure";
    if (gross > (limits.maxLeverage ?? Infinity) * equity) return "Leverage";
    const deviation = this.#covariance.dailyVolatility(instrument);
    if (Z * deviation * value > tightest((l) => l.maxPositionVar) * equity) return "PositionVar";
    if (limits.maxPortfolioVar === undefined) return undefined;
    const after = this.variance(level, instrument, sign * value);
    if (Z * Math.sqrt(after) > limits.maxPortfolioVar * equity && after > this.variance(level)) return "PortfolioVar";
    return undefined;
  }

  /** Orders of the past that a token bucket still remembers, by playing them all again. */
  #rates(level: PlainLevel, instrument: number): string | undefined {
    const { limits } = level;
    const own = this.#left.filter(({ strategy }) => level.holds(strategy));
    const here = own.filter((order) => order.instrument === instrument);
    if (isEmpty(limits.orderRate, own, this.#now)) return "OrderRate";
    const more = level.name === "firm" ? this.limits.instruments?.[this.#instruments.list[instrument]!.id] : undefined;
    if (isEmpty(more?.orderRate, here, this.#now)) return "OrderRate";
    if (isEmpty(limits.messageRate, own, this.#now)) return "MessageRate";
    return isEmpty(limits.loopBreaker, here, this.#now) ? "Halted" : undefined;
  }

  #repeats(id: number, key: string): string | undefined {
    const window = this.limits.duplicateWindowMicros ?? 0;
    const recent = this.#left.filter((order) => order.isNew && this.#now - order.micros < window);
    if (recent.some((order) => order.id === id)) return "RepeatedId";
    return recent.some((order) => order.key === key) ? "RepeatedContent" : undefined;
  }

  #pass(micros: number): void {
    this.#now = Math.max(this.#now, micros);
    const day = Math.floor(this.#now / DAY);
    if (day === this.#day) return;
    this.#day = day;
    for (const level of this.levels) level.dayStart = this.#profit(level);
  }

  #settle(instrument: number): void {
    for (const level of this.levels) {
      const worst = this.worst(level, instrument);
      if (worst !== (level.exposure.get(instrument)?.worst ?? 0))
        level.exposure.set(instrument, { worst, money: worst * this.#price(instrument) });
    }
  }

  #endIfDone(order: PlainOrder): void {
    if (leftOf(order) === 0) this.orders.delete(order.id);
  }

  #profit(level: PlainLevel): number {
    return level.cash + this.#sum((i) => (level.position.get(i) ?? 0) * this.#price(i));
  }

  #sum(of: (instrument: number) => number): number {
    let sum = 0;
    for (let i = 0; i < this.#instruments.size; i++) sum += of(i);
    return sum;
  }

  #unit(instrument: number): number {
    const { multiplier, priceDecimals, sizeDecimals } = this.#instruments.list[instrument]!;
    return multiplier / POWERS_OF_TEN[priceDecimals]! / POWERS_OF_TEN[sizeDecimals]!;
  }

  #price(instrument: number): number {
    return ((this.mid2.get(instrument) ?? 0) / 2) * this.#unit(instrument);
  }
}

function leftOf(order: PlainOrder): number {
  return Math.max(0, Math.max(order.quantity, order.replacement?.quantity ?? 0) - order.filled);
}

function isEmpty(rate: RateLimit | undefined, orders: readonly Leaving[], now: number): boolean {
  if (rate === undefined) return false;
  const capacity = (rate.burst ?? rate.count) * rate.micros;
  let tokens = capacity;
  let last = Number.NEGATIVE_INFINITY;
  for (const { micros } of orders) {
    tokens = Math.min(capacity, tokens + (micros - last) * rate.count) - rate.micros;
    last = micros;
  }
  return Math.min(capacity, tokens + (now - last) * rate.count) < rate.micros;
}
