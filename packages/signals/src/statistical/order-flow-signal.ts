import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { type IndicatorStream, indicator } from "@hotpath/indicators";
import type { SignalGenerator } from "../signal-generator.ts";
import { ColumnState, checkInteger, checkSymbols, figure, LARGEST } from "./internal/column-state.ts";
import { squash } from "./internal/squash.ts";

/** How {@link orderFlowImbalance} is made. */
export interface OrderFlowOptions {
  /** Quotes over which the flow is added up, 1 to 10,000. Default 20. */
  quotes?: number;
  /** Span of the weights of the mean depth, in quotes: 2 ÷ (span + 1) is the newest one's. 2 to 100,000. Default 256. */
  depthSpan?: number;
}

const DEPTH = 0;
const FLOW = 1;
const SIGNAL = 2;
const WIDTH = 4;

/**
 * Follows the order flow at the best quotes: the indicator OFI over the last n quotes, measured in twice the mean depth,
 * which is the move of the mid in ticks that it makes in a book of even depth.
 *
 * R. Cont, A. Kukanov, S. Stoikov, "The price impact of order book events", *J. Financial Econometrics* 12 (2014), eq. 4
 * and 7: ΔP = OFI ÷ 2D. They find the relation within an interval; that the flow goes on into the next one is what this
 * signal bets on, and what the ensemble has to judge.
 *
 * The signal is s(OFI ÷ 2D), s(x) = x ÷ (1 + |x|), of the quotes so far; 0 while they are fewer than asked for, so that
 * a set is not held up where there is no book. Quotes with a number that is not finite, or a negative size,
 * are as if they had not come. Make it with {@link orderFlowImbalance}.
 */
export class OrderFlowSignal implements SignalGenerator {
  readonly name = "orderFlow";
  readonly valueKind = "pure";
  readonly #flow: IndicatorStream;
  readonly #columns: ColumnState;
  readonly #state: Float64Array;
  readonly #forget: number;
  readonly #quotes: number;

  /** @throws {ConfigError} an option out of range */
  constructor(symbols: number, options: OrderFlowOptions = {}) {
    const { quotes = 20, depthSpan = 256 } = options;
    checkSymbols(symbols);
    checkInteger("quotes", quotes, 1, 10_000);
    checkInteger("depthSpan", depthSpan, 2, 100_000);
    this.#flow = indicator("OFI", { timePeriod: quotes }).stream({ symbols });
    this.#state = new Float64Array(symbols * WIDTH);
    this.#columns = new ColumnState("signals.order-flow", [this.#state]);
    this.#forget = 2 / (depthSpan + 1);
    this.#quotes = quotes;
  }

  quote(symbol: number, bidPrice: number, askPrice: number, bidSize: number, askSize: number): void {
    const sizes = bidSize + askSize;
    if (
      !(
        bidSize >= 0 &&
        askSize >= 0 &&
        Math.abs(bidPrice) <= LARGEST &&
        Math.abs(askPrice) <= LARGEST &&
        sizes <= LARGEST
      )
    )
      return;
    const flow = this.#flow.push(bidPrice, bidSize, askPrice, askSize, symbol);
    take(this.#state, symbol * WIDTH, this.#forget, sizes, flow);
  }

  update(symbol: number): number {
    return this.#state[symbol * WIDTH + SIGNAL]!;
  }

  /** OFI ÷ 2D: the move of the mid, in ticks, that the flow would make in a book of even depth. */
  value(symbol: number): number {
    const at = symbol * WIDTH;
    const depth = this.#state[at + DEPTH]!;
    return depth > 0 ? this.#state[at + FLOW]! / depth : 0;
  }

  reason(symbol: number): string {
    const at = symbol * WIDTH;
    const flow = this.#state[at + FLOW]!;
    if (Number.isNaN(flow)) return "warming up";
    if (!(this.#state[at + DEPTH]! > 0)) return "no quotes";
    const side = flow < 0 ? "ask" : "bid";
    return `order flow of ${figure(Math.abs(flow))} to the ${side} over ${this.#quotes} quotes, ${figure(Math.abs(this.value(symbol)))} times the sizes at the touch`;
  }

  snapshot(writer: SnapshotWriter): void {
    this.#columns.snapshot(writer);
    this.#flow.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#columns.restore(reader);
    this.#flow.restore(reader);
  }
}

const take = (state: Float64Array, at: number, forget: number, sizes: number, flow: number): void => {
  const before = state[at + DEPTH]!;
  // Both sides' sizes: twice the mean depth of a side. The first quote is the first mean.
  const depth = before === 0 ? sizes : before + forget * (sizes - before);
  state[at + DEPTH] = depth;
  state[at + FLOW] = flow;
  state[at + SIGNAL] = flow - flow === 0 ? squash(flow, depth) : 0;
};

/** The imbalance of the order flow at the best quotes. */
export function orderFlowImbalance(options: OrderFlowOptions = {}): (symbols: number) => OrderFlowSignal {
  return (symbols) => new OrderFlowSignal(symbols, options);
}
