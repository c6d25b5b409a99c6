import { ConfigError, Side } from "@hotpath/core";
import type { BookView } from "./book-view.ts";
import { checkKeys, integerOption } from "./internal/options.ts";
import { type LevelUpdates, UpdateFlag } from "./level-updates.ts";

/** Where a {@link BookPublisher} reads: an `L3Book`, an `L2Book`, a `MatchingEngine`. */
export interface BookSource {
  /** The book of an instrument. */
  book(instrument: number): BookView;
  /** How often it has changed, if the source counts that: a book of the same revision is not read again. */
  revision?(instrument: number): number;
}

/** How a {@link BookPublisher} is made. */
export interface BookPublisherOptions {
  /** The greatest number of subscriptions at a time; 4,096 by default, at most 1,048,576. */
  subscriptions?: number;
}

/** What a subscriber wants. */
export interface BookSubscription {
  /** Index of the instrument. */
  instrument: number;
  /** Levels of each side, best first: 1 is the top of the book; 1 to 1,024. */
  depth: number;
}

/** What was last told of a subscription: its view of the book. */
interface Published {
  readonly instrument: number;
  readonly depth: number;
  readonly book: BookView;
  /** Price, quantity, orders: bids in rows 0 … depth − 1, asks behind them. */
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  readonly orders: Int32Array;
  bids: number;
  asks: number;
  sequence: number;
  revision: number;
}

const MAX_DEPTH = 1024;

/**
 * Tells subscribers what has changed in their part of the books since they were last told: conflated, so that a slow
 * subscriber costs the books nothing and is never behind by more than one round. The first update of a subscription is a
 * snapshot, the others are the levels that changed; each subscription numbers its updates from 1, so that who
 * receives them over something that loses notices.
 *
 * An update is rows of {@link LevelUpdates}: a level of the view with its size now, or with size 0 if it left the view (it
 * may still be in the book, below the depth). Whoever applies them to the view before has the best `depth` levels.
 *
 * @example
 * const publisher = new BookPublisher(books);
 * const top = publisher.subscribe({ instrument: 0, depth: 1 });
 * publisher.publish(updates); // rows for `top`, if its best bid or ask changed
 */
export class BookPublisher {
  readonly #source: BookSource;
  readonly #limit: number;
  readonly #published: (Published | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #scratch: { price: Float64Array; quantity: Float64Array; orders: Int32Array };
  #count = 0;
  /** Where the next round begins, so that a batch that is always too small starves nobody. */
  #next = 0;

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(source: BookSource, options: BookPublisherOptions = {}) {
    checkKeys("bookPublisher", options, ["subscriptions"]);
    this.#source = source;
    this.#limit = integerOption("bookPublisher.subscriptions", options.subscriptions ?? 4096, 1, 2 ** 20);
    this.#scratch = {
      price: new Float64Array(MAX_DEPTH),
      quantity: new Float64Array(MAX_DEPTH),
      orders: new Int32Array(MAX_DEPTH),
    };
  }

  /** Subscriptions there are. */
  get subscriptions(): number {
    return this.#count;
  }

  /**
   * Registers a subscriber: the next round tells it the whole view.
   *
   * @returns the number of the subscription, which its rows bear; numbers of ended ones come again
   * @throws {ConfigError} if there is no such instrument, the depth is out of range, or there are too many
   */
  subscribe(wanted: BookSubscription): number {
    const depth = integerOption("subscription.depth", wanted.depth, 1, MAX_DEPTH);
    const book = this.#source.book(wanted.instrument);
    if (this.#count === this.#limit) {
      throw new ConfigError("subscriptions", this.#count + 1, `at most ${this.#limit}`);
    }
    const id = this.#free.pop() ?? this.#published.length;
    this.#published[id] = {
      instrument: wanted.instrument,
      depth,
      book,
      price: new Float64Array(2 * depth),
      quantity: new Float64Array(2 * depth),
      orders: new Int32Array(2 * depth),
      bids: 0,
      asks: 0,
      sequence: 0,
      revision: -1,
    };
    this.#count++;
    return id;
  }

  /** Ends a subscription; false if there is none of this number. */
  unsubscribe(subscription: number): boolean {
    if (this.#published[subscription] === undefined) return false;
    this.#published[subscription] = undefined;
    this.#free.push(subscription);
    this.#count--;
    return true;
  }

  /** The next update of a subscription is a snapshot again: its subscriber has missed something. */
  resend(subscription: number): boolean {
    const view = this.#published[subscription];
    if (view === undefined) return false;
    view.bids = 0;
    view.asks = 0;
    view.revision = -1;
    return true;
  }

  /**
   * Appends to `out` what has changed of every subscription since it was last told. If `out` has no room for the whole
   * update of a subscription, that and those after it wait for the next round, which begins with them.
   *
   * @returns updates appended: one for each subscription that has news
   * @throws {ConfigError} if `out` is empty and has no room for a subscription's update: 4 × its depth + 1 rows
   */
  publish(out: LevelUpdates): number {
    const all = this.#published.length;
    let told = 0;
    for (let i = 0; i < all; i++) {
      const id = (this.#next + i) % all;
      const view = this.#published[id];
      if (view === undefined) continue;
      const revision = this.#source.revision === undefined ? Number.NaN : this.#source.revision(view.instrument);
      if (revision === view.revision) continue;
      const rows = this.#tell(id, view, out);
      if (rows < 0) {
        this.#next = id;
        return told;
      }
      view.revision = Number.isNaN(revision) ? -2 : revision;
      if (rows > 0) told++;
    }
    return told;
  }

  /** Appends the update of one subscription. Returns its rows, 0 if there is no news, −1 if there is no room. */
  #tell(id: number, view: Published, out: LevelUpdates): number {
    const first = out.count;
    const isSnapshot = view.revision === -1;
    const most = 4 * view.depth + 1;
    if (!out.hasRoom(most)) {
      if (first > 0) return -1;
      throw new ConfigError("updates.rows", out.flags.length, `${most} or more for a depth of ${view.depth}`);
    }
    // The sequence is told before it is known whether there is news: rows of an update without any are taken back.
    const sequence = view.sequence + 1;
    const flags = isSnapshot ? UpdateFlag.Snapshot : 0;
    view.bids = this.#compare(id, view, Side.Buy, 0, view.bids, sequence, flags, out);
    view.asks = this.#compare(id, view, Side.Sell, view.depth, view.asks, sequence, flags, out);
    if (out.count === first) {
      if (!isSnapshot) return 0;
      out.add(id, view.instrument, sequence, flags, 0, Number.NaN, 0, 0);
    }
    out.flags[out.count - 1] = out.flags[out.count - 1]! | UpdateFlag.Last;
    view.sequence = sequence;
    return out.count - first;
  }

  /** Merges the levels before with those now, both best first; appends those that differ. Returns how many there are now. */
  #compare(
    id: number,
    view: Published,
    side: Side,
    at: number,
    before: number,
    sequence: number,
    flags: number,
    out: LevelUpdates,
  ): number {
    const { instrument } = view;
    const { price, quantity, orders } = this.#scratch;
    const now = view.book.depth(side, view.depth, this.#scratch);
    let old = 0;
    for (let row = 0; row < now; row++) {
      while (old < before && isBetter(side, view.price[at + old]!, price[row]!)) {
        out.add(id, instrument, sequence, flags, side, view.price[at + old]!, 0, 0);
        old++;
      }
      const isKnown = old < before && view.price[at + old] === price[row];
      const isSame = isKnown && view.quantity[at + old] === quantity[row] && view.orders[at + old] === orders[row];
      if (isKnown) old++;
      if (!isSame) out.add(id, instrument, sequence, flags, side, price[row]!, quantity[row]!, orders[row]!);
    }
    for (; old < before; old++) out.add(id, instrument, sequence, flags, side, view.price[at + old]!, 0, 0);
    for (let row = 0; row < now; row++) {
      view.price[at + row] = price[row]!;
      view.quantity[at + row] = quantity[row]!;
      view.orders[at + row] = orders[row]!;
    }
    return now;
  }
}

function isBetter(side: Side, price: number, than: number): boolean {
  return side === Side.Buy ? price > than : price < than;
}
