import {
  type EventCursor,
  type EventSink,
  ExecType,
  type InstrumentRegistry,
  Liquidity,
  Side,
  TradingState,
} from "@hotpath/core";
import { reportExecution } from "@hotpath/engine";
import type { BookView, L2Book } from "@hotpath/order-book";
import type { MarketImpact } from "../market-impact.ts";
import type { RestingOrders } from "./resting-orders.ts";
import type { TakenLevels } from "./taken-levels.ts";

/** How much of an order is filled where the market reaches it. */
export const Fills = { Shown: 0, Partial: 1, Whole: 2 } as const;

/** Levels of a book that one order may take at a time. */
export const TAKEN_LEVELS = 1024;

/** Everything that a `ReplayVenue` is made of. */
export interface VenueState {
  readonly instruments: InstrumentRegistry;
  /** The market's own levels, without our orders. */
  readonly book: L2Book;
  readonly views: readonly BookView[];
  /** What we took of levels, on a feed of orders; undefined where the feed tells whole levels, or nothing is taken out. */
  readonly taken: TakenLevels | undefined;
  /**
   * Our orders: ladders `2 × instrument + side − 1` for those in the book, and as many behind for those that wait for an
   * auction and are not in it.
   */
  readonly orders: RestingOrders;
  /** `TradingState` of each instrument. */
  readonly status: Int32Array;
  readonly lots: Float64Array;
  readonly fills: number;
  /** Whether what we took of a level is gone until the feed tells of the level again. */
  readonly consumes: boolean;
  /** Undefined where the feed's orders tell the place in the queue. */
  readonly probability: ((front: number, back: number) => number) | undefined;
  readonly impact: MarketImpact | undefined;
  readonly takenPrice: Float64Array;
  readonly takenSize: Float64Array;
}

/** Whether orders trade with the book in this state. */
export function isContinuous(state: number): boolean {
  return state === TradingState.Trading || state === TradingState.Unknown;
}

/** The other side. */
export function otherSide(side: number): Side {
  return side === Side.Buy ? Side.Sell : Side.Buy;
}

/** Takes quantity of ours out of a level, until the feed tells of that level again. */
export function consume(
  state: VenueState,
  instrument: number,
  side: number,
  price: number,
  quantity: number,
  left: number,
): void {
  state.book.update(instrument, side, price, left);
  state.taken?.add(2 * instrument + side - 1, price, quantity);
}

/** Fills a resting order at a price, and takes it out where nothing is left. */
export function fillResting(
  state: VenueState,
  slot: number,
  price: number,
  quantity: number,
  liquidity: number,
  event: EventCursor,
  out: EventSink,
): void {
  const { orders } = state;
  const leaves = orders.leaves[slot]! - quantity;
  const filled = orders.filled[slot]! + quantity;
  orders.leaves[slot] = leaves;
  orders.filled[slot] = filled;
  const side = (orders.ladder[slot]! & 1) + 1;
  const orderId = orders.orderId[slot]!;
  reportExecution(out, event, orderId, ExecType.Trade, side, price, quantity, leaves, filled, liquidity, 0);
  if (leaves === 0) orders.remove(slot);
}

/** Ends a resting order. */
export function endResting(
  state: VenueState,
  slot: number,
  execType: number,
  reason: number,
  event: EventCursor,
  out: EventSink,
): void {
  const { orders } = state;
  const side = (orders.ladder[slot]! & 1) + 1;
  reportExecution(out, event, orders.orderId[slot]!, execType, side, 0, 0, 0, orders.filled[slot]!, 0, reason);
  orders.remove(slot);
}

/** What a fill of a resting order is: it gave liquidity. */
export const MAKER: number = Liquidity.Maker;
