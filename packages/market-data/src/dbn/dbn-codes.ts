/**
 * What DBN's codes mean here: actions, sides, flags and states (DBN encoding: `Action`, `Side`, `FlagSet`,
 * `StatusAction`, `TriState`).
 */
import { Side } from "@hotpath/core";
import { MarketFlag, MarketKind, TradingState } from "../market-batch.ts";

/** Bits of a record's `flags` (DBN encoding, `FlagSet`). */
export const DbnFlag = {
  /** The last record of the venue's event for the instrument. */
  Last: 128,
  /** The best price of a side, not an order. */
  TopOfBook: 64,
  /** From a snapshot or a replay. */
  Snapshot: 32,
  /** A price level, not an order. */
  PriceLevel: 16,
  /** The time of receipt is not right. */
  BadReceiveTime: 8,
  /** A gap in the channel could not be closed: the book may be wrong. */
  MaybeBadBook: 4,
} as const;
/** A value of {@link DbnFlag}. */
export type DbnFlag = (typeof DbnFlag)[keyof typeof DbnFlag];

const [A, B, C, F, M, N, R, T, Y] = [65, 66, 67, 70, 77, 78, 82, 84, 89] as const;
/** The action of a trade. */
export const ACTION_TRADE = 84;
/** The action of a cancel. */
export const ACTION_CANCEL = 67;
/** A size that is undefined. */
export const NO_SIZE = 0xffffffff;

/** {@link TradingState} by DBN's `StatusAction`, 0 to 15; −1 where `is_trading` and `is_quoting` decide. */
const STATES = [
  -1,
  TradingState.PreOpen,
  TradingState.Auction,
  TradingState.QuoteOnly,
  TradingState.Auction,
  TradingState.Auction,
  -1,
  TradingState.Trading,
  TradingState.Halted,
  TradingState.Halted,
  TradingState.Halted,
  TradingState.Auction,
  TradingState.Closed,
  TradingState.Closed,
  -1,
  TradingState.Closed,
] as const;

/** What {@link kindOf} answers for a record that has no row. */
export const NO_ROW = -1;

/** The `MarketKind` of an action of `mbo`, {@link NO_ROW}, or −2 for what is no action. */
export function kindOf(action: number, flags: number, size: number): number {
  switch (action) {
    case A:
      return MarketKind.OrderAdd;
    case C:
      return size === 0 || size === NO_SIZE ? MarketKind.OrderDelete : MarketKind.OrderReduce;
    case M:
      return MarketKind.OrderModify;
    case T:
      return MarketKind.Trade;
    case F:
      return MarketKind.OrderFill;
    case R:
      return (flags & DbnFlag.Snapshot) === 0 ? MarketKind.BookClear : MarketKind.BookSnapshot;
    case N:
      return (flags & DbnFlag.Last) === 0 ? NO_ROW : MarketKind.Heartbeat;
    default:
      return -2;
  }
}

/** Whether a code is an action. */
export function isAction(code: number): boolean {
  return code === A || code === C || code === M || code === T || code === F || code === R || code === N;
}

/** A `Side`, 0 for none, −1 for what is no side. */
export function sideOf(code: number): number {
  return code === B ? Side.Buy : code === A ? Side.Sell : code === N ? 0 : -1;
}

/** The `TradingState` of a `StatusAction` and of what is said of trading and quoting. */
export function stateOf(action: number, isTrading: number, isQuoting: number): number {
  const state = STATES[action] ?? -1;
  if (state >= 0) return state;
  if (isTrading === Y) return TradingState.Trading;
  if (isQuoting === Y) return TradingState.QuoteOnly;
  return isTrading === N ? TradingState.Halted : TradingState.Unknown;
}

const HEARTBEAT = [...new TextEncoder().encode("Heartbeat")];

/** Whether a message begins with the word for a heartbeat. */
export function startsWithHeartbeat(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < HEARTBEAT.length; i++) if (bytes[at + i] !== HEARTBEAT[i]) return false;
  return true;
}

/** Whether a record of `mbo` is a level rather than an order. */
export function isLevel(action: number, flags: number): boolean {
  return (flags & (DbnFlag.TopOfBook | DbnFlag.PriceLevel)) !== 0 && (action === A || action === M || action === C);
}

/** `Side` by code; 3 for none, 0 for what is no side. */
export const SIDE_CODES: Uint8Array = new Uint8Array(256);
SIDE_CODES["B".charCodeAt(0)] = Side.Buy;
SIDE_CODES["A".charCodeAt(0)] = Side.Sell;
SIDE_CODES["N".charCodeAt(0)] = 3;
/** Our flags by DBN's. */
export const FLAG_BITS: Uint8Array = Uint8Array.from(
  { length: 256 },
  (_, bits) =>
    ((bits & DbnFlag.Last) === 0 ? 0 : MarketFlag.Last) | ((bits & DbnFlag.Snapshot) === 0 ? 0 : MarketFlag.Snapshot),
);
