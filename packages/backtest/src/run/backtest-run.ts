/** What a run of a backtest found, as plain data: reports are made of it and of nothing else. */
import { type Instrument, type InstrumentRegistry, POWERS_OF_TEN } from "@hotpath/core";
import type { LogEntry } from "@hotpath/engine";
import type { OrderCounts, OrderHandling } from "@hotpath/orders";
import type { Statement } from "@hotpath/portfolio";

/** The type of an order. */
export type BacktestOrderType =
  | "market"
  | "limit"
  | "stop"
  | "stopLimit"
  | "marketIfTouched"
  | "limitIfTouched"
  | "trailingStop"
  | "other";

/** Who keeps which orders, as the run was configured: the venue by itself, the engine for it, or nobody. */
export interface BacktestHandling {
  orderTypes: Readonly<Record<string, OrderHandling>>;
  timesInForce: Readonly<Record<string, OrderHandling>>;
}

/** One order that left. Prices are in price units, quantities in size units, times in microseconds since the Unix epoch. */
export interface BacktestOrder {
  orderId: number;
  instrument: number;
  timeMicros: number;
  side: "buy" | "sell";
  type: BacktestOrderType;
  /** What the engine held it as until it was triggered; null where the venue had it from the start. */
  heldAs: BacktestOrderType | null;
  /** The limit, or the trigger where there is none; 0 for a market order. As it was last replaced. */
  price: number;
  quantity: number;
  /** The instrument's mark when the order left: the last close, or the mid; NaN where there was none. */
  arrivalPrice: number;
  filled: number;
  /** Of its fills, in price units; NaN without one. */
  averagePrice: number;
  /** How it ended; `Working` if it had not. */
  status: string;
}

/** One fill. */
export interface BacktestFill {
  orderId: number;
  instrument: number;
  timeMicros: number;
  side: "buy" | "sell";
  /** In price units. */
  price: number;
  /** In size units. */
  quantity: number;
  liquidity: "maker" | "taker" | "unknown";
  /** In money; a rebate is negative. */
  fee: number;
  /** The mark when its order left, in price units; NaN where there was none. */
  arrivalPrice: number;
  /** How much worse than the arrival price it was, in money: what was lost is positive. 0 where there was no mark. */
  slippage: number;
  /** The same in basis points of the arrival price. */
  slippageBasisPoints: number;
  /** From its order's leaving to the fill. */
  delayMicros: number;
}

/** A position from flat to flat, or up to the turn where one fill turned it. */
export interface RoundTrip {
  instrument: number;
  side: "long" | "short";
  /** The most that was held, in size units. */
  quantity: number;
  entryMicros: number;
  /** Average price of all that was opened, in price units. */
  entryPrice: number;
  /** NaN for a position that is open at the end. */
  exitMicros: number;
  /** Average price of all that was closed; of a position that is open, its mark at the end counts for the rest. */
  exitPrice: number;
  /** In money, after fees. */
  profit: number;
  fees: number;
  /** Profit by the value that was opened. */
  return: number;
  isOpen: boolean;
}

/** Columns with one entry a sample: a bar's close, or a moment of a market replay. Amounts are money. */
export interface BacktestColumns {
  /** Microseconds since the Unix epoch. */
  timeMicros: Float64Array;
  equity: Float64Array;
  /** What the same cash would be worth, in equal parts in every instrument from its first mark on. */
  benchmark: Float64Array;
  /** Fall from the highest equity of the column, as a share of it. */
  drawdown: Float64Array;
  /** Σ |market value| and Σ market value. */
  grossExposure: Float64Array;
  netExposure: Float64Array;
  /** By instrument: position in size units, and mark in price units (NaN before the first). */
  positions: readonly Float64Array[];
  marks: readonly Float64Array[];
}

/** Fingerprints of a run: equal data and configuration give equal hashes, on every machine. */
export interface BacktestHashes {
  /** Of everything below, and so of the run. */
  run: string;
  /** Of what it was run with, {@link BacktestRun.configuration}. */
  configuration: string;
  /** Of the bars; empty where the data did not say one. */
  data: string;
  /** Of the orders that left, of the fills, and of the engine's state at the end. */
  orders: string;
  fills: string;
  state: string;
}

/** What a run was made with: plain values, all of them JSON. */
export interface BacktestConfiguration {
  strategy: string;
  parameters: Readonly<Record<string, unknown>>;
  instruments: readonly Readonly<Record<string, unknown>>[];
  engine: Readonly<Record<string, unknown>>;
  venue: Readonly<Record<string, unknown>>;
  data: string;
}

/** A run that has ended. */
export interface BacktestRun extends BacktestColumns {
  instruments: InstrumentRegistry;
  trades: RoundTrip[];
  fills: BacktestFill[];
  orders: BacktestOrder[];
  /** What the venue has by itself, and what the engine emulates. */
  handling: BacktestHandling;
  counts: OrderCounts;
  cancels: number;
  /** Orders that did not leave, by reason. */
  refusals: Record<string, number>;
  /** The strategy's log: its last 1,024 lines. */
  log: LogEntry[];
  /** `Stopped` after a run in order, `Failed` after a fault of the strategy. */
  state: string;
  /** What the strategy threw; undefined if nothing. */
  fault: string | undefined;
  /** Inputs that the engine has taken in. */
  inputs: number;
  statement: Statement;
  /** Value at risk of what is held at the end, 99 %, one day, by covariance: a share of equity. */
  valueAtRiskAtEnd: number;
  configuration: BacktestConfiguration;
  hashes: BacktestHashes;
}

/** What one price unit times one size unit of an instrument is worth. */
export function unitValue(instrument: Instrument): number {
  const { multiplier, priceDecimals, sizeDecimals } = instrument;
  return multiplier / POWERS_OF_TEN[priceDecimals]! / POWERS_OF_TEN[sizeDecimals]!;
}
