import type { SignalGenerator } from "../signal-generator.ts";

type WithBar = SignalGenerator & Required<Pick<SignalGenerator, "bar">>;
type WithQuote = SignalGenerator & Required<Pick<SignalGenerator, "quote">>;
type WithTrade = SignalGenerator & Required<Pick<SignalGenerator, "trade">>;

/**
 * The generators that look at more than prices: who has `bar`, `quote` or `trade` is found out once. The first four that
 * take quotes, and trades, are called from sites of their own, which see one class each.
 */
export class MarketListeners {
  /** Whether any generator takes bars, quotes, trades. */
  readonly takesBars: boolean;
  readonly takesQuotes: boolean;
  readonly takesTrades: boolean;
  readonly #bars: readonly WithBar[];
  readonly #quotes: readonly WithQuote[];
  readonly #q0: WithQuote | undefined;
  readonly #q1: WithQuote | undefined;
  readonly #q2: WithQuote | undefined;
  readonly #q3: WithQuote | undefined;
  readonly #trades: readonly WithTrade[];
  readonly #t0: WithTrade | undefined;
  readonly #t1: WithTrade | undefined;
  readonly #t2: WithTrade | undefined;
  readonly #t3: WithTrade | undefined;

  constructor(generators: readonly SignalGenerator[]) {
    this.#bars = generators.filter((each): each is WithBar => each.bar !== undefined);
    const quotes = generators.filter((each): each is WithQuote => each.quote !== undefined);
    const trades = generators.filter((each): each is WithTrade => each.trade !== undefined);
    [this.#q0, this.#q1, this.#q2, this.#q3] = quotes;
    [this.#t0, this.#t1, this.#t2, this.#t3] = trades;
    this.#quotes = quotes.slice(4);
    this.#trades = trades.slice(4);
    this.takesBars = this.#bars.length > 0;
    this.takesQuotes = quotes.length > 0;
    this.takesTrades = trades.length > 0;
  }

  bar(symbol: number, open: number, high: number, low: number, close: number, volume: number): void {
    for (let i = 0; i < this.#bars.length; i++) this.#bars[i]!.bar(symbol, open, high, low, close, volume);
  }

  quote(symbol: number, bidPrice: number, askPrice: number, bidSize: number, askSize: number): void {
    if (this.#q0 === undefined) return;
    this.#q0.quote(symbol, bidPrice, askPrice, bidSize, askSize);
    if (this.#q1 === undefined) return;
    this.#q1.quote(symbol, bidPrice, askPrice, bidSize, askSize);
    if (this.#q2 === undefined) return;
    this.#q2.quote(symbol, bidPrice, askPrice, bidSize, askSize);
    if (this.#q3 === undefined) return;
    this.#q3.quote(symbol, bidPrice, askPrice, bidSize, askSize);
    for (let i = 0; i < this.#quotes.length; i++) this.#quotes[i]!.quote(symbol, bidPrice, askPrice, bidSize, askSize);
  }

  trade(symbol: number, price: number, quantity: number, aggressor: number): void {
    if (this.#t0 === undefined) return;
    this.#t0.trade(symbol, price, quantity, aggressor);
    if (this.#t1 === undefined) return;
    this.#t1.trade(symbol, price, quantity, aggressor);
    if (this.#t2 === undefined) return;
    this.#t2.trade(symbol, price, quantity, aggressor);
    if (this.#t3 === undefined) return;
    this.#t3.trade(symbol, price, quantity, aggressor);
    for (let i = 0; i < this.#trades.length; i++) this.#trades[i]!.trade(symbol, price, quantity, aggressor);
  }
}
