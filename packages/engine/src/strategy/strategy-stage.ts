/**
 * A strategy as a stage of the engine: events go to its handlers, what it asks for leaves as events, and a fault of its
 * own is dealt with by policy.
 *
 *     Quote, Trade, Bar, Signal, Timer → handlers → OrderIntent, ReplaceIntent, CancelIntent, TimerRequest
 *     Fill, OrderClosed, OrderRefused, … → onOrder        fault, stop → StrategyStateChanged, MassCancel
 */
import {
  AlgorithmReport,
  Bar,
  Command,
  ConfigError,
  Discrepancy,
  EngineCommand,
  type EventCursor,
  type EventSink,
  ExecutionReport,
  Fill,
  FillBusted,
  type InstrumentRegistry,
  MassCancel,
  NO_INSTRUMENT,
  nameOf,
  OrderClosed,
  OrderHeld,
  OrderRefused,
  OrderReplaced,
  OrderTriggered,
  Quote,
  RiskAction,
  RiskCause,
  RiskCommand,
  RiskScope,
  RouteReport,
  Signal,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  StrategyAction,
  StrategyCause,
  StrategyCommand,
  StrategyParameter,
  StrategyParameterChanged,
  StrategyState,
  StrategyStateChanged,
  Timer,
  Trade,
} from "@hotpath/core";
import type { BookView } from "@hotpath/order-book";
import { DiscrepancyKind, type OrderStage } from "@hotpath/orders";
import type { OrderIds } from "../order-ids.ts";
import { Context } from "./context.ts";
import {
  assertDefinition,
  type StrategyDefinition,
  type StrategyHandlers,
  type StrategyPortfolio,
} from "./definition.ts";
import { BarEvent, BookEvent, OrderUpdateKind, SignalEvent, TradeEvent } from "./event-views.ts";
import type { ExecutionStages } from "./execution-config.ts";
import { checkedHandlers, handledTypes, PromiseReturned, returned } from "./handlers.ts";
import { LiveParameters } from "./live-parameters.ts";
import { Moment } from "./moment.ts";
import { OrderNews } from "./order-news.ts";
import { type LogEntry, StrategyLog } from "./strategy-log.ts";
import { StrategyOrders } from "./strategy-orders.ts";
import { StrategyTimers } from "./strategy-timers.ts";
import { WorkedOrders } from "./worked-orders.ts";

/**
 * What becomes of a strategy that throws. `stop`: it sees nothing any more and its orders are cancelled, others go on.
 * `continue`: it is counted and logged, and the strategy goes on. `halt`: it is stopped, and the risk gate with it.
 */
export type FaultPolicy = "stop" | "continue" | "halt";

/** How a {@link StrategyStage} is made. */
export interface StrategyStageOptions {
  instruments: InstrumentRegistry;
  portfolio: StrategyPortfolio;
  /** The engine's order manager, which comes before the strategies. */
  orders: OrderStage;
  /** One for all strategies of an engine. */
  orderIds: OrderIds;
  /** Its number in orders, fills and events, 1 to 32,767: two strategies of one engine need two. Default 1. */
  number?: number;
  /** What it is called among the stages, where the definition's name would be there twice. */
  name?: string;
  /** Values of its parameters; defaults for the rest. */
  parameters?: Readonly<Record<string, unknown>>;
  /** Default `stop`. */
  onFault?: FaultPolicy;
  /** Whether it starts with the first event that it sees, or waits for a `StrategyCommand`. Default true. */
  autoStart?: boolean;
  /** Where price levels are kept, for `context.book`: the engine's `BookStage.book`. */
  book?: { book(instrument: number): BookView };
  /** Who works and routes orders, of the stages before the order manager; without it `orders.work` and `route` throw. */
  execution?: ExecutionStages;
}

/** What a strategy stage has seen go wrong. */
export interface StrategyFault {
  /** Number of the input at which it happened. */
  sequence: number;
  /** The handler that threw or returned a Promise. */
  handler: string;
  error: unknown;
}

const NO_EXECUTION: ExecutionStages = { algorithms: undefined, router: undefined, hasImpact: () => false };
/** By event type: what handlers see of the market, and of time. */
const IS_MARKET = new Uint8Array(65_536);
for (const type of [Bar.TYPE, Quote.TYPE, Trade.TYPE, Signal.TYPE, Timer.TYPE]) IS_MARKET[type] = 1;
const POLICIES: readonly FaultPolicy[] = ["stop", "continue", "halt"];

/** Makes the stage of a strategy. */
export function strategyStage(definition: StrategyDefinition, options: StrategyStageOptions): StrategyStage {
  return new StrategyStage(definition, options);
}

/** Runs one strategy in an engine. */
export class StrategyStage implements Stage, Snapshotable {
  readonly name: string;
  readonly number: number;
  readonly handles: readonly number[];
  readonly definition: StrategyDefinition;
  readonly #context: Context;
  readonly #handlers: StrategyHandlers;
  readonly #parameters: LiveParameters;
  readonly #news: OrderNews;
  readonly #moment: Moment = new Moment();
  readonly #log: StrategyLog = new StrategyLog();
  readonly #policy: FaultPolicy;
  readonly #autoStart: boolean;
  readonly #bar: BarEvent = new BarEvent();
  readonly #book: BookEvent = new BookEvent();
  readonly #trade: TradeEvent = new TradeEvent();
  readonly #signal: SignalEvent = new SignalEvent();
  #state: number = StrategyState.Idle;
  #faults = 0;
  #lastFault: StrategyFault | undefined;
  /** The handler that is running, for a fault's report. */
  #running = "";

  /** @throws {ConfigError} naming what is wrong with the definition, its parameters or the options */
  constructor(definition: StrategyDefinition, options: StrategyStageOptions) {
    assertDefinition(definition, "strategy");
    const name = options.name ?? definition.name;
    const number = options.number ?? 1;
    if (!Number.isInteger(number) || number < 1 || number > 32_767)
      throw new ConfigError(`${name}.number`, number, "an integer from 1 to 32767");
    this.#policy = options.onFault ?? "stop";
    if (!POLICIES.includes(this.#policy))
      throw new ConfigError(`${name}.onFault`, options.onFault, `one of ${POLICIES.join(", ")}`);
    this.name = name;
    this.number = number;
    this.definition = definition;
    this.#autoStart = options.autoStart ?? true;
    this.#parameters = new LiveParameters(definition.parameters, options.parameters, `${name}.parameters`);
    const { instruments } = options;
    const worked = new WorkedOrders(number, options.execution ?? NO_EXECUTION);
    const { store } = options.orders;
    const orders = new StrategyOrders(this.#moment, number, instruments, options.orderIds, options.orders, worked);
    this.#context = new Context({
      name,
      number,
      parameters: this.#parameters.values,
      instruments,
      portfolio: options.portfolio,
      book: options.book,
      orders,
      timers: new StrategyTimers(this.#moment, number),
      moment: this.#moment,
      log: this.#log,
    });
    this.#handlers = checkedHandlers(definition.create(this.#context as never), name);
    this.#context.created();
    this.#news = new OrderNews(this.#context, store, worked);
    this.handles = handledTypes(this.#handlers);
  }

  /** `StrategyState` */
  get state(): number {
    return this.#state;
  }

  /** Values of the parameters as they are now. */
  get parameters(): Readonly<Record<string, unknown>> {
    return this.#parameters.values;
  }

  /** Faults since the start. */
  get faults(): number {
    return this.#faults;
  }

  /** The last fault; undefined if there was none since the process began. */
  get lastFault(): StrategyFault | undefined {
    return this.#lastFault;
  }

  /** Lines of the log that were dropped because nobody took them. */
  get droppedLogLines(): number {
    return this.#log.dropped;
  }

  /** Lines of the log that wait to be taken. */
  get logLines(): number {
    return this.#log.size;
  }

  /** What it has logged since the last call. */
  takeLog(): LogEntry[] {
    return this.#log.take();
  }

  /** Its own signed position, in size units. */
  position(instrument: number): number {
    return this.#context.position(instrument);
  }

  on(event: EventCursor, out: EventSink): void {
    const moment = this.#moment;
    moment.begin(event, out);
    try {
      // Most of what comes is market data, for a strategy that runs.
      if (this.#state === StrategyState.Running && IS_MARKET[event.type] === 1) this.#market(event);
      else this.#handle(event);
      if (this.#context.wantsStop) this.#stop(StrategyCause.Itself, 0, 0);
    } catch (error) {
      this.#fault(error);
    }
    moment.end();
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("engine.strategy");
    writer.i32(this.#state);
    writer.f64(this.#faults);
    writer.i32s(this.#moment.time);
    writer.f64(this.#moment.sequence);
    this.#parameters.snapshot(writer);
    writer.f64s(this.#context.positions);
    this.#context.orders.snapshot(writer);
    this.#context.timers.snapshot(writer);
    writer.i32(this.#context.kept.length);
    for (const part of this.#context.kept) part.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine.strategy");
    this.#setState(reader.i32());
    this.#faults = reader.f64();
    reader.i32s(this.#moment.time);
    this.#moment.sequence = reader.f64();
    this.#parameters.restore(reader);
    reader.f64s(this.#context.positions);
    this.#context.orders.restore(reader);
    this.#context.timers.restore(reader);
    const parts = reader.i32();
    const { kept } = this.#context;
    if (parts !== kept.length)
      throw new ConfigError(this.name, `${kept.length} parts of state`, `the ${parts} that the snapshot has`);
    for (const part of kept) part.restore(reader);
  }

  #handle(event: EventCursor): void {
    switch (event.type) {
      case Command.TYPE:
        this.#command(Command.command(event));
        return;
      case StrategyCommand.TYPE:
        this.#strategyCommand(event);
        return;
      case StrategyParameter.TYPE:
        this.#parameter(event);
        return;
      case StrategyStateChanged.TYPE:
        this.#ended(event);
        return;
      case Fill.TYPE:
      case FillBusted.TYPE:
      case OrderClosed.TYPE:
      case OrderHeld.TYPE:
      case OrderTriggered.TYPE:
      case OrderRefused.TYPE:
      case OrderReplaced.TYPE:
      case Discrepancy.TYPE:
      case ExecutionReport.TYPE:
      case AlgorithmReport.TYPE:
      case RouteReport.TYPE:
        this.#orderNews(event);
        return;
    }
    if (this.#state !== StrategyState.Running) {
      if (this.#state !== StrategyState.Idle || !this.#autoStart || event.type === Timer.TYPE) return;
      this.#start(StrategyCause.FirstEvent, 0, 0);
      if (this.#context.wantsStop) return;
    }
    this.#market(event);
  }

  #market(event: EventCursor): void {
    const handlers = this.#handlers;
    let answer: unknown;
    switch (event.type) {
      case Bar.TYPE:
        this.#running = "onBar";
        this.#bar.cursor = event;
        answer = handlers.onBar!(this.#bar);
        break;
      case Quote.TYPE:
        this.#running = "onBook";
        this.#book.cursor = event;
        answer = handlers.onBook!(this.#book);
        break;
      case Trade.TYPE:
        this.#running = "onTrade";
        this.#trade.cursor = event;
        answer = handlers.onTrade!(this.#trade);
        break;
      case Signal.TYPE:
        this.#running = "onSignal";
        this.#signal.cursor = event;
        answer = handlers.onSignal!(this.#signal);
        break;
      case Timer.TYPE: {
        const timer = this.#context.timers.ownNumber(Timer.timer(event));
        if (timer === -1) return;
        this.#running = "onTimer";
        answer = handlers.onTimer!(timer);
        break;
      }
    }
    if (answer !== undefined) returned(answer, this.#running);
  }

  #orderNews(event: EventCursor): void {
    // What became of its orders is booked even when it has stopped: a fill is a fill.
    const update = this.#news.read(event);
    if (update === undefined) return;
    if (update.kind === OrderUpdateKind.Discrepancy)
      this.#context.log("warning", `order ${update.orderId}: ${nameOf(DiscrepancyKind, update.reason)}`);
    if (this.#state !== StrategyState.Running) {
      if (update.kind === OrderUpdateKind.Accepted) this.#news.cancelStray(event, this.#moment.sink());
      return;
    }
    if (this.#handlers.onOrder === undefined) return;
    this.#running = "onOrder";
    returned(this.#handlers.onOrder(update), this.#running);
  }

  #command(command: number): void {
    if (command === EngineCommand.StartTrading) this.#context.orders.setTrading(true);
    else if (command === EngineCommand.StopTrading) this.#context.orders.setTrading(false);
  }

  #strategyCommand(event: EventCursor): void {
    const strategy = StrategyCommand.strategy(event);
    if (strategy !== -1 && strategy !== this.number) return;
    const action = StrategyCommand.action(event);
    const actor = StrategyCommand.actor(event);
    const reason = StrategyCommand.reason(event);
    if (action === StrategyAction.Start && this.#state !== StrategyState.Running)
      this.#start(StrategyCause.Operator, actor, reason);
    // Stopped once more it has its orders cancelled once more: those that the venue would not cancel before.
    else if (action === StrategyAction.Stop && this.#state !== StrategyState.Running) this.#cancelOrders(event);
    else if (action === StrategyAction.Stop) this.#stop(StrategyCause.Operator, actor, reason);
    else if (action === StrategyAction.CancelOrders) this.#cancelOrders(event);
  }

  #parameter(event: EventCursor): void {
    if (StrategyParameter.strategy(event) !== this.number) return;
    const index = StrategyParameter.parameter(event);
    const accepted = this.#parameters.change(index, StrategyParameter.value(event));
    StrategyParameterChanged.emit(
      this.#moment.sink(),
      event,
      NO_INSTRUMENT,
      0,
      this.#parameters.numberOf(index),
      this.number,
      index,
      accepted ? 1 : 0,
      StrategyParameter.actor(event),
      StrategyParameter.reason(event),
    );
    if (!accepted || this.#state !== StrategyState.Running || this.#handlers.onParameter === undefined) return;
    this.#running = "onParameter";
    returned(this.#handlers.onParameter(this.#parameters.names[index]!), this.#running);
  }

  #start(cause: number, actor: number, reason: number): void {
    this.#enter(StrategyState.Running, cause, actor, reason);
    this.#context.wantsStop = false;
    this.#running = "onStart";
    returned(this.#handlers.onStart?.(), this.#running);
  }

  #stop(cause: number, actor: number, reason: number): void {
    this.#context.wantsStop = false;
    if (this.#state !== StrategyState.Running) return;
    this.#running = "onStop";
    returned(this.#handlers.onStop?.(), this.#running);
    this.#enter(StrategyState.Stopped, cause, actor, reason);
  }

  #fault(error: unknown): void {
    this.#faults += 1;
    const handler = this.#running;
    this.#lastFault = { sequence: this.#moment.sequence, handler, error };
    this.#context.log("error", `${handler}: ${error instanceof Error ? error.message : String(error)}`);
    const stops = this.#context.wantsStop;
    this.#context.wantsStop = false;
    if (this.#state !== StrategyState.Running || (this.#policy === "continue" && !stops && handler !== "onStop"))
      return;
    const cause = error instanceof PromiseReturned ? StrategyCause.Promise : StrategyCause.Exception;
    this.#enter(StrategyState.Failed, cause, 0, 0);
  }

  /**
   * After its end its orders are cancelled: two steps later, so that what it had sent by then has passed the gate, or not,
   * and a cancel comes behind the order that it is for.
   */
  #ended(event: EventCursor): void {
    if (StrategyStateChanged.strategy(event) !== this.number || this.#state === StrategyState.Running) return;
    const out = this.#moment.sink();
    StrategyCommand.emit(out, event, NO_INSTRUMENT, 0, this.number, StrategyAction.CancelOrders, 0, 0);
  }

  #cancelOrders(event: EventCursor): void {
    const out = this.#moment.sink();
    MassCancel.emit(out, event, NO_INSTRUMENT, 0, this.number, RiskCause.StrategyStopped);
    const isFaulty = this.#state === StrategyState.Failed && this.#lastFault?.sequence === event.sequence;
    if (isFaulty && this.#policy === "halt")
      RiskCommand.emit(out, event, NO_INSTRUMENT, 0, RiskAction.Halt, RiskScope.Firm, 0, 0, 0);
  }

  #setState(state: number): void {
    this.#state = state;
    this.#context.isRunning = state === StrategyState.Running;
  }

  #enter(state: number, cause: number, actor: number, reason: number): void {
    const previous = this.#state;
    this.#setState(state);
    const moment = this.#moment;
    StrategyStateChanged.emit(
      moment.sink(),
      moment.cause(),
      NO_INSTRUMENT,
      0,
      this.number,
      previous,
      state,
      cause,
      actor,
      reason,
    );
  }
}
