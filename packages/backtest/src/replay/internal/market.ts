import { CancelOrder, NewOrder, ReplaceOrder, type Stage } from "@hotpath/core";
import { ConstantLatency } from "../../latency/constant-latency.ts";
import type { FeedLatency, OrderLatency } from "../../latency/order-latency.ts";
import type { MarketSource } from "../market-source.ts";
import type { ReplayMarket } from "../replay-options.ts";
import type { FlightQueue } from "./flight-queue.ts";

/** What goes to venues. */
export const ORDER_TYPES: readonly number[] = [NewOrder.TYPE, CancelOrder.TYPE, ReplaceOrder.TYPE];

/** One source of a market. */
export interface Feed {
  source: MarketSource;
  market: number;
  toVenue: boolean;
  toEngine: boolean;
  /** Market data on its way to the engine. */
  flight: FlightQueue;
}

/** One market. */
export interface Market {
  exchange: Stage;
  handles: Uint8Array;
  venue: number;
  latency: OrderLatency;
  feedLatency: FeedLatency | undefined;
  isRecorded: boolean;
  inbound: FlightQueue;
  outbound: FlightQueue;
}

/** A market as it was asked for, with nothing on its way. */
export function marketOf(market: ReplayMarket, venue: number, flight: () => FlightQueue): Market {
  const handles = new Uint8Array(65_536);
  for (const type of market.exchange.handles) handles[type] = 1;
  // Orders come to it by another way.
  for (const type of ORDER_TYPES) handles[type] = 0;
  return {
    exchange: market.exchange,
    handles,
    venue,
    latency: market.orderLatency ?? new ConstantLatency(),
    feedLatency: market.feedLatency === "recorded" ? undefined : market.feedLatency,
    isRecorded: market.feedLatency === "recorded",
    inbound: flight(),
    outbound: flight(),
  };
}
