import { EventQueue, type InstrumentDefinition } from "@hotpath/core";
import type { MarketBatch } from "@hotpath/market-data";
import { MarketEvents } from "@hotpath/market-data/events";
import { L3Book } from "@hotpath/order-book";
import type { RunFeed } from "./feed.ts";

/** Orders that the books of a feed of orders may hold. */
const ORDER_CAPACITY: number = 2 ** 21;

/** Recorded rows of ticks, from a file or a catalog. */
export interface RowSource {
  /** What it is, in the summary. */
  readonly name: string;
  /** Rows have their places here as their numbers. */
  readonly instruments: readonly InstrumentDefinition[];
  /** The rows, whole messages of the venue, each with its last row marked. The same batch again and again. */
  batches(): AsyncIterable<MarketBatch>;
  /** What a user should know when all were read: a line each. */
  notes(): string[];
}

/** The feed of a run: the rows as events, at the venue's time. */
export function feedOfRows(source: RowSource): RunFeed {
  const notes: string[] = [];
  return {
    name: source.name,
    instruments: source.instruments,
    venue: "paper",
    config: { books: true },
    isLive: false,
    async *events() {
      const queue = new EventQueue();
      const orders = new L3Book({ instruments: source.instruments.length, orderCapacity: ORDER_CAPACITY });
      const events = new MarketEvents({ sink: queue, time: "venue", orders });
      for await (const batch of source.batches()) {
        events.write(batch);
        yield queue;
      }
      notes.push(...source.notes(), ...refusedNote(events.counts().refused));
    },
    notes: () => notes,
  };
}

/** What is said of rows of orders that no book has taken. */
export function refusedNote(refused: number): string[] {
  return refused > 0 ? [`${refused} rows of orders were not taken by the book`] : [];
}
