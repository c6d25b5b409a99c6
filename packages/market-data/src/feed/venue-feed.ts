import type { JsonFeedDecoder } from "../json/feed-decoder.ts";
import type { VenueInstruments } from "../json/venue-instruments.ts";
import type { BookChecksum } from "./book-checksum.ts";
import type { SyncRule } from "./sync-rule.ts";

/** What a feed handler must know of one venue: addresses, words, and rules. Symbols are entries of `instruments`. */
export interface VenueFeed {
  /** The venue, in messages to people. */
  readonly name: string;
  readonly instruments: VenueInstruments;
  /** How books are joined. */
  readonly rule: SyncRule;
  /** What books are made of: `levels` by default; `orders` where each is told of alone. */
  readonly tells?: "levels" | "orders";
  /** The checksum that book messages bring. */
  readonly checksum?: BookChecksum;
  /** Levels of a side that the venue keeps telling about. */
  readonly depth?: number;
  /** False if only trades, quotes and the like are subscribed to: no book is waited for. */
  readonly hasBooks?: boolean;
  /** What the venue wants to hear now and then. */
  readonly ping?: { readonly everyMillis: number; readonly text: string };
  /** A new decoder of its messages. */
  decoder(): JsonFeedDecoder;
  /** The address of the socket for these symbols. */
  socketUrl(entries: readonly number[]): string;
  /** What is sent to subscribe, when the socket stands or to get a new snapshot; nothing if the address says it all. */
  subscribe(entries: readonly number[]): string[];
  /** What is sent to end the subscription of the books of these symbols. */
  unsubscribe(entries: readonly number[]): string[];
  /** The address of a symbol's whole book, where the rule's snapshots come by request. */
  snapshotUrl?(entry: number): string;
}
