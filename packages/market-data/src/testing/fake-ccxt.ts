/** An exchange as ccxt's manual describes one, without ccxt and without a network: what it gives is pushed by hand. */
import type { CcxtExchange, CcxtMarket, CcxtOrderBook, CcxtTicker, CcxtTrade } from "../ccxt/ccxt-exchange.ts";

/** ccxt's errors, by their names and their hierarchy. */
export class BaseError extends Error {
  override name = "BaseError";
}
export class ExchangeError extends BaseError {
  override name = "ExchangeError";
}
export class BadSymbol extends ExchangeError {
  override name = "BadSymbol";
}
export class OperationFailed extends BaseError {
  override name = "OperationFailed";
}
export class NetworkError extends OperationFailed {
  override name = "NetworkError";
}
export class RequestTimeout extends NetworkError {
  override name = "RequestTimeout";
}
export class RateLimitExceeded extends NetworkError {
  override name = "RateLimitExceeded";
}
export class ExchangeClosedByUser extends ExchangeError {
  override name = "ExchangeClosedByUser";
}

interface Waiter {
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}

const METHODS = [
  "watchOrderBook",
  "watchTrades",
  "watchTicker",
  "fetchOrderBook",
  "fetchTrades",
  "fetchTicker",
] as const;
type Method = (typeof METHODS)[number];

/** Answers wait until {@link FakeCcxt.push} or {@link FakeCcxt.fail} is called for them. */
export class FakeCcxt implements CcxtExchange {
  readonly id = "fake";
  readonly rateLimit = 1;
  readonly precisionMode: number = 4;
  readonly has: Record<string, boolean> = {};
  readonly markets: Record<string, CcxtMarket> = {};
  /** Calls that were made, as `method symbol`. */
  readonly calls: string[] = [];
  closings = 0;
  readonly #waiting = new Map<string, Waiter[]>();
  /** What comes before it is asked for, as a socket's messages do. */
  readonly #early = new Map<string, { value?: unknown; error?: unknown }[]>();

  /** @param methods what it has */
  constructor(
    symbols: readonly string[],
    methods: readonly Method[] = ["watchOrderBook", "watchTrades", "watchTicker"],
  ) {
    for (const method of methods) this.has[method] = true;
    for (const symbol of symbols) this.markets[symbol] = { symbol, precision: { price: "0.01", amount: "1e-8" } };
  }

  loadMarkets(): Promise<Record<string, CcxtMarket>> {
    return Promise.resolve(this.markets);
  }

  watchOrderBook(symbol: string, _limit?: number): Promise<CcxtOrderBook> {
    return this.#call("watchOrderBook", symbol);
  }

  watchTrades(symbol: string): Promise<CcxtTrade[]> {
    return this.#call("watchTrades", symbol);
  }

  watchTicker(symbol: string): Promise<CcxtTicker> {
    return this.#call("watchTicker", symbol);
  }

  fetchOrderBook(symbol: string, _limit?: number): Promise<CcxtOrderBook> {
    return this.#call("fetchOrderBook", symbol);
  }

  fetchTrades(symbol: string): Promise<CcxtTrade[]> {
    return this.#call("fetchTrades", symbol);
  }

  fetchTicker(symbol: string): Promise<CcxtTicker> {
    return this.#call("fetchTicker", symbol);
  }

  async close(): Promise<void> {
    this.closings++;
    for (const list of this.#waiting.values()) {
      for (const { reject } of list.splice(0)) reject(new ExchangeClosedByUser("closed by user"));
    }
  }

  /** Answers the call that waits, or the next one. */
  async push(method: Method, symbol: string, value: unknown): Promise<void> {
    await this.#answer(method, symbol, { value });
  }

  /** Makes the call that waits fail, or the next one. */
  async fail(method: Method, symbol: string, error: unknown): Promise<void> {
    await this.#answer(method, symbol, { error });
  }

  #call<T>(method: Method, symbol: string): Promise<T> {
    this.calls.push(`${method} ${symbol}`);
    if (this.markets[symbol] === undefined)
      return Promise.reject(new BadSymbol(`fake does not have market symbol ${symbol}`));
    const early = this.#early.get(`${method} ${symbol}`)?.shift();
    if (early !== undefined) return "error" in early ? Promise.reject(early.error) : Promise.resolve(early.value as T);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const key = `${method} ${symbol}`;
    this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), { resolve: resolve as Waiter["resolve"], reject }]);
    return promise;
  }

  async #answer(method: Method, symbol: string, answer: { value?: unknown; error?: unknown }): Promise<void> {
    const key = `${method} ${symbol}`;
    const waiter = this.#waiting.get(key)?.shift();
    if (waiter === undefined) this.#early.set(key, [...(this.#early.get(key) ?? []), answer]);
    else if ("error" in answer) waiter.reject(answer.error);
    else waiter.resolve(answer.value as never);
    // What waited goes on.
    await Bun.sleep(0);
  }
}
