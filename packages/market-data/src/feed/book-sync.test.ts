import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random, Side } from "@hotpath/core";
import { MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { BookTrust, StaleReason } from "./book-keeper.ts";
import { BookSync, type BookSyncOptions } from "./book-sync.ts";
import { BINANCE_FUTURES_RULE, BINANCE_SPOT_RULE, CONSECUTIVE_RULE, UNNUMBERED_RULE } from "./sync-rule.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

type Levels = [price: number, size: number][];

interface Message {
  first: number;
  last: number;
  previous: number;
  bids: Levels;
  asks: Levels;
}

function book(
  kind: number,
  message: Partial<Message> & { last: number },
  batch = new MarketBatch({ rows: 64 }),
): MarketBatch {
  const { first = message.last, last, previous = -1, bids = [], asks = [] } = message;
  batch.ensure(bids.length + asks.length + 1);
  const row = batch.add(kind, 0, 0, 0, Number.NaN, 0, first, last, 0, 0);
  batch.otherId[row] = previous;
  for (const [side, levels] of [
    [Side.Buy, bids],
    [Side.Sell, asks],
  ] as const) {
    for (const [price, size] of levels) batch.add(MarketKind.Level, 0, 0, side, price, size, 0, last, 0, 0);
  }
  batch.flags[batch.count - 1] = MarketFlag.Last;
  return batch;
}

const snapshot = (message: Partial<Message> & { last: number }) => book(MarketKind.BookSnapshot, message);
const delta = (message: Partial<Message> & { last: number }) => book(MarketKind.BookDelta, message);

function sync(options: Partial<BookSyncOptions> = {}) {
  const told: string[] = [];
  const name = (values: object, value: number) => Object.entries(values).find(([, v]) => v === value)![0];
  const made = new BookSync({
    instruments: 1,
    rule: BINANCE_SPOT_RULE,
    onTrust: (_, trust, reason) => told.push(`${name(BookTrust, trust)}/${name(StaleReason, reason)}`),
    ...options,
  });
  return { made, told, apply: (batch: MarketBatch) => made.apply(batch) };
}

describe("BookSync", () => {
  test("deltas wait for their snapshot, are joined to it, and what is older is dropped", () => {
    const { made, told, apply } = sync();
    apply(delta({ first: 8, last: 9, bids: [[90, 1]] }));
    apply(delta({ first: 10, last: 12, bids: [[91, 2]] }));
    apply(delta({ first: 13, last: 13, asks: [[99, 3]] }));
    expect([made.trust(0), made.book(0).state]).toEqual([BookTrust.Syncing, "empty"]);
    apply(snapshot({ last: 11, bids: [[91, 7]], asks: [[98, 1]] }));
    expect(made.isTrusted(0)).toBe(true);
    expect([made.book(0).bestBid, made.book(0).bestBidSize, made.book(0).quantityAt(Side.Sell, 99)]).toEqual([
      91, 2, 3,
    ]);
    expect(made.counters(0)).toMatchObject({ snapshots: 1, deltas: 2, oldDeltas: 1, buffered: 3, gaps: 0 });
    expect(told).toEqual(["Syncing/None", "Live/None"]);
  });

  test("a gap makes the book stale until the next whole one; deltas wait meanwhile", () => {
    const { made, told, apply } = sync();
    apply(snapshot({ last: 10, bids: [[91, 7]] }));
    apply(delta({ first: 11, last: 11, bids: [[92, 1]] }));
    apply(delta({ first: 13, last: 14, bids: [[93, 1]] }));
    expect([made.trust(0), made.reason(0), made.book(0).bestBid]).toEqual([BookTrust.Stale, StaleReason.Gap, 92]);
    made.markSyncing(0);
    apply(delta({ first: 15, last: 15, bids: [[94, 1]] }));
    apply(snapshot({ last: 11, bids: [[92, 1]] }));
    expect(made.trust(0)).toBe(BookTrust.Stale);
    apply(delta({ first: 16, last: 16, bids: [[95, 1]] }));
    apply(snapshot({ last: 14, bids: [[93, 1]] }));
    expect([made.isTrusted(0), made.book(0).bestBid, made.sequence(0)]).toEqual([true, 95, 16]);
    expect(told).toEqual(["Live/None", "Stale/Gap", "Syncing/Gap", "Stale/Gap", "Live/Gap"]);
    expect(made.counters(0)).toMatchObject({ snapshots: 3, gaps: 2, stale: 2, buffered: 3 });
  });

  test("duplicates, and a late answer that is older than the book, change nothing", () => {
    const { made, apply } = sync();
    apply(snapshot({ last: 10, bids: [[91, 7]] }));
    apply(delta({ first: 11, last: 12, bids: [[92, 1]] }));
    apply(delta({ first: 11, last: 12, bids: [[92, 5]] }));
    apply(snapshot({ last: 9, bids: [[50, 1]] }));
    expect([made.isTrusted(0), made.book(0).bestBid, made.book(0).bestBidSize]).toEqual([true, 92, 1]);
    expect(made.counters(0)).toMatchObject({ oldDeltas: 1, oldSnapshots: 1 });
  });

  test("futures: the first event spans the snapshot, then each names the one before", () => {
    const { made, apply } = sync({ rule: BINANCE_FUTURES_RULE });
    apply(snapshot({ last: 100 }));
    apply(delta({ first: 80, last: 90, previous: 79, bids: [[1, 1]] }));
    apply(delta({ first: 95, last: 104, previous: 90, bids: [[2, 1]] }));
    apply(delta({ first: 110, last: 120, previous: 104, bids: [[3, 1]] }));
    expect([made.isTrusted(0), made.book(0).bestBid, made.counters(0).oldDeltas]).toEqual([true, 3, 1]);
    apply(delta({ first: 130, last: 140, previous: 125 }));
    expect(made.reason(0)).toBe(StaleReason.Gap);
    const other = sync({ rule: BINANCE_FUTURES_RULE });
    other.apply(snapshot({ last: 100 }));
    other.apply(delta({ first: 103, last: 104, previous: 102 }));
    expect(other.made.trust(0)).toBe(BookTrust.Stale);
    const between = sync({ rule: BINANCE_FUTURES_RULE });
    between.apply(snapshot({ last: 100 }));
    between.apply(delta({ first: 103, last: 104, previous: 99 }));
    expect(between.made.isTrusted(0)).toBe(true);
  });

  test("a book begun from deltas alone is partial; after a gap it begins again", () => {
    const { made, told, apply } = sync({ start: "stream" });
    apply(delta({ first: 5, last: 6, bids: [[90, 1]] }));
    apply(delta({ first: 7, last: 7, bids: [[91, 1]] }));
    expect([made.trust(0), made.isTrusted(0), made.book(0).bestBid]).toEqual([BookTrust.Partial, false, 91]);
    apply(delta({ first: 9, last: 9, bids: [[80, 1]] }));
    expect([made.trust(0), made.book(0).bestBid, made.counters(0).gaps]).toEqual([BookTrust.Partial, 80, 1]);
    apply(snapshot({ last: 9, bids: [[85, 1]] }));
    expect([made.isTrusted(0), made.book(0).bestBid]).toEqual([true, 85]);
    expect(told).toEqual(["Partial/None", "Stale/Gap", "Partial/Gap", "Live/Gap"]);
  });

  test("a crossed book is not trusted, and after too long is stale", () => {
    const { made, told, apply } = sync({ rule: UNNUMBERED_RULE, crossedMessages: 2 });
    apply(snapshot({ last: -1, bids: [[90, 1]], asks: [[95, 1]] }));
    apply(delta({ last: -1, bids: [[95, 1]] }));
    expect([made.trust(0), made.isTrusted(0)]).toEqual([BookTrust.Crossed, false]);
    apply(delta({ last: -1, bids: [[95, 0]] }));
    expect(made.isTrusted(0)).toBe(true);
    for (let i = 0; i < 3; i++) apply(delta({ last: -1, bids: [[96, i + 1]] }));
    expect([made.trust(0), made.reason(0)]).toEqual([BookTrust.Stale, StaleReason.Crossed]);
    expect(told).toEqual(["Live/None", "Crossed/None", "Live/None", "Crossed/None", "Stale/Crossed"]);
  });

  test("levels beyond the subscription's depth are dropped", () => {
    const { made, apply } = sync({ rule: UNNUMBERED_RULE, depth: 2 });
    apply(
      snapshot({
        last: -1,
        bids: [
          [90, 1],
          [89, 1],
          [88, 1],
        ],
        asks: [[95, 1]],
      }),
    );
    apply(
      delta({
        last: -1,
        bids: [[91, 1]],
        asks: [
          [96, 1],
          [97, 1],
          [94, 1],
        ],
      }),
    );
    expect(
      made
        .book(0)
        .levels(Side.Buy, 5)
        .map((level) => level.price),
    ).toEqual([91, 90]);
    expect(
      made
        .book(0)
        .levels(Side.Sell, 5)
        .map((level) => level.price),
    ).toEqual([94, 95]);
  });

  test("memory is bounded: too many waiting deltas are dropped and counted; too many levels make the book stale", () => {
    const { made, apply } = sync({ pendingRows: 20 });
    for (let i = 0; i < 30; i++) apply(delta({ first: i, last: i, bids: [[90, 1]] }));
    expect(made.counters(0)).toMatchObject({ buffered: 30, overflows: 2 });
    apply(snapshot({ last: 25 }));
    expect([made.isTrusted(0), made.sequence(0)]).toEqual([true, 29]);
    const small = sync({ levelCapacity: 2 });
    small.apply(
      snapshot({
        last: 1,
        bids: [
          [1, 1],
          [2, 1],
          [3, 1],
        ],
      }),
    );
    expect([small.made.trust(0), small.made.reason(0)]).toEqual([BookTrust.Stale, StaleReason.Capacity]);
  });

  test("a disconnection forgets what waited", () => {
    const { made, apply } = sync({ rule: CONSECUTIVE_RULE });
    apply(delta({ last: 3, bids: [[90, 1]] }));
    made.markAllStale(StaleReason.Disconnected);
    apply(snapshot({ last: 2, bids: [[80, 1]] }));
    expect([made.isTrusted(0), made.book(0).bestBid]).toEqual([true, 80]);
    made.markAllStale(StaleReason.Disconnected);
    expect([made.trust(0), made.reason(0)]).toEqual([BookTrust.Stale, StaleReason.Disconnected]);
  });

  test("random worlds: whenever a book is said to be live, it is the venue's", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed);
      const venue = new VenueBook(random);
      const { made, apply } = sync({
        rule: random.chance(0.5) ? BINANCE_SPOT_RULE : BINANCE_FUTURES_RULE,
        pendingRows: 200,
      });
      const states = new Map<number, string>();
      let late: Message | undefined;
      let answer: { at: number; batch: MarketBatch; last: number } | undefined;
      for (let step = 0; step < 300; step++) {
        const message = venue.step();
        states.set(message.last, venue.text());
        const fate = random.uniform();
        if (fate > 0.04) apply(delta(message));
        if (fate > 0.9) apply(delta(message));
        if (late !== undefined) apply(delta(late));
        late = fate < 0.02 ? message : undefined;
        if (made.needsSnapshot(0) && answer === undefined) {
          made.markSyncing(0);
          answer = { at: step + random.integer(6), batch: snapshot(venue.whole()), last: message.last };
        }
        if (answer !== undefined && step >= answer.at) {
          apply(answer.batch);
          answer = undefined;
        }
        if (made.isTrusted(0))
          expect(`${seed} ${step} ${textOf(made)}`).toBe(`${seed} ${step} ${states.get(made.sequence(0))}`);
      }
      expect(made.counters(0).deltas).toBeGreaterThan(50);
    }
  });
});

function textOf(made: BookSync): string {
  const side = (side: Side) =>
    made
      .book(0)
      .levels(side, 1000)
      .map(({ price, quantity }) => [price, quantity]);
  return JSON.stringify([side(Side.Buy), side(Side.Sell)]);
}

/** A venue's book as plain maps, which changes at random and tells of it in messages with gaps in their numbers. */
class VenueBook {
  readonly #random: Random;
  readonly #bids = new Map<number, number>();
  readonly #asks = new Map<number, number>();
  #last = 100;

  constructor(random: Random) {
    this.#random = random;
    for (let i = 0; i < 10; i++) this.step();
  }

  step(): Message {
    const random = this.#random;
    const change = (book: Map<number, number>, base: number): Levels =>
      Array.from({ length: random.integer(4) }, () => {
        const price = base + random.integer(40);
        const size = random.chance(0.4) ? 0 : 1 + random.integer(100);
        if (size === 0) book.delete(price);
        else book.set(price, size);
        return [price, size] as [number, number];
      });
    const previous = this.#last;
    this.#last += 1 + random.integer(5);
    return {
      first: previous + 1,
      last: this.#last,
      previous,
      bids: change(this.#bids, 100),
      asks: change(this.#asks, 200),
    };
  }

  whole(): Message {
    return { first: 0, last: this.#last, previous: -1, bids: [...this.#bids], asks: [...this.#asks] };
  }

  text(): string {
    const sorted = (book: Map<number, number>, sign: number) => [...book].sort(([a], [b]) => sign * (a - b));
    return JSON.stringify([sorted(this.#bids, -1), sorted(this.#asks, 1)]);
  }
}
