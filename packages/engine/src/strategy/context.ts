import { ConfigError, type InstrumentRegistry, joinNanos, Random, type Snapshotable, StateError } from "@hotpath/core";
import {
  type IndicatorName,
  type IndicatorOptions,
  type IndicatorParams,
  type IndicatorStream,
  indicator,
} from "@hotpath/indicators";
import type { BookView } from "@hotpath/order-book";
import type { StrategyContext, StrategyPortfolio } from "./definition.ts";
import type { Moment } from "./moment.ts";
import type { LogFields, LogLevel, StrategyLog } from "./strategy-log.ts";
import type { StrategyOrders } from "./strategy-orders.ts";
import { type StateOf, type StateShape, StrategyState } from "./strategy-state.ts";
import type { StrategyTimers } from "./strategy-timers.ts";

/** What a context is made of. */
export interface ContextParts {
  name: string;
  number: number;
  parameters: Readonly<Record<string, unknown>>;
  instruments: InstrumentRegistry;
  portfolio: StrategyPortfolio;
  book: { book(instrument: number): BookView } | undefined;
  orders: StrategyOrders;
  timers: StrategyTimers;
  moment: Moment;
  log: StrategyLog;
}

/** The one implementation of {@link StrategyContext}. */
export class Context implements StrategyContext {
  readonly name: string;
  readonly number: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly instruments: InstrumentRegistry;
  readonly portfolio: StrategyPortfolio;
  readonly orders: StrategyOrders;
  readonly timers: StrategyTimers;
  /** What the strategy asked for in `create`, in that order: its snapshot. */
  readonly kept: Snapshotable[] = [];
  /** Its own position by instrument, in size units. */
  readonly positions: Float64Array;
  /** Whether it has asked to be stopped. */
  wantsStop = false;
  /** Whether it sees events. */
  isRunning = false;
  readonly #moment: Moment;
  readonly #log: StrategyLog;
  readonly #book: ContextParts["book"];
  #isCreated = false;
  #states = 0;

  constructor(parts: ContextParts) {
    this.name = parts.name;
    this.number = parts.number;
    this.parameters = parts.parameters;
    this.instruments = parts.instruments;
    this.portfolio = parts.portfolio;
    this.orders = parts.orders;
    this.timers = parts.timers;
    this.#moment = parts.moment;
    this.#log = parts.log;
    this.#book = parts.book;
    this.positions = new Float64Array(parts.instruments.size);
  }

  get nowMicros(): number {
    return this.#moment.micros;
  }

  get nowNanos(): number {
    return this.#moment.nanos;
  }

  get now(): bigint {
    return joinNanos(this.#moment.micros, this.#moment.nanos);
  }

  position(instrument: number): number {
    return this.positions[instrument] ?? 0;
  }

  book(instrument: number): BookView {
    if (this.#book === undefined)
      throw new StateError("STATE_INVALID", "this engine keeps no books of price levels: it has no BookStage");
    return this.#book.book(instrument);
  }

  indicator<Name extends IndicatorName>(
    name: Name,
    params?: IndicatorParams[Name],
    options?: IndicatorOptions,
  ): IndicatorStream {
    this.#assertCreating("indicator");
    const stream = indicator(name, params, options).stream({ symbols: this.instruments.size });
    this.kept.push(stream as Snapshotable);
    return stream;
  }

  state<const Shape extends StateShape>(shape: Shape): StateOf<Shape> {
    this.#assertCreating("state");
    this.#states += 1;
    const path = `${this.name}.state${this.#states === 1 ? "" : this.#states}`;
    if (typeof shape !== "object" || shape === null) throw new ConfigError(path, shape, "an object");
    const state = new StrategyState(shape, this.instruments.size, path);
    this.kept.push(state);
    return state.values as StateOf<Shape>;
  }

  random(seed: bigint | number): Random {
    this.#assertCreating("random");
    const random = new Random(seed);
    this.kept.push(random);
    return random;
  }

  log(level: LogLevel, message: string, fields?: LogFields): void {
    const { sequence, micros } = this.#moment;
    this.#log.add({ sequence, micros, strategy: this.name, level, message, fields });
  }

  stop(): void {
    this.wantsStop = true;
  }

  /** The handlers are there: what is asked for from now on would be in no snapshot. */
  created(): void {
    this.#isCreated = true;
  }

  #assertCreating(what: string): void {
    if (this.#isCreated)
      throw new StateError(
        "STATE_INVALID",
        `context.${what}() is for create: what is made later would be in no snapshot of the strategy ${this.name}`,
      );
  }
}
