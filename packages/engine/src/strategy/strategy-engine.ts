/**
 * An engine for strategies: the same stages in the same order, whatever drives it. A backtest, a run on paper, one live
 * and a replay differ in where inputs come from and where orders go, and in nothing else.
 *
 *     inputs → [books] → portfolio → [algorithms → router] → orders → risk gate → [signals] → timers → strategies
 */
import {
  ConfigError,
  type EventCursor,
  type EventQueue,
  InstrumentRegistry,
  NO_INSTRUMENT,
  Quote,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  type StrategyAction,
  StrategyCommand,
  StrategyParameter,
} from "@hotpath/core";
import type { OrderStage } from "@hotpath/orders";
import type { AlgorithmStage } from "@hotpath/orders/algorithms";
import type { RouterStage } from "@hotpath/orders/routing";
import { FeeSchedule, Portfolio, PortfolioStage } from "@hotpath/portfolio";
import { RiskGate, RiskStage } from "@hotpath/risk";
import { SignalSet, SignalStage } from "@hotpath/signals";
import { Engine, type EngineOptions } from "../engine.ts";
import { orderStageOf } from "../order-handling.ts";
import { OrderIds } from "../order-ids.ts";
import { BookStage } from "../stages/book-stage.ts";
import type { StrategyDefinition } from "./definition.ts";
import { type ExecutionStages, executionStages } from "./execution-config.ts";
import { type ParsedStrategyConfig, parseStrategyConfig, type StrategyEngineConfig } from "./strategy-config.ts";
import { type FaultPolicy, StrategyStage } from "./strategy-stage.ts";
import { TimerStage } from "./timer-stage.ts";

/** One strategy of an engine. */
export interface StrategyEntry {
  definition: StrategyDefinition;
  /** Values of its parameters; defaults for the rest. */
  parameters?: Readonly<Record<string, unknown>>;
  /** What it is called, where two have one definition. Default: the definition's name. */
  name?: string;
  /** Its number in orders and fills. Default: its place in the list, from 1. */
  number?: number;
  /** What becomes of it when it throws. Default `stop`. */
  onFault?: FaultPolicy;
  /** Whether it starts with the first event that it sees. Default true. */
  autoStart?: boolean;
}

/** How a {@link StrategyEngine} is put together. */
export interface StrategyEngineOptions {
  config: StrategyEngineConfig;
  strategies: readonly StrategyEntry[];
  /** Where orders go; without one they wait in `engine.outbox`. */
  venue?: Stage;
  /** More stages, behind the strategies: recorders, projections. */
  observers?: readonly Stage[];
  /** These are the engine's own: see `EngineOptions`. A venue sees the quotes of books unless `venueSees` says otherwise. */
  journal?: EngineOptions["journal"];
  journalOutputs?: EngineOptions["journalOutputs"];
  checkpointEvery?: EngineOptions["checkpointEvery"];
  venueSees?: EngineOptions["venueSees"];
  /** Numbers the orders of all strategies. Default: 1, 2, 3 … */
  orderIds?: OrderIds;
  /** One input in so many is timed, on the average; 0 for never. Default 0. */
  timeEvery?: number;
}

/** Strategies, and all that they need around them. */
export class StrategyEngine implements Snapshotable, Disposable {
  readonly engine: Engine;
  readonly instruments: InstrumentRegistry;
  readonly portfolio: Portfolio;
  readonly gate: RiskGate;
  readonly risk: RiskStage;
  readonly orders: OrderStage;
  readonly timers: TimerStage = new TimerStage();
  readonly strategies: readonly StrategyStage[];
  /** The books of price levels, where the configuration asks for them. */
  readonly books: BookStage | undefined;
  readonly signals: SignalSet | undefined;
  /** What works orders, and what routes them, where the configuration asks for it. */
  readonly algorithms: AlgorithmStage | undefined;
  readonly router: RouterStage | undefined;

  /** @throws {ConfigError} naming the path, the value and what is allowed */
  constructor(options: StrategyEngineOptions) {
    const config = parseStrategyConfig(options.config);
    this.instruments = new InstrumentRegistry(config.instruments, "config.instruments");
    const instruments = this.instruments;
    this.portfolio = new Portfolio({ instruments, initialCash: config.initialCash });
    this.gate = gateOf(config, instruments, this.portfolio);
    this.risk = new RiskStage(this.gate);
    const orderIds = options.orderIds ?? new OrderIds();
    this.orders = orderStageOf(config, instruments, this.portfolio, this.gate, orderIds, "config");
    this.books = config.books ? new BookStage({ instruments: instruments.size }) : undefined;
    this.signals =
      config.signals === undefined ? undefined : new SignalSet({ symbols: instruments.size, config: config.signals });
    const execution = executionStages(config.algorithms, config.router, instruments, "config");
    this.algorithms = execution.algorithms;
    this.router = execution.router;
    this.strategies = this.#strategies(options.strategies, orderIds, execution);
    const fees = config.fees === undefined ? {} : { fees: new FeeSchedule(config.fees) };
    this.engine = new Engine({
      stages: [
        ...(this.books ? [this.books] : []),
        new PortfolioStage(this.portfolio, fees),
        ...(this.algorithms ? [this.algorithms] : []),
        ...(this.router ? [this.router] : []),
        this.orders,
        this.risk,
        ...(this.signals ? [new SignalStage(this.signals)] : []),
        this.timers,
        ...this.strategies,
        ...(options.observers ?? []),
      ],
      ...pick(options, ["venue", "journal", "journalOutputs", "checkpointEvery"]),
      venueSees: options.venueSees ?? [Quote.TYPE],
      timeEvery: options.timeEvery ?? 0,
    });
  }

  /** Where inputs are written, before {@link process}. */
  get inbox(): EventQueue {
    return this.engine.inbox;
  }

  /** Applies what waits in the inbox, and what the venue answers. @returns the number of inputs applied */
  process(): number {
    return this.engine.process();
  }

  /** Applies one input that the caller has in a record of its own: see `Engine.processRecord`. */
  processRecord(input: EventCursor): number {
    return this.engine.processRecord(input);
  }

  /**
   * Time goes on to `micros`: timers that are due by then fire, one after the other, before anything of that time comes in.
   *
   * @param stampMicros the time that they are stamped with: by default when each was due, as event time has it
   */
  advance(micros: number, stampMicros?: number): void {
    while (this.timers.writeDue(micros, this.engine.inbox, stampMicros)) this.engine.process();
  }

  /**
   * Takes in an event of a feed, in event time: timers that are due by its time fire before it. What a backtest and a run
   * on paper do alike.
   */
  take(event: EventCursor): void {
    this.advance(event.micros);
    this.engine.inbox.append(event);
    this.engine.process();
  }

  /** Applies a recorded input, and compares a recorded output: see `Engine.replay`. */
  replay(event: EventCursor, venue: "silent" | "answers" = "silent"): void {
    this.engine.replay(event, venue);
  }

  /**
   * Starts or stops a strategy, by a sequenced event.
   *
   * @param strategy its name; all of them if left out
   * @throws {ConfigError} for a name that no strategy has
   */
  command(action: StrategyAction, micros: number, strategy?: string): void {
    const number = strategy === undefined ? -1 : this.strategy(strategy).number;
    StrategyCommand.write(this.engine.inbox, micros, 0, NO_INSTRUMENT, 0, number, action, 0, 0);
    this.engine.process();
  }

  /**
   * Changes a parameter of a running strategy, by a sequenced event. Whether it may be changed, its definition says.
   *
   * @throws {ConfigError} for a name that there is not, or a value that the parameter may not have
   */
  setParameter(strategy: string, parameter: string, value: unknown, micros: number): void {
    const stage = this.strategy(strategy);
    const names = Object.keys(stage.definition.parameters);
    const index = names.indexOf(parameter);
    const definition = stage.definition.parameters[parameter];
    const path = `${strategy}.parameters.${parameter}`;
    if (definition === undefined)
      throw new ConfigError(path, value, `one of the parameters ${names.join(", ") || "of which it has none"}`);
    if (!definition.accepts(value)) throw new ConfigError(path, value, definition.allowed);
    if (!definition.live) throw new ConfigError(path, value, "what it is: this parameter is not live");
    const number = definition.toNumber(value as never);
    StrategyParameter.write(this.engine.inbox, micros, 0, NO_INSTRUMENT, 0, number, stage.number, index, 0, 0);
    this.engine.process();
  }

  /** @throws {ConfigError} for a name that no strategy has */
  strategy(name: string): StrategyStage {
    const stage = this.strategies.find((each) => each.name === name);
    if (stage !== undefined) return stage;
    const known = this.strategies.map((each) => each.name).join(", ");
    throw new ConfigError("strategy", name, known === "" ? "none: there are no strategies" : `one of ${known}`);
  }

  snapshot(writer: SnapshotWriter): void {
    this.engine.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.engine.restore(reader);
  }

  [Symbol.dispose](): void {
    this.engine[Symbol.dispose]();
  }

  #strategies(entries: readonly StrategyEntry[], orderIds: OrderIds, execution: ExecutionStages): StrategyStage[] {
    const { instruments, portfolio, orders } = this;
    const stages = entries.map(
      ({ definition, number, ...entry }, place) =>
        new StrategyStage(definition, {
          ...entry,
          number: number ?? place + 1,
          instruments,
          portfolio,
          orders,
          orderIds,
          execution,
          ...(this.books && { book: this.books.book }),
        }),
    );
    const numbers = stages.map((stage) => stage.number);
    for (const [place, number] of numbers.entries())
      if (numbers.indexOf(number) !== place)
        throw new ConfigError(`strategies[${place}].number`, number, "a number that no other strategy has");
    return stages;
  }
}

function gateOf(config: ParsedStrategyConfig, instruments: InstrumentRegistry, portfolio: Portfolio): RiskGate {
  return new RiskGate({
    instruments,
    portfolio,
    ...(config.riskLimits && { limits: config.riskLimits }),
    ...(config.covariance && { covariance: config.covariance }),
    maxOrders: config.maxOrders,
    portfolioChanges: "told",
  });
}

/** Those of an object's fields that are there. */
function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) as Partial<
    Pick<T, K>
  >;
}
