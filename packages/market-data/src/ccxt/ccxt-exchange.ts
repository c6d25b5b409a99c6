/**
 * What is used of ccxt, as its manual documents it: written down here, so that the package is needed by nobody who does not
 * use it. Numbers are texts where an exchange was made with `number: String`, and doubles where not.
 */

/** A number of ccxt: a text as the venue sent it, or a double. */
export type CcxtNumber = string | number | undefined | null;

/** ccxt's order book. */
export interface CcxtOrderBook {
  bids: readonly (readonly CcxtNumber[])[];
  asks: readonly (readonly CcxtNumber[])[];
  timestamp?: number | undefined;
  nonce?: number | undefined;
}

/** ccxt's trade. */
export interface CcxtTrade {
  id?: string | undefined;
  timestamp?: number | undefined;
  side?: string | undefined;
  price: CcxtNumber;
  amount: CcxtNumber;
}

/** ccxt's ticker. */
export interface CcxtTicker {
  timestamp?: number | undefined;
  last?: CcxtNumber;
  baseVolume?: CcxtNumber;
  bid?: CcxtNumber;
  bidVolume?: CcxtNumber;
  ask?: CcxtNumber;
  askVolume?: CcxtNumber;
}

/** ccxt's market, as far as it tells of units. */
export interface CcxtMarket {
  symbol: string;
  precision?: { price?: CcxtNumber; amount?: CcxtNumber } | undefined;
}

/** An exchange of ccxt, or of `ccxt.pro`, which watches as well. */
export interface CcxtExchange {
  readonly id: string;
  /** Milliseconds between requests that the venue allows. */
  readonly rateLimit?: number;
  /** What the numbers of `precision` count: 2 decimal places, 3 significant digits, 4 ticks. */
  readonly precisionMode?: number;
  /** What it can do: `true`, `"emulated"`, or nothing. */
  readonly has: Readonly<Record<string, unknown>>;
  loadMarkets(): Promise<Readonly<Record<string, CcxtMarket | undefined>>>;
  watchOrderBook?(symbol: string, limit?: number): Promise<CcxtOrderBook>;
  watchTrades?(symbol: string): Promise<readonly CcxtTrade[]>;
  watchTicker?(symbol: string): Promise<CcxtTicker>;
  fetchOrderBook?(symbol: string, limit?: number): Promise<CcxtOrderBook>;
  fetchTrades?(symbol: string): Promise<readonly CcxtTrade[]>;
  fetchTicker?(symbol: string): Promise<CcxtTicker>;
  /** Closes its sockets; what waits for them fails. */
  close?(): Promise<unknown>;
}
