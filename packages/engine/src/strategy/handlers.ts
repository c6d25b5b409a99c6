import {
  AlgorithmReport,
  Bar,
  Command,
  ConfigError,
  Discrepancy,
  ExecutionReport,
  Fill,
  FillBusted,
  OrderClosed,
  OrderHeld,
  OrderRefused,
  OrderReplaced,
  OrderTriggered,
  Quote,
  RouteReport,
  Signal,
  StateError,
  StrategyCommand,
  StrategyParameter,
  StrategyStateChanged,
  Timer,
  Trade,
} from "@hotpath/core";
import type { StrategyHandlers } from "./definition.ts";

/** The events behind each handler that has some of its own. */
const EVENTS: Readonly<Partial<Record<keyof StrategyHandlers, number>>> = {
  onBook: Quote.TYPE,
  onTrade: Trade.TYPE,
  onBar: Bar.TYPE,
  onSignal: Signal.TYPE,
  onTimer: Timer.TYPE,
};
const NAMES: readonly string[] = [...Object.keys(EVENTS), "onStart", "onOrder", "onParameter", "onStop"];
/** What every strategy sees, whatever its handlers are. */
const ALWAYS: readonly number[] = [
  Command.TYPE,
  StrategyCommand.TYPE,
  StrategyParameter.TYPE,
  StrategyStateChanged.TYPE,
  ExecutionReport.TYPE,
  Fill.TYPE,
  FillBusted.TYPE,
  OrderClosed.TYPE,
  OrderHeld.TYPE,
  OrderTriggered.TYPE,
  OrderRefused.TYPE,
  OrderReplaced.TYPE,
  Discrepancy.TYPE,
  AlgorithmReport.TYPE,
  RouteReport.TYPE,
];

/** A handler has returned a Promise: what it does after its first `await` would be at no place in the sequence. */
export class PromiseReturned extends StateError {
  constructor(handler: string) {
    super("STATE_INVALID", `${handler} returned a Promise: a strategy's handlers are synchronous`);
  }
}

/**
 * The handlers that a strategy's `create` has made.
 *
 * @throws {ConfigError} if they are no object, one has an unknown name, is no function or is `async`
 */
export function checkedHandlers(handlers: unknown, strategy: string): StrategyHandlers {
  if (typeof handlers !== "object" || handlers === null)
    throw new ConfigError(`${strategy}.create()`, handlers, "an object of handlers");
  if (isThenable(handlers)) throw new ConfigError(`${strategy}.create()`, handlers, "handlers, not a Promise of them");
  for (const [name, handler] of Object.entries(handlers)) {
    const path = `${strategy}.${name}`;
    if (!NAMES.includes(name)) throw new ConfigError(path, handler, `one of the handlers ${NAMES.join(", ")}`);
    if (handler === undefined) continue;
    if (typeof handler !== "function") throw new ConfigError(path, handler, "a function");
    if (handler.constructor.name === "AsyncFunction")
      throw new ConfigError(path, "an async function", "a function that is not async: handlers are synchronous");
  }
  return handlers;
}

/** Types of the events that a strategy with these handlers is to see. */
export function handledTypes(handlers: StrategyHandlers): number[] {
  const own = Object.entries(EVENTS).flatMap(([name, type]) =>
    handlers[name as keyof StrategyHandlers] === undefined ? [] : [type],
  );
  return [...own, ...ALWAYS];
}

/**
 * Looks at what a handler has returned: nothing that matters, unless it is a Promise.
 *
 * @throws {PromiseReturned} if it is one
 */
export function returned(answer: unknown, handler: string): void {
  if (answer === undefined || !isThenable(answer)) return;
  // Nobody waits for it: its own failure is not to end the process.
  Promise.resolve(answer).catch(() => {});
  throw new PromiseReturned(handler);
}

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
