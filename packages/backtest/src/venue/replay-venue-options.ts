import { ConfigError, type InstrumentRegistry } from "@hotpath/core";
import { L2Book } from "@hotpath/order-book";
import { RestingOrders } from "./internal/resting-orders.ts";
import { TakenLevels } from "./internal/taken-levels.ts";
import { Fills, TAKEN_LEVELS, type VenueState } from "./internal/venue-state.ts";
import { MarketImpact, type MarketImpactOptions } from "./market-impact.ts";
import { type QueueModel, riskAverseQueue } from "./queue-model.ts";

/** How a `ReplayVenue` is made. */
export interface ReplayVenueOptions {
  instruments: InstrumentRegistry;
  /**
   * What the book is made of: `levels` (`BookLevel`, the default), `quotes` (`Quote`: only the touch is known) or `orders`
   * (`BookOrder`: the place in a queue is known exactly, and no model is asked).
   */
  depth?: "levels" | "quotes" | "orders";
  /** Where an order stands in a queue of levels or quotes. Default `riskAverseQueue()`. */
  queue?: QueueModel;
  /**
   * How much is filled where the market reaches an order.
   *
   * - `shown` (default): no more than the market showed or traded; what a taking limit order does not get rests.
   * - `partial`: hftbacktest's `PartialFillExchange`. Trades at the price fill what they reach; a trade through the price or
   *   a touch that reaches it fills the whole; a taking limit order is filled whole, its rest at its limit.
   * - `whole`: hftbacktest's `NoPartialFillExchange`. Whatever is filled is filled whole, and taking at the best price.
   */
  fills?: "shown" | "partial" | "whole";
  /** Whether what an order took of a level is gone until the feed tells of that level again. Default: where fills are `shown`. */
  consumes?: boolean;
  /** What taking costs beyond the levels. Default nothing. */
  impact?: MarketImpactOptions;
  /**
   * What a split does to working orders: it cancels them (the default), or their terms follow it where they come out whole.
   * The engine is not told of new terms: its order manager then knows the old ones.
   */
  onSplit?: "cancel" | "adjust";
  /** The most orders that may work at a time. Default 4,096. */
  maxOrders?: number;
  /** The most levels of all books together. Default 65,536. */
  maxLevels?: number;
  /** The most orders of the feed that may be open at a time, by `orders`. Default 1,048,576. */
  maxFeedOrders?: number;
}

const KEYS = [
  "instruments",
  "depth",
  "queue",
  "fills",
  "consumes",
  "impact",
  "onSplit",
  "maxOrders",
  "maxLevels",
  "maxFeedOrders",
];
const WORDS = {
  depth: ["levels", "quotes", "orders"],
  fills: ["shown", "partial", "whole"],
  onSplit: ["cancel", "adjust"],
} as const;

/** @throws {ConfigError} naming the option that is wrong */
export function checkOptions(options: ReplayVenueOptions): void {
  for (const [key, value] of Object.entries(options))
    if (!KEYS.includes(key)) throw new ConfigError(`venue.${key}`, value, `one of the keys ${KEYS.join(", ")}`);
  for (const [key, words] of Object.entries(WORDS)) {
    const value = options[key as keyof typeof WORDS];
    if (value !== undefined && !(words as readonly string[]).includes(value))
      throw new ConfigError(`venue.${key}`, value, words.map((word) => JSON.stringify(word)).join(", "));
  }
  if (options.depth === "orders" && options.queue !== undefined)
    throw new ConfigError("venue.queue", options.queue.name, "nothing beside orders, which tell the queue themselves");
}

/** The state of a venue that has seen nothing. @throws {ConfigError} naming the option that is wrong */
export function stateOf(options: ReplayVenueOptions): VenueState {
  const { instruments, depth = "levels", fills = "shown" } = options;
  const n = instruments.size;
  const mode = WORDS.fills.indexOf(fills);
  const consumes = options.consumes ?? mode === Fills.Shown;
  const levelCapacity = options.maxLevels ?? 65_536;
  const book = new L2Book({ instruments: n, levelCapacity });
  return {
    instruments,
    book,
    views: instruments.list.map((_, i) => book.book(i)),
    taken: depth === "orders" && consumes ? new TakenLevels() : undefined,
    orders: new RestingOrders(2 * n, options.maxOrders ?? 4096),
    status: new Int32Array(n),
    lots: Float64Array.from(instruments.list, (i) => i.lot),
    fills: mode,
    consumes,
    probability: depth === "orders" ? undefined : (options.queue ?? riskAverseQueue()).probability,
    impact: options.impact === undefined ? undefined : new MarketImpact(options.impact),
    takenPrice: new Float64Array(TAKEN_LEVELS),
    takenSize: new Float64Array(TAKEN_LEVELS),
  };
}
