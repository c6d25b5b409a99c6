import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random } from "@hotpath/core";
import { L3Book, type L3BookOptions } from "@hotpath/order-book";
import fc from "fast-check";
import { MarketBatch, MarketKind, type MarketRow } from "../market-batch.ts";
import { MOLD_HEADER_BYTES, MoldUdp64Sender } from "../nasdaq-transport/moldudp64-packets.ts";
import { SequencedLog } from "../nasdaq-transport/sequenced-log.ts";
import { itchFlow } from "../testing/itch-flow.ts";
import { itchMix, mixedMessage } from "../testing/itch-mix.ts";
import { mutate, mutationCount, mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { dataPath, readData } from "../testing/shared-data.ts";
import { ItchBooks, type ItchBooksOptions } from "./itch-books.ts";
import { ItchColumns } from "./itch-columns.ts";
import { ItchDecoder } from "./itch-decoder.ts";
import { encodeItchMessage } from "./itch-message-bytes.ts";
import { ItchNormalizer } from "./itch-normalizer.ts";
import { ItchWriter } from "./itch-writer.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

/** Everything that can be seen of a feed and of its books. */
interface Seen {
  counts: unknown;
  feed: unknown;
  revisions: number[];
  hash: string;
  rows: MarketRow[];
}

interface Feed {
  readonly messages: number;
  readonly offset: number;
  readonly rejects: ItchDecoder["rejects"];
  readonly normalizer: ItchNormalizer;
}

function seen(feed: Feed, books: L3Book, rows: MarketRow[]): Seen {
  const { normalizer, rejects } = feed;
  const { instruments } = books;
  return {
    counts: [books.counts(), books.stats()],
    feed: [
      ...[feed.messages, feed.offset, rejects.counts(), rejects.recent()],
      ...[normalizer.symbols, normalizer.unwanted, normalizer.unknownLocates],
    ],
    revisions: Array.from({ length: instruments }, (_, i) => books.revision(i)),
    hash: books.hash(),
    rows,
  };
}

/** One stage after the other, row by row: what the one pass must come to. */
class Stages implements Feed {
  readonly books: L3Book;
  readonly normalizer: ItchNormalizer;
  readonly #decoder = new ItchDecoder({ native: false });
  readonly rows: MarketRow[] = [];

  constructor(books: L3BookOptions, options: ItchBooksOptions) {
    this.books = new L3Book({ ...books, native: false });
    this.normalizer = new ItchNormalizer({ midnightMicros: 0, ...options });
  }

  get messages(): number {
    return this.#decoder.messages;
  }
  get offset(): number {
    return this.#decoder.offset;
  }
  get rejects(): ItchDecoder["rejects"] {
    return this.#decoder.rejects;
  }

  decode(bytes: Uint8Array): void {
    const columns = new ItchColumns(1000);
    const batch = new MarketBatch({ rows: 1000, maxRows: 1000 });
    for (let at = 0; at < bytes.length; columns.clear(), batch.clear()) {
      at += this.#decoder.decode(bytes.subarray(at), columns);
      this.normalizer.normalize(columns, 0, batch);
      for (let row = 0; row < batch.count; row++) this.#apply(batch, row);
    }
  }

  #apply(batch: MarketBatch, row: number): void {
    const kind = batch.kind[row]!;
    if (kind === MarketKind.OrderExecute || kind > MarketKind.OrderReplace) {
      const isOwn = kind === MarketKind.OrderExecute && Number.isNaN(batch.price[row]!);
      this.rows.push({ ...batch.at(row), ...(isOwn && { price: this.books.priceOf(batch.id[row]!) }) });
    }
    this.books.apply(batch, row, row + 1);
  }

  end(): void {
    this.#decoder.end();
  }
}

function seenOfStages(pieces: Uint8Array[], books: L3BookOptions, options: ItchBooksOptions = {}): Seen {
  const stages = new Stages(books, options);
  for (const piece of pieces) stages.decode(piece);
  stages.end();
  return seen(stages, stages.books, stages.rows);
}

/** In one pass; with rows, through a batch of `room` of them, if it is not 0. */
function seenOfOnePass(
  pieces: Uint8Array[],
  bookOptions: L3BookOptions,
  options: ItchBooksOptions = {},
  room = 0,
): Seen {
  const books = new L3Book({ ...bookOptions, native: options.native ?? true });
  const feed = new ItchBooks(books, options);
  const rows: MarketRow[] = [];
  const rest = room === 0 ? undefined : new MarketBatch({ rows: Math.min(room, 4), maxRows: room });
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      at += feed.decode(piece.subarray(at), rest);
      rows.push(...(rest?.toArray() ?? []));
      rest?.clear();
    }
  }
  feed.end();
  return seen(feed, books, rows);
}

function cut(bytes: Uint8Array, random: Random, most: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.integer(most);
    pieces.push(bytes.slice(at, at + length));
    at += length;
  }
  return pieces;
}

/** All ways are the same, with rows and without. */
function prove(pieces: Uint8Array[], books: L3BookOptions, options: ItchBooksOptions = {}, room = 300): void {
  const expected = seenOfStages(pieces, books, options);
  for (const native of [true, false]) {
    expect(seenOfOnePass(pieces, books, { ...options, native }, room)).toEqual(expected);
    expect(seenOfOnePass(pieces, books, { ...options, native })).toEqual({ ...expected, rows: [] });
  }
}

describe("ITCH 5.0 in one pass to books", () => {
  for (const file of ["AAPL_20191230_0935_50k_withR", "LOBSTER_AMZN5_20120621"]) {
    const path = dataPath(`itch/${file}.itch50.zst`);
    const title = `is what the stages come to: ${file}, whole and in pieces`;
    if (path === undefined) test.skip(`${title} (no data/itch below HOTPATH_TEST_DATA)`, () => {});
    else
      test(title, async () => {
        const bytes = await readData(path);
        const options = { midnightMicros: 1_577_682_000_000_000 };
        prove([bytes], { instruments: 1 }, options);
        prove(cut(bytes, new Random(7), 40_000), { instruments: 1, windowTicks: 32 }, options, 7);
        prove(cut(bytes.subarray(0, 300_000), new Random(8), 200), { instruments: 1 }, { symbols: ["NONE"] });
        expect(seenOfOnePass([bytes], { instruments: 1 }).rows).toEqual([]);
      });
  }

  test("messages that quarrel, cut anywhere, under every policy: the same books, counts, rejects and rows", () => {
    const shape = fc.record({
      seed: fc.integer(),
      messages: fc.integer({ min: 1, max: 400 }),
      most: fc.constantFrom(1, 2, 5, 37, 300, 5000),
      room: fc.constantFrom(1, 3, 300),
      crossed: fc.constantFrom("keep" as const, "reject" as const, "clear" as const),
      locked: fc.constantFrom("keep" as const, "reject" as const, "clear" as const),
      orderCapacity: fc.constantFrom(5, 1000),
      symbols: fc.constantFrom(undefined, ["S2", "S1"], ["S3"]),
    });
    fc.assert(
      fc.property(shape, ({ seed, messages, most, room, symbols, ...policies }) => {
        const random = new Random(seed);
        const pieces = cut(itchMix(random, messages), random, most);
        // Fewer instruments than there are stocks.
        prove(pieces, { instruments: 2, windowTicks: 32, ...policies }, { ...(symbols && { symbols }) }, room);
      }),
      { numRuns: 100 },
    );
  });

  test("1,000 symbols, more orders than the caches hold, damaged messages among them", () => {
    for (const seed of [1, 2]) {
      const random = new Random(seed);
      const flow = itchFlow({ symbols: 1000, messages: 250_000, depth: 100, seed });
      const parts: Uint8Array[] = [];
      for (let at = 0, from = 0; at < flow.length; ) {
        at += 2 + ((flow[at]! << 8) | flow[at + 1]!);
        if (random.integer(30) !== 0 && at < flow.length) continue;
        parts.push(flow.subarray(from, at), damaged(random));
        from = at;
      }
      const bytes = new Uint8Array(Buffer.concat(parts));
      const most = new Stages({ instruments: 1000, windowTicks: 64 }, {});
      most.decode(bytes.subarray(0, Math.floor(bytes.length * 0.5)));
      expect(most.books.stats().orders).toBeGreaterThan(35_000);
      prove(cut(bytes, random, 100_000), { instruments: 1000, windowTicks: 64 });
      prove([bytes], { instruments: 1000, windowTicks: 64 }, { symbols: ["S7", "S900", "S12"] });
    }
  });

  test("payloads of MoldUDP64 packets and single messages say the same", () => {
    const random = new Random(5);
    const writer = new ItchWriter();
    const packets: Uint8Array[] = [];
    const log = new SequencedLog();
    const sender = new MoldUdp64Sender({ session: "S", log, maxPacketBytes: 400 });
    const single = new L3Book({ instruments: 4 });
    const messages = new ItchBooks(single);
    const rest = new MarketBatch();
    for (let i = 0; i < 3000; i++) {
      const message = mixedMessage(random, 40);
      const bytes = encodeItchMessage(message);
      writer.write(message);
      log.append(bytes);
      expect(messages.decodeMessage(new Uint8Array([9, ...bytes, 9]), 1, 1 + bytes.length, rest)).toBe(true);
    }
    while (sender.hasMore) packets.push(sender.next().slice(MOLD_HEADER_BYTES));
    const expected = seenOfStages([writer.take()], { instruments: 4 });
    expect(packets.length).toBeGreaterThan(200);
    expect(seenOfOnePass(packets, { instruments: 4 }, {}, 100)).toEqual(expected);
    expect([single.hash(), rest.toArray()]).toEqual([expected.hash, expected.rows]);
    const full = new MarketBatch({ rows: 1, maxRows: 1 });
    const status = Uint8Array.of(83, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 81);
    expect(messages.decodeMessage(status, 0, 12, full)).toBe(true);
    expect(messages.decodeMessage(status, 0, 12, full)).toBe(false);
    messages.decodeMessage(status, 0, 11, undefined);
    expect(messages.rejects.counts()).toMatchObject({ wrongLength: 1 });
  });

  test("own orders keep their marks", () => {
    const bytes = itchMix(new Random(3), 2000);
    for (const native of [true, false]) {
      const books = new L3Book({ instruments: 4, native });
      const stages = new Stages({ instruments: 4 }, {});
      for (const book of [books, stages.books]) book.own(7, 3);
      new ItchBooks(books, { native }).decode(bytes);
      stages.decode(bytes);
      expect([books.hash(), books.ownOrders()]).toEqual([stages.books.hash(), stages.books.ownOrders()]);
    }
  });

  for (const native of [true, false]) {
    test(`mutated streams leave the books that the stages leave, ${native ? "natively" : "in TypeScript"}`, () => {
      const random = new Random(11);
      const corpus = Array.from({ length: 32 }, () => itchMix(random, 16, 8));
      const books = { instruments: 3, orderCapacity: 50, windowTicks: 32 };
      const shadows = new Map<unknown, Stages>();
      const result = runCampaign<MarketBatch>({
        corpus,
        count: mutationCount(native ? 100_000 : 20_000),
        decoder: () => {
          const feed = new ItchBooks(new L3Book({ ...books, native }), { native });
          shadows.set(feed, new Stages(books, {}));
          return feed;
        },
        out: () => new MarketBatch({ rows: 4, maxRows: 5 }),
        row(out, row, tell) {
          const { kind, flags, instrument, code, price, quantity, id, otherId, timeMicros, timeNanos, sequence } = out;
          for (const column of [kind, flags, instrument, code, price, quantity, id, otherId, timeMicros, timeNanos])
            tell(column[row]!);
          tell(sequence[row]!);
        },
        check(decoder, bytes) {
          const feed = decoder as ItchBooks;
          const stages = shadows.get(feed)!;
          stages.rejects.clear();
          stages.rows.length = 0;
          stages.decode(bytes);
          stages.end();
          const say = ({ books, messages, offset, rejects, normalizer }: ItchBooks | Stages): string => {
            const { symbols, unwanted, unknownLocates } = normalizer;
            const all = [messages, offset, rejects.counts(), rejects.recent(), symbols, unwanted, unknownLocates];
            return JSON.stringify([...all, books.counts(), books.stats(), messages % 16 === 0 ? books.hash() : ""]);
          };
          if (say(feed) !== say(stages)) expect(say(feed)).toBe(say(stages));
        },
      });
      for (const { books } of shadows.values()) for (let i = 0; i < 3; i++) books.book(i).verify();
      expect(result.rejects).toBeGreaterThan(result.mutations / 10);
    });
  }

  test("options that are wrong are named", () => {
    const books = new L3Book({ instruments: 1 });
    expect(() => new ItchBooks(books, { midnightMicros: 0.5 })).toThrow("midnightMicros");
    expect(() => new ItchBooks(books, { market: "Z" as "Q" })).toThrow("market");
  });
});

/** Something between two messages that is not right, or says what the books do not expect. */
function damaged(random: Random): Uint8Array {
  const bytes = itchMix(random, 1, 100_000);
  switch (random.integer(3)) {
    case 0:
      return bytes;
    case 1:
      return mutate([bytes.slice()], random).length === 0 ? bytes : scribbled(bytes, random);
    default:
      return Uint8Array.of(0, 3, random.integer(256), 1, 2);
  }
}

/** Bytes behind the type changed: the length stays right. */
function scribbled(bytes: Uint8Array, random: Random): Uint8Array {
  for (let left = 3; left > 0; left--) bytes[3 + random.integer(bytes.length - 3)] = random.integer(256);
  return bytes;
}
