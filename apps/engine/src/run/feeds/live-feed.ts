import { ConfigError, EventQueue } from "@hotpath/core";
import { VenueInstruments } from "@hotpath/market-data";
import { MarketEvents } from "@hotpath/market-data/events";
import { FeedHandler, webHost } from "@hotpath/market-data/feed";
import { L3Book } from "@hotpath/order-book";
import { findUnits } from "../../record/find-units.ts";
import { addressesOf, venueOf } from "../../record/venues.ts";
import type { FeedOptions, RunFeed } from "./feed.ts";

/** How often what has come is handed on, in milliseconds, where nothing comes. */
const IDLE_MILLIS = 20;

/**
 * A venue's public feed, live. The engine sees what the venue's books have taken, whole messages at a time; a book that is
 * lost is told as such.
 *
 * @throws {ConfigError} for a venue that is not known, no symbols, or an address that is none
 */
export async function openLiveFeed(options: FeedOptions, isOver: () => boolean): Promise<RunFeed> {
  if (options.exchange === undefined)
    throw new ConfigError("--exchange", undefined, "the venue that speaks at --feed, as hotpath record names it");
  if (options.symbols.length === 0)
    throw new ConfigError("--symbol", undefined, "the symbols to trade, as the venue writes them");
  const venue = venueOf(options.exchange);
  const addresses = addressesOf(options.feed, options.httpUrl);
  const host = webHost();
  const make = (instruments: VenueInstruments) => venue.feed(instruments, addresses);
  const { symbols, decimals } = options;
  const list =
    decimals === undefined
      ? await findUnits(symbols, make, host, isOver)
      : symbols.map((symbol, index) => ({ symbol, index, priceDecimals: decimals.price, sizeDecimals: decimals.size }));
  const queue = new EventQueue();
  const orders = new L3Book({ instruments: symbols.length, orderCapacity: 2 ** 20 });
  const events = new MarketEvents({ sink: queue, time: "receive", orders });
  const handler = new FeedHandler({
    feed: make(new VenueInstruments(list)),
    host,
    rows: "applied",
    onBatch: (batch) => events.write(batch),
  });
  return {
    name: `${venue.name} at ${options.feed}`,
    instruments: list.map(({ symbol, priceDecimals, sizeDecimals }, place) => ({
      id: place + 1,
      symbol,
      priceDecimals,
      sizeDecimals,
    })),
    venue: "paper",
    config: { books: true },
    isLive: true,
    async *events() {
      handler.start();
      try {
        while (!isOver()) {
          yield queue;
          await new Promise<void>((resolve) => host.after(queue.size > 0 ? 0 : IDLE_MILLIS, resolve));
        }
        yield queue;
      } finally {
        await handler.close();
      }
    },
    notes: () => {
      const { messages, rejects, connections } = handler.counters();
      return [`${messages} messages over ${connections} connections, ${rejects} not understood`];
    },
  };
}
