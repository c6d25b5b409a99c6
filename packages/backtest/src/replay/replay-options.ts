import type { EventQueue, Stage } from "@hotpath/core";
import type { FeedLatency, OrderLatency } from "../latency/order-latency.ts";
import type { MarketSource, SourceAudience } from "./market-source.ts";

/** A venue with what was recorded of its markets. */
export interface ReplayMarket {
  /** Takes market data and orders and answers with `ExecutionReport`: a `ReplayVenue`, or any stage that is a venue. */
  exchange: Stage;
  /** Its number in the headers of events and orders: orders go to the market of their venue. Default 0. */
  venue?: number;
  /** Its market data: any number of feeds. */
  sources: readonly (MarketSource | { source: MarketSource; audience: SourceAudience })[];
  /** Of orders and reports. Default none. */
  orderLatency?: OrderLatency;
  /**
   * Of market data: a model, or `recorded` for the times at which the data was received (those of the venue where that is
   * not known). Default none.
   */
  feedLatency?: FeedLatency | "recorded";
}

/** How a {@link MarketReplay} is made. */
export interface MarketReplayOptions {
  /** At least one. */
  markets: readonly ReplayMarket[];
  /** The most bytes of records on their way, in each direction of each market. Default 64 MiB. */
  maxInFlightBytes?: number;
  /** The most timers that may wait. Default 65,536. */
  maxTimers?: number;
}

/** What a replay has done so far. */
export interface ReplayCounts {
  /** Events of sources. */
  marketEvents: number;
  /** Orders, cancels and replaces that venues have got. */
  orders: number;
  /** Reports that the engine has got. */
  reports: number;
  /** Timers that were due. */
  timers: number;
  /** Orders that went to no venue: there is none of their number, or it could not be reached. */
  unreached: number;
}

/** What keeps the timers that strategies ask for: the engine's `TimerStage`. */
export interface ReplayTimers {
  /** When the first is due, in microseconds; infinity if none waits. */
  readonly nextDue: number;
  /** Writes the one that is due first, if it is due by then, stamped with the time given. */
  writeDue(micros: number, inbox: EventQueue, stampMicros: number): boolean;
}
