/**
 * The engine that people meet first: quotes in, signals and orders out. It is nothing but an assembly of the packages
 * below it; `docs/examples/full-engine.ts` does the same by hand.
 *
 *     quotes → [normalise] → inbox → portfolio, risk → signals → strategy → orders → gate → venue → reports → …
 *
 * Where orders wait for a time (`orders` in the configuration), timers that are due fire before the quote that is later.
 */
import {
  Command,
  ConfigError,
  EngineCommand,
  EventCursor,
  EventQueue,
  type EventView,
  type InstrumentRegistry,
  monotonicNanos,
  nameOf,
  OrderStatus,
  OrderType,
  InstrumentRegistry as Registry,
  RiskAction,
  RiskCause,
  Side,
  type SnapshotReader,
  type SnapshotWriter,
  StateError,
  TimeInForce,
} from "@hotpath/core";
import { type QuoteInput, QuoteNormalizer } from "@hotpath/market-data";
import type { OrderStage, OrderView } from "@hotpath/orders";
import type { AlgorithmStage } from "@hotpath/orders/algorithms";
import type { RouterStage } from "@hotpath/orders/routing";
import { Portfolio, PortfolioStage, type Statement } from "@hotpath/portfolio";
import { GateState, RefusalReason, RiskGate, type RiskLimits, RiskStage, refusalName, scopeName } from "@hotpath/risk";
import { SignalSet, SignalStage, type SignalView } from "@hotpath/signals";
import { Engine, type EngineLatency } from "./engine.ts";
import { cacheStatsOf, engineSignals } from "./engine-signals.ts";
import { orderStageOf } from "./order-handling.ts";
import { OrderIds } from "./order-ids.ts";
import { type RiskOrigin, writeRiskCommand, writeRiskLimits } from "./risk-desk.ts";
import { type CollectedOrder, type CollectedRefusal, OutcomeCollector } from "./stages/outcome-collector.ts";
import { PaperVenue } from "./stages/paper-venue.ts";
import { SignalTrader } from "./stages/signal-trader.ts";
import { executionStages } from "./strategy/execution-config.ts";
import { TimerStage } from "./strategy/timer-stage.ts";
import { parseTradingConfig, type TradingEngineConfig } from "./trading-config.ts";
import type {
  CacheStats,
  EngineOrder,
  EngineSignal,
  OrderRefusal,
  PerformanceStats,
  ProcessResult,
  QuoteRejection,
  RiskAuditEntry,
} from "./trading-results.ts";

/**
 * A trading engine over top-of-book quotes: default signals, risk gate, order manager and a venue on paper.
 *
 * Same configuration and same calls give the same signals, orders and {@link TradingEngine.stateHash}, on every machine.
 *
 * @example
 * using engine = new TradingEngine({ instruments: [{ id: 1, symbol: "AAPL", priceDecimals: 2 }] });
 * const result = engine.processMarketData([{ symbolId: 1, bidPrice: "100.05", askPrice: "100.10", bidSize: "1000",
 *   askSize: "1000", timestamp: 1234567890000000000n, venueId: 1, flags: 0 }]);
 * result.signalCount; // 0: one quote is no history
 */
export class TradingEngine implements Disposable {
  readonly instruments: InstrumentRegistry;
  readonly portfolio: Portfolio;
  readonly gate: RiskGate;
  readonly signalSet: SignalSet;
  /** What works orders, and what routes them, where `orders` in the configuration asks for it. */
  readonly algorithms: AlgorithmStage | undefined;
  readonly router: RouterStage | undefined;
  readonly #engine: Engine;
  readonly #normalizer: QuoteNormalizer;
  readonly #collector: OutcomeCollector;
  readonly #orders: OrderStage;
  readonly #risk: RiskStage;
  /** Where something may wait for a time. */
  readonly #timers: TimerStage | undefined;
  /** Where quotes are written: the inbox, or a queue where timers come between the two. */
  readonly #quotes: EventQueue;
  readonly #quote: EventCursor = new EventCursor();
  #trading = true;
  /** Each instrument's signals as people see them, and the set's own views, which it keeps, that they were made of. */
  readonly #signalViews: (readonly EngineSignal[] | undefined)[] = [];
  readonly #rankedViews: (readonly SignalView[] | undefined)[] = [];
  #disposed = false;

  /** @throws {ConfigError} naming the path, the value and what is allowed */
  constructor(config: TradingEngineConfig) {
    const parsed = parseTradingConfig(config);
    this.instruments = new Registry(parsed.instruments);
    const instruments = this.instruments;
    const symbols = instruments.size;
    this.portfolio = new Portfolio({ instruments, initialCash: parsed.initialCash });
    const portfolio = this.portfolio;
    this.gate = new RiskGate({
      instruments,
      portfolio,
      limits: parsed.riskLimits,
      covariance: parsed.covariance,
      maxOrders: parsed.maxOrders,
      portfolioChanges: "told",
    });
    this.signalSet = new SignalSet({ symbols, config: parsed.signals });
    this.#normalizer = new QuoteNormalizer({ instruments, ...parsed.quotes });
    this.#collector = new OutcomeCollector(symbols);
    const { algorithms, router } = executionStages(
      parsed.orders.algorithms,
      parsed.orders.router,
      instruments,
      "config.orders",
    );
    this.algorithms = algorithms;
    this.router = router;
    const orderIds = new OrderIds();
    this.#orders = orderStageOf(
      { ...parsed.orders, maxOrders: parsed.maxOrders },
      instruments,
      portfolio,
      this.gate,
      orderIds,
      "config.orders",
    );
    const { emulation, requests } = parsed.orders;
    this.#timers = algorithms || router || emulation || requests ? new TimerStage() : undefined;
    this.#risk = new RiskStage(this.gate);
    const trader = new SignalTrader({ instruments, portfolio, orderIds, ...parsed.trading });
    this.#engine = new Engine({
      stages: [
        new PortfolioStage(portfolio),
        ...[algorithms, router].filter((stage) => stage !== undefined),
        this.#orders,
        this.#risk,
        new SignalStage(this.signalSet),
        ...(this.#timers ? [this.#timers] : []),
        ...(parsed.defaultStrategy ? [trader] : []),
        ...parsed.strategies,
        this.#collector,
      ],
      venue: parsed.venue ?? new PaperVenue({ instruments: symbols }),
      journal: parsed.journal,
      timeEvery: parsed.timeEvery,
    });
    this.#quotes = this.#timers ? new EventQueue() : this.#engine.inbox;
  }

  /**
   * Takes in quotes, one after the other, and everything that follows from them.
   *
   * A quote that cannot be used is in `rejects` with its index and reason, is counted, and the rest goes on.
   *
   * @param generateOrders whether strategies may send orders in this call. Default true
   */
  processMarketData(quotes: readonly QuoteInput[], generateOrders = true): ProcessResult {
    const start = monotonicNanos();
    this.#assertLive();
    if (!Array.isArray(quotes)) throw new ConfigError("quotes", quotes, "an array of quotes");
    this.#setTrading(generateOrders);
    const collector = this.#collector;
    collector.begin();
    const rejects: QuoteRejection[] = [];
    for (let index = 0; index < quotes.length; index++) {
      const reason = this.#normalizer.normalize(quotes[index], this.#quotes);
      if (reason === 0) this.#process();
      else rejects.push({ index, reason: this.#normalizer.reasonName(reason) });
    }
    const signals: EngineSignal[] = [];
    for (let k = 0; k < collector.touchedCount; k++) signals.push(...this.#signalsOf(collector.touched[k]!));
    return {
      signals,
      orders: collector.orders.map((order) => this.#orderView(order)),
      refusals: collector.refusals.map((refusal) => this.#refusalView(refusal)),
      rejects,
      signalCount: signals.length,
      processingTimeUs: (monotonicNanos() - start) / 1000,
    };
  }

  /**
   * The hot path's twin of `processMarketData`: takes in one quote in raw units, allocating nothing and answering only
   * whether it was taken. What follows is read from `orders()`, `portfolio` and `signals()`.
   *
   * @param instrument dense index
   */
  processQuote(
    instrument: number,
    bidPrice: number,
    askPrice: number,
    bidSize: number,
    askSize: number,
    micros: number,
    nanos = 0,
    venue = 0,
    flags = 0,
  ): boolean {
    this.#assertLive();
    const collecting = this.#collector.collecting;
    this.#collector.collecting = false;
    const reason = this.#normalizer.normalizeUnits(
      instrument,
      bidPrice,
      askPrice,
      bidSize,
      askSize,
      micros,
      nanos,
      venue,
      flags,
      this.#quotes,
    );
    if (reason === 0) this.#process();
    this.#collector.collecting = collecting;
    return reason === 0;
  }

  /**
   * Time goes on without quotes: what waits for a time by then (algorithms, orders that expire) is woken, one after the
   * other. A quote does the same up to its own time. Nothing to do where `orders` in the configuration asks for none of it.
   *
   * @param timestamp nanoseconds since the Unix epoch
   */
  advance(timestamp: bigint): void {
    this.#assertLive();
    if (typeof timestamp !== "bigint" || timestamp < 0n)
      throw new ConfigError("timestamp", timestamp, "a bigint of nanoseconds since the Unix epoch");
    this.#advance(Number(timestamp / 1_000n));
  }

  /** The signals of one instrument as they stand, the most confident first. Kept until its next quote. */
  signals(symbolId: number): readonly EngineSignal[] {
    return this.#signalsOf(this.#index(symbolId));
  }

  /** The orders that work. */
  orders(): OrderView[] {
    return this.#orders.store.list();
  }

  /** Positions, profit and cash, exactly. */
  statement(): Statement {
    return this.portfolio.statement();
  }

  /**
   * The kill switch: no order passes any more, and every working order is cancelled; of an account or a strategy alone
   * where `origin` names one.
   *
   * @throws {ConfigError} for an account or strategy that `riskLimits` does not name
   */
  halt(origin: RiskOrigin = {}): void {
    this.#riskCommand(RiskAction.Halt, origin);
  }

  /** Only orders that bring a position nearer to zero pass from now on. Errors as {@link halt}. */
  reduceOnly(origin: RiskOrigin = {}): void {
    this.#riskCommand(RiskAction.ReduceOnly, origin);
  }

  /** Orders pass again, within the limits; breakers start anew. Errors as {@link halt}. */
  resume(origin: RiskOrigin = {}): void {
    this.#riskCommand(RiskAction.Activate, origin);
  }

  /** Somebody is there: the dead man's switch (`riskLimits.deadManMicros`) starts anew, as of the last quote's time. */
  heartbeat(): void {
    this.#riskCommand(RiskAction.Heartbeat, {});
  }

  /**
   * Puts other risk limits into force, all at once: what is not among them has its default. They enter as sequenced
   * events, and so a replay of the journal decides the same.
   *
   * @throws {ConfigError} naming what is wrong; those in force then stay
   */
  setRiskLimits(limits: Partial<RiskLimits>, origin: Pick<RiskOrigin, "actor" | "reason"> = {}): void {
    this.#assertLive();
    writeRiskLimits(this.#engine.inbox, this.gate, this.signalSet.now, limits, origin);
    this.#engine.process();
  }

  /** The last thousand changes of what may be traded, the oldest first. The journal keeps all of them. */
  riskAudit(): RiskAuditEntry[] {
    return this.#collector.audit.map(auditEntry);
  }

  /** Cancels every working order. */
  cancelAll(): void {
    this.#command(EngineCommand.CancelAll);
  }

  /** Counts since the start, and latencies over the timed quotes. */
  performanceStats(): PerformanceStats {
    const counts = this.signalSet.counts();
    const latencies = Object.fromEntries(this.#engine.latencies().map((l) => [l.name, l.summary]));
    const refusalsByReason: Record<string, number> = {};
    for (const reason of Object.values(RefusalReason)) {
      const count = this.#risk.refusals[reason] ?? 0;
      if (count > 0) refusalsByReason[refusalName(reason)] = count;
    }
    return {
      marketUpdates: counts.updates,
      signalsProcessed: counts.signals,
      signalsWeak: counts.weak,
      signalsExpired: counts.expired,
      ordersSubmitted: this.#collector.ordersSent,
      ordersRefused: this.#collector.ordersRefused,
      refusalsByReason,
      fills: this.#collector.fills,
      quotesRejected: this.#normalizer.rejects(),
      avgSignalLatency: latencies.signals?.mean ?? 0,
      latencies,
      kernelCalls: this.signalSet.kernels.calls,
    };
  }

  /** What the caches hold and how often they were right. */
  cacheStats(): CacheStats {
    return cacheStatsOf(this.signalSet);
  }

  /** Latencies of each stage and of whole updates. */
  latencies(): EngineLatency[] {
    return this.#engine.latencies();
  }

  /** A hash of the whole state: equal inputs give equal hashes. */
  stateHash(): string {
    return this.#engine.stateHash();
  }

  /** Writes the whole state. */
  snapshot(writer: SnapshotWriter): void {
    this.#engine.snapshot(writer);
  }

  /** Takes back a state that `snapshot` wrote, into an engine of the same configuration. */
  restore(reader: SnapshotReader): void {
    this.#engine.restore(reader);
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#engine[Symbol.dispose]();
  }

  /** Takes in the quote that was written, after the timers that are due by its time. */
  #process(): void {
    if (this.#timers !== undefined)
      while (this.#quotes.next(this.#quote)) {
        this.#advance(this.#quote.micros);
        this.#engine.inbox.append(this.#quote);
      }
    this.#engine.process();
  }

  #advance(micros: number): void {
    while (this.#timers?.writeDue(micros, this.#engine.inbox)) this.#engine.process();
  }

  #assertLive(): void {
    if (this.#disposed) throw new StateError("DISPOSED", "this engine was disposed");
  }

  #index(symbolId: number): number {
    const index = this.instruments.indexOf(symbolId);
    if (index === -1)
      throw new ConfigError("symbolId", symbolId, `one of ${this.instruments.list.map((i) => i.id).join(", ")}`);
    return index;
  }

  /** Whether strategies may trade is an input like any other: it is numbered and journalled. */
  #setTrading(trading: boolean): void {
    if (trading === this.#trading) return;
    this.#trading = trading;
    this.#command(trading ? EngineCommand.StartTrading : EngineCommand.StopTrading);
  }

  #command(command: number): void {
    this.#assertLive();
    const now = this.signalSet.now;
    Command.write(this.#engine.inbox, now, 0, -1, 0, command, 0);
    this.#engine.process();
  }

  #riskCommand(action: RiskAction, origin: RiskOrigin): void {
    this.#assertLive();
    writeRiskCommand(this.#engine.inbox, this.gate, this.signalSet.now, action, origin);
    this.#engine.process();
  }

  #signalsOf(index: number): readonly EngineSignal[] {
    const set = this.signalSet;
    const ranked = set.ranked(index);
    const kept = this.#signalViews[index];
    if (kept !== undefined && this.#rankedViews[index] === ranked) return kept;
    const views = engineSignals(set, index, this.instruments.list[index]!);
    this.#signalViews[index] = views;
    this.#rankedViews[index] = ranked;
    return views;
  }

  #orderView(order: CollectedOrder): EngineOrder {
    const instrument = this.instruments.list[order.instrument]!;
    const working = order.filled > 0 ? "PartiallyFilled" : "New";
    return {
      orderId: order.orderId,
      symbolId: instrument.id,
      symbol: instrument.symbol,
      side: order.side === Side.Buy ? "buy" : "sell",
      type: order.orderType === OrderType.Market ? "market" : "limit",
      timeInForce: nameOf(TimeInForce, order.timeInForce),
      price: order.orderType === OrderType.Market ? undefined : instrument.formatPrice(order.price),
      quantity: instrument.formatSize(order.quantity),
      filledQuantity: instrument.formatSize(order.filled),
      status: order.closedAs === -1 ? working : nameOf(OrderStatus, order.closedAs),
    };
  }

  #refusalView(refusal: CollectedRefusal): OrderRefusal {
    const { orderId, reason, limit, value, limitsVersion } = refusal;
    return {
      orderId,
      symbolId: this.instruments.list[refusal.instrument]?.id ?? -1,
      reason: refusalName(reason),
      limit,
      value,
      level: scopeName(refusal.scope, refusal.scopeId),
      limitsVersion,
    };
  }
}

function auditEntry(event: EventView): RiskAuditEntry {
  if (event.type === "RiskStateChanged") {
    const { sequence, time, scope, scopeId, previous, state, trigger, actor, reason, limit, value, limitsVersion } =
      event;
    const [from, to, cause] = [nameOf(GateState, previous), nameOf(GateState, state), nameOf(RiskCause, trigger)];
    const level = scopeName(scope, scopeId);
    return { sequence, time, change: "state", level, from, to, cause, actor, reason, limit, value, limitsVersion };
  }
  if (event.type !== "RiskLimitsChanged") throw new ConfigError("audit", event.type, "a change of the risk gate");
  const { sequence, time, accepted, actor, reason, limitsVersion } = event;
  const change = accepted === 1 ? "limits" : "refused";
  const nothing = { from: "", to: "", limit: 0, value: 0, cause: nameOf(RiskCause, RiskCause.Operator) };
  return { sequence, time, change, level: "firm", ...nothing, actor, reason, limitsVersion };
}
