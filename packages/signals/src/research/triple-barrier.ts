import { ConfigError, InputError } from "@hotpath/core";
import { checkEvents, checkPrices, type LabelSpans } from "./label-spans.ts";

/** How {@link tripleBarrier} labels. */
export interface BarrierOptions {
  /** Last bars that are looked at behind the event's. */
  horizon: number;
  /** The upper barrier in units of the event's width; Infinity for none. Default 1. */
  profit?: number;
  /** The lower barrier. Default 1. */
  loss?: number;
  /** Highs and lows, where barriers within a bar count. A bar that touches both counts as a loss. */
  high?: Float64Array;
  low?: Float64Array;
  /** The side that was taken at each event, 1 or −1: profit and loss are then those of the side. */
  sides?: Int8Array;
}

/** Which barrier ended a label. */
export type Touch = "profit" | "loss" | "time";

/** The labels of events. */
export interface BarrierLabels extends LabelSpans {
  /** 1 at the profit barrier, −1 at the loss; where time ran out the sign of the return. */
  labels: Int8Array;
  /** Return from the event's close to the close (or the barrier) at the end, on the side that was taken. */
  returns: Float64Array;
  touches: Touch[];
  /** Events whose horizon reaches past the last bar, and were left out. */
  unfinished: number;
}

/**
 * Labels events by the barrier that the price touches first: a profit, a loss, or the end of time (López de Prado,
 * Advances in Financial Machine Learning, 2018, ch. 3).
 *
 * @param close closes
 * @param events bars at whose close something happened, ascending
 * @param widths for each event the width of a barrier, as a share of the price
 * @throws {InputError} prices, events or widths that are not allowed
 * @throws {ConfigError} an option out of range
 */
export function tripleBarrier(
  close: Float64Array,
  events: Int32Array,
  widths: Float64Array,
  options: BarrierOptions,
): BarrierLabels {
  const { horizon, profit = 1, loss = 1, high = close, low = close, sides } = options;
  checkPrices(close, "close");
  checkEvents(events, close.length);
  if (!(Number.isInteger(horizon) && horizon >= 1)) throw new ConfigError("horizon", horizon, "an integer from 1 on");
  if (!(profit > 0)) throw new ConfigError("profit", profit, "a number above 0");
  if (!(loss > 0)) throw new ConfigError("loss", loss, "a number above 0");
  for (const [name, column, length] of [
    ["high", high, close.length],
    ["low", low, close.length],
    ["widths", widths, events.length],
    ["sides", sides ?? events, events.length],
  ] as const)
    if (column.length !== length)
      throw new InputError("INPUT_INVALID", `${name}: has ${column.length} elements; ${length} are needed`);
  const finished = events.filter((event) => event + horizon < close.length);
  const result: BarrierLabels = {
    starts: Int32Array.from(finished),
    ends: new Int32Array(finished.length),
    labels: new Int8Array(finished.length),
    returns: new Float64Array(finished.length),
    touches: [],
    unfinished: events.length - finished.length,
  };
  for (const [i, event] of finished.entries()) {
    const width = widths[i]!;
    if (!(width > 0 && width < Number.POSITIVE_INFINITY))
      throw new InputError("INPUT_INVALID", `widths: event ${i}: got ${width}; allowed: a finite number above 0`);
    const side = sides?.[i] ?? 1;
    if (side !== 1 && side !== -1)
      throw new InputError("INPUT_INVALID", `sides: event ${i}: got ${side}; allowed: 1, -1`);
    const ended = follow(close, high, low, event, event + horizon, side, profit * width, loss * width);
    result.ends[i] = ended.end;
    result.returns[i] = ended.outcome;
    result.touches.push(ended.touch);
    result.labels[i] = ended.touch === "time" ? Math.sign(ended.outcome) : ended.touch === "profit" ? 1 : -1;
  }
  return result;
}

function follow(
  close: Float64Array,
  high: Float64Array,
  low: Float64Array,
  event: number,
  last: number,
  side: number,
  profit: number,
  loss: number,
): { end: number; outcome: number; touch: Touch } {
  const entry = close[event]!;
  for (let bar = event + 1; bar <= last; bar++) {
    const best = (side === 1 ? high[bar]! / entry - 1 : 1 - low[bar]! / entry) + 0;
    const worst = (side === 1 ? low[bar]! / entry - 1 : 1 - high[bar]! / entry) + 0;
    if (worst <= -loss) return { end: bar, outcome: low === close ? worst : -loss, touch: "loss" };
    if (best >= profit) return { end: bar, outcome: high === close ? best : profit, touch: "profit" };
  }
  return { end: last, outcome: side * (close[last]! / entry - 1) + 0, touch: "time" };
}

/**
 * Meta-labels: 1 where the side that was taken made money, 0 where not (López de Prado 2018, 3.6). A model of them says how
 * much to trust a side, not which one to take.
 */
export function metaLabels({ returns }: Pick<BarrierLabels, "returns">): Float64Array {
  return returns.map((value) => (value > 0 ? 1 : 0));
}
