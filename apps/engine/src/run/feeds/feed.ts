import type { EventQueue, InstrumentDefinition, InstrumentRegistry, Stage } from "@hotpath/core";
import type { StrategyEngineConfig } from "@hotpath/engine";

/** Which venue takes the orders: one on quotes, one on bars, the exchange that is the market itself, or a FIX counterparty. */
export type VenueKind = "paper" | "bars" | "exchange" | "fix";

/** Where a run's events come from. */
export interface RunFeed {
  /** What it is, in the summary. */
  readonly name: string;
  readonly instruments: readonly InstrumentDefinition[];
  /** The venue that fits it, where orders are not sent elsewhere. */
  readonly venue: VenueKind;
  /** What of the engine's configuration it asks for, where the user does not say otherwise. */
  readonly config: Partial<StrategyEngineConfig>;
  /** Whether it comes when it comes, and not as fast as it can be read. */
  readonly isLive: boolean;
  /** Makes the venue, where the market is one. */
  makeVenue?(instruments: InstrumentRegistry): Stage;
  /** The events, in the order of their times, some at a time; each batch is used up before the next is asked for. */
  events(): AsyncIterable<EventQueue>;
  /** What a user should know when it has ended: a line each. */
  notes(): string[];
}

/** What the command line says of a feed. */
export interface FeedOptions {
  feed: string;
  /** Which symbols of it; all that there are, where it has but one. */
  symbols: readonly string[];
  format?: string;
  date?: string;
  columns?: Record<string, string>;
  timeFormat?: string;
  /** Of a catalog: kinds of parts, and the times between which they are. */
  kind?: readonly string[];
  from?: bigint;
  to?: bigint;
  /** Of `ws://…`: which venue speaks there. */
  exchange?: string;
  httpUrl?: string;
  decimals?: { price: number; size: number };
  /** Of the simulated exchange. */
  seed: bigint;
  events: number;
  demoSymbols: number;
}
