/**
 * What a strategy is: a name, typed parameters, and a function that makes its handlers. It is written once, and the same
 * file runs in a backtest, on paper, live and in a replay: all that it can see comes in events, all that it does leaves
 * as events.
 */
import { ConfigError, type InstrumentRegistry, type Random } from "@hotpath/core";
import type { IndicatorName, IndicatorOptions, IndicatorParams, IndicatorStream } from "@hotpath/indicators";
import type { BookView } from "@hotpath/order-book";
import type { BarEvent, BookEvent, OrderUpdate, SignalEvent, TradeEvent } from "./event-views.ts";
import type { ParameterDefinitions, ParameterValues } from "./parameters.ts";
import type { LogFields, LogLevel } from "./strategy-log.ts";
import type { StrategyOrders } from "./strategy-orders.ts";
import type { StateOf, StateShape } from "./strategy-state.ts";
import type { StrategyTimers } from "./strategy-timers.ts";

/**
 * What a strategy does at each kind of event; those that are left out are not looked at. Handlers are synchronous: one
 * that returns a Promise is stopped as one that throws. What they are given is used again for the next event.
 */
export interface StrategyHandlers {
  /** Once, before the first event. */
  onStart?(): void;
  /** The best bid or offer of an instrument has changed. */
  onBook?(book: BookEvent): void;
  /** The venue has printed a trade. */
  onTrade?(trade: TradeEvent): void;
  /** A bar has closed. */
  onBar?(bar: BarEvent): void;
  /** A signal generator has spoken. */
  onSignal?(signal: SignalEvent): void;
  /** There is news of one of its own orders. */
  onOrder?(update: OrderUpdate): void;
  /** A timer that it asked for is due. */
  onTimer?(timer: number): void;
  /** A parameter that may change while it runs has another value, which `context.parameters` has already. */
  onParameter?(name: string): void;
  /** It is being stopped: what it still sends leaves, then its working orders are cancelled. Not called after a fault. */
  onStop?(): void;
}

/** The books of the whole engine, to be read. */
export interface StrategyPortfolio {
  /** Signed position in size units, of all strategies together. */
  position(instrument: number): number;
  /** Average price of the position in price units; NaN if there is none. */
  averagePrice(instrument: number): number;
  /** Profit of what is held, at the marks, in money. */
  unrealized(instrument: number): number;
  /** Profit of what was closed, in money; of all instruments if none is named. */
  realized(instrument?: number): number;
  /** Cash and positions at their marks, in money. */
  equity(): number;
  readonly cash: number;
  /** Fall from the highest equity as a share of it. */
  drawdown(): number;
}

/** All that a strategy can see and do beside its events. */
export interface StrategyContext<Values = Readonly<Record<string, unknown>>> {
  /** The strategy's name and its number in orders and fills. */
  readonly name: string;
  readonly number: number;
  /** The values of its parameters. */
  readonly parameters: Values;
  readonly instruments: InstrumentRegistry;
  /** Time of the event that is being handled, in whole microseconds since the Unix epoch; 0 before the first. */
  readonly nowMicros: number;
  /** The nanoseconds within the microsecond. */
  readonly nowNanos: number;
  /** The same in nanoseconds, for people: allocates. */
  readonly now: bigint;
  readonly portfolio: StrategyPortfolio;
  /** Its own signed position, in size units: the sum of its own fills. */
  position(instrument: number): number;
  /** The book of price levels of an instrument. Throws where the engine keeps none. */
  book(instrument: number): BookView;
  readonly orders: StrategyOrders;
  readonly timers: StrategyTimers;
  /**
   * An indicator over all instruments, each with a history of its own: `push(value, instrument)`. To be asked for in
   * `create`; it is part of the strategy's snapshots.
   */
  indicator<Name extends IndicatorName>(
    name: Name,
    params?: IndicatorParams[Name],
    options?: IndicatorOptions,
  ): IndicatorStream;
  /** The strategy's own numbers and columns, part of its snapshots and of the state's hash. To be asked for in `create`. */
  state<const Shape extends StateShape>(shape: Shape): StateOf<Shape>;
  /** A source of randomness of its own, part of its snapshots: the same seed draws the same. To be asked for in `create`. */
  random(seed: bigint | number): Random;
  /** A line for people. It is kept aside, at most 1,024 lines until somebody takes them; not for hot paths. */
  log(level: LogLevel, message: string, fields?: LogFields): void;
  /** Stops the strategy when the handler has returned. */
  stop(): void;
}

/** A strategy as its file exports it. */
export interface StrategyDefinition<P extends ParameterDefinitions = ParameterDefinitions> {
  /** What people call it. */
  readonly name: string;
  readonly parameters: P;
  /** Makes the handlers; called once for each engine, before any event. */
  // A method, so that a definition with any parameters is a StrategyDefinition.
  create(context: StrategyContext<ParameterValues<P>>): StrategyHandlers;
}

/** A definition as it is written. */
export interface StrategySource<P extends ParameterDefinitions> {
  /** What people call it: letters, digits, `-`, `_` and `.`, at most 64. */
  name: string;
  /** Its parameters; none if left out. */
  parameters?: P;
  create(context: StrategyContext<ParameterValues<P>>): StrategyHandlers;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Declares a strategy. A strategy file exports it as its default.
 *
 * @throws {ConfigError} naming what is wrong with it
 * @example
 * export default defineStrategy({
 *   name: "cross",
 *   parameters: { fast: integer({ min: 2, max: 500, default: 20 }), slow: integer({ min: 2, max: 500, default: 50 }) },
 *   create(context) {
 *     const fast = context.indicator("SMA", { timePeriod: context.parameters.fast });
 *     const slow = context.indicator("SMA", { timePeriod: context.parameters.slow });
 *     return {
 *       onBar(bar) {
 *         const isUp = fast.push(bar.close, bar.instrument) > slow.push(bar.close, bar.instrument);
 *         if (isUp && context.position(bar.instrument) === 0) context.orders.market(bar.instrument, Side.Buy, 100);
 *       },
 *     };
 *   },
 * });
 */
export function defineStrategy<P extends ParameterDefinitions = Record<never, never>>(
  source: StrategySource<P>,
): StrategyDefinition<P> {
  assertDefinition(source, "strategy");
  const { name, parameters = {} as P } = source;
  return Object.freeze({ name, parameters: Object.freeze(parameters), create: source.create.bind(source) });
}

/**
 * Whether a value is a strategy's definition.
 *
 * @param path what it is called in errors
 * @throws {ConfigError} naming what is wrong with it
 */
export function assertDefinition(value: unknown, path: string): asserts value is StrategyDefinition {
  if (typeof value !== "object" || value === null) throw new ConfigError(path, value, "what defineStrategy returns");
  const { name, parameters = {}, create } = value as Record<string, unknown>;
  if (typeof name !== "string" || !NAME.test(name))
    throw new ConfigError(`${path}.name`, name, "1 to 64 letters, digits, '-', '_' and '.'");
  if (typeof create !== "function") throw new ConfigError(`${path}.create`, create, "a function of the context");
  if (typeof parameters !== "object" || parameters === null)
    throw new ConfigError(`${path}.parameters`, parameters, "an object of parameters by name");
  for (const [key, parameter] of Object.entries(parameters as Record<string, unknown>))
    if (typeof (parameter as { accepts?: unknown } | null)?.accepts !== "function")
      throw new ConfigError(`${path}.parameters.${key}`, parameter, "integer(…), real(…), oneOf(…) or flag(…)");
}
