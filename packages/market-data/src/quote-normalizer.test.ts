import { describe, expect, test } from "bun:test";
import {
  EventCursor,
  EventQueue,
  formatFixed,
  InstrumentRegistry,
  Quote,
  SnapshotReader,
  SnapshotWriter,
} from "@hotpath/core";
import { Decimal } from "@hotpath/core/decimal";
import fc from "fast-check";
import type { QuoteColumns } from "./quote-input.ts";
import { QuoteNormalizer, type QuoteNormalizerOptions } from "./quote-normalizer.ts";
import { QUOTE_REJECT_NAMES, QuoteReject } from "./quote-reject.ts";

const instruments = new InstrumentRegistry([
  { id: 1, symbol: "A", priceDecimals: 2 },
  { id: 7_000_000_000, symbol: "B", priceDecimals: 8, sizeDecimals: 3 },
  { id: 9, symbol: "C", priceDecimals: 0 },
]);
const base = {
  symbolId: 1,
  bidPrice: "100.05",
  askPrice: "100.10",
  bidSize: "1000",
  askSize: "2000",
  timestamp: 1234567890000000123n,
  venueId: 4,
  flags: -8,
};

function normalizer(options: Partial<QuoteNormalizerOptions> = {}) {
  const queue = new EventQueue();
  const it = new QuoteNormalizer({ instruments, ...options });
  const event = new EventCursor();
  return {
    it,
    queue,
    take: (input: unknown) => it.reasonName(it.normalize(input, queue)),
    written: () => {
      const views = [];
      while (queue.next(event)) views.push(Quote.view(event));
      return views;
    },
  };
}

describe("QuoteNormalizer", () => {
  test("writes a quote exactly as it was given", () => {
    const { take, written } = normalizer();
    expect(take(base)).toBe("accepted");
    expect(written()).toEqual([
      {
        type: "Quote",
        sequence: 0,
        time: 1234567890000000123n,
        instrument: 0,
        venue: 4,
        bidPrice: 10005,
        askPrice: 10010,
        bidSize: 1000,
        askSize: 2000,
        flags: -8,
      },
    ]);
  });

  test("text, numbers, Decimals and raw units say the same", () => {
    const units = fc.integer({ min: 1, max: 2 ** 46 });
    fc.assert(
      fc.property(
        units,
        fc.nat(1000),
        units,
        fc.bigInt({ min: 0n, max: 2n ** 62n }),
        (bid, spread, size, timestamp) => {
          const ways = [
            (n: number, decimals: number) => formatFixed(n, decimals),
            (n: number, decimals: number) => Number(formatFixed(n, decimals)),
            (n: number, decimals: number) => new Decimal(formatFixed(n, decimals)),
            (n: number) => BigInt(n),
          ];
          for (const way of ways) {
            const { take, written } = normalizer();
            const quote = {
              symbolId: 7_000_000_000,
              bidPrice: way(bid, 8),
              askPrice: way(bid + spread, 8),
              bidSize: way(size, 3),
              askSize: way(size, 3),
              timestamp,
            };
            expect(take(quote)).toBe("accepted");
            expect(written()[0]).toMatchObject({
              instrument: 1,
              bidPrice: bid,
              askPrice: bid + spread,
              bidSize: size,
              askSize: size,
              time: timestamp,
              venue: 0,
              flags: 0,
            });
          }
        },
      ),
    );
  });

  test("each fault has its reason, and leaves nothing behind", () => {
    const cases: [string, unknown][] = [
      ...[null, undefined, 5, "quote", 5n, () => base].map((x) => ["notAnObject", x] as [string, unknown]),
      ...[2, "1", -1, 1.5, Number.NaN, null, undefined, 1n, 2 ** 60].map(
        (symbolId) => ["unknownSymbol", { ...base, symbolId }] as [string, unknown],
      ),
      ...["", "x", "1.001", "1e400", "-1", 0, Number.NaN, null, undefined, {}, true, 2n ** 60n].flatMap(
        (price): [string, unknown][] => [
          ["badBidPrice", { ...base, bidPrice: price }],
          ["badAskPrice", { ...base, askPrice: price }],
        ],
      ),
      ...["", "0.5", "-1", -1n, Number.POSITIVE_INFINITY, [], "0", 0n].flatMap((size): [string, unknown][] => [
        ["badBidSize", { ...base, bidSize: size }],
        ["badAskSize", { ...base, askSize: size }],
      ]),
      ...[-1n, 2n ** 63n, 10n ** 30n, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "1", null, undefined].map(
        (timestamp) => ["badTimestamp", { ...base, timestamp }] as [string, unknown],
      ),
      ["unsafeTimestamp", { ...base, timestamp: 1234567890000000000 }],
      ["unsafeTimestamp", { ...base, timestamp: 2 ** 53 }],
      ...[-1, 0.5, 2 ** 31, "4", null, Number.NaN].map(
        (venueId) => ["badVenue", { ...base, venueId }] as [string, unknown],
      ),
      ...[0.5, 2 ** 31, "0", null, Number.NaN].map((flags) => ["badFlags", { ...base, flags }] as [string, unknown]),
      ["crossed", { ...base, bidPrice: "100.11" }],
      [
        "unreadable",
        {
          ...base,
          get askPrice() {
            throw new Error("no");
          },
        },
      ],
      ["unreadable", { ...base, bidPrice: { toFixed: () => null } }],
      [
        "unreadable",
        new Proxy(base, {
          get: () => {
            throw new Error("no");
          },
        }),
      ],
    ];
    const { it, take, queue } = normalizer();
    for (const [reason, input] of cases) expect([take(input), input]).toEqual([reason, input]);
    expect(queue.size).toBe(0);
    expect(it.accepted).toBe(0);
    const counts = it.rejects();
    for (const name of Object.keys(counts))
      expect([name, counts[name]]).toEqual([name, cases.filter(([reason]) => reason === name).length]);
    expect(take({ ...base, timestamp: 0n })).toBe("accepted");
  });

  test("nothing that it is given makes it throw, and what it writes is sound", () => {
    const { it, queue } = normalizer({ stale: "keep" });
    const value = fc.oneof(fc.anything({ withBigInt: true }), fc.double(), fc.string(), fc.bigInt(), fc.nat(3));
    const almost = fc.record(
      {
        symbolId: fc.constantFrom<unknown>(1, 9, 2),
        bidPrice: value,
        askPrice: value,
        bidSize: value,
        askSize: value,
        timestamp: value,
        venueId: value,
        flags: value,
      },
      { requiredKeys: [] },
    );
    const event = new EventCursor();
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(fc.anything(), almost), (input) => {
        const reason = it.normalize(input, queue);
        expect(QUOTE_REJECT_NAMES[reason]).toBeDefined();
        expect(queue.size).toBe(reason === 0 ? 1 : 0);
        while (queue.next(event)) {
          taken++;
          for (const n of [Quote.bidPrice(event), Quote.askPrice(event), Quote.bidSize(event), Quote.askSize(event)])
            expect(Number.isSafeInteger(n) && n >= 0).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
    expect(it.accepted).toBe(taken);
  });

  test("an empty side is kept, or refused where it is not wanted", () => {
    const noBid = { ...base, bidPrice: 0, bidSize: 0 };
    const nothing = { ...noBid, askPrice: "0.00", askSize: "0" };
    const keep = normalizer();
    expect([keep.take(noBid), keep.take(nothing)]).toEqual(["accepted", "accepted"]);
    const reject = normalizer({ emptySide: "reject" });
    expect([reject.take(noBid), reject.take(nothing), reject.take(base)]).toEqual([
      "emptySide",
      "emptySide",
      "accepted",
    ]);
  });

  test("crossed, locked, stale and negative follow the policy", () => {
    const crossed = { ...base, bidPrice: "100.11" };
    const locked = { ...base, bidPrice: "100.10" };
    const negative = { ...base, bidPrice: "-37.63", askPrice: "-37.60" };
    const zero = { ...base, bidPrice: 0, askPrice: 1 };
    const usual = normalizer();
    expect([crossed, locked, negative, zero].map(usual.take)).toEqual([
      "crossed",
      "accepted",
      "badBidPrice",
      "badBidPrice",
    ]);
    const other = normalizer({ crossed: "keep", locked: "reject", negativePrices: "keep" });
    expect([crossed, locked, negative, zero].map(other.take)).toEqual(["accepted", "locked", "accepted", "accepted"]);
  });

  test("stale is what is older than the last accepted of the same instrument, to the nanosecond", () => {
    const at = (timestamp: bigint, more: object = {}) => ({ ...base, timestamp, ...more });
    const { it, take } = normalizer();
    expect(take(at(5000n))).toBe("accepted");
    expect(take(at(9000n, { bidPrice: "x" }))).toBe("badBidPrice");
    expect([5000n, 4999n, 5001n, 5000n, 4000n].map((t) => take(at(t)))).toEqual([
      "accepted",
      "stale",
      "accepted",
      "stale",
      "stale",
    ]);
    expect(take(at(1n, { symbolId: 9, bidPrice: 1, askPrice: 2 }))).toBe("accepted");
    it.forgetTimes();
    expect(take(at(1n))).toBe("accepted");
    const keep = normalizer({ stale: "keep" });
    expect([5000n, 1n].map((t) => keep.take(at(t)))).toEqual(["accepted", "accepted"]);
  });

  test("columns give what single quotes give", () => {
    const row = fc.record({
      symbolId: fc.constantFrom(1, 9, 2, -1),
      bidPrice: fc.constantFrom(0, 1, 5, -1, 0.5, Number.NaN, 2 ** 53),
      askPrice: fc.constantFrom(0, 4, 5, 6),
      bidSize: fc.constantFrom(0, 1, -1),
      askSize: fc.constantFrom(0, 1, 0.5),
      timeMicros: fc.constantFrom(0, 1, 2, 3, -1, 0.5, 2 ** 53),
      timeNanos: fc.constantFrom(0, 1, 999, 1000, -1),
      venueId: fc.constantFrom(0, 7, -1),
      flags: fc.constantFrom(0, -1),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 50 }), fc.boolean(), (rows, withTimes) => {
        const columns: QuoteColumns = {
          symbolId: Int32Array.from(rows, (r) => r.symbolId),
          bidPrice: Float64Array.from(rows, (r) => r.bidPrice),
          askPrice: Float64Array.from(rows, (r) => r.askPrice),
          bidSize: Float64Array.from(rows, (r) => r.bidSize),
          askSize: Float64Array.from(rows, (r) => r.askSize),
          timeMicros: Float64Array.from(rows, (r) => r.timeMicros),
          ...(withTimes && {
            timeNanos: Int32Array.from(rows, (r) => r.timeNanos),
            venueId: Int32Array.from(rows, (r) => r.venueId),
            flags: Int32Array.from(rows, (r) => r.flags),
          }),
        };
        const wide = normalizer();
        const single = normalizer();
        const reasons = new Uint8Array(rows.length);
        const accepted = wide.it.normalizeColumns(columns, rows.length, wide.queue, reasons);
        const expected = rows.map((r) =>
          single.it.normalizeUnits(
            instruments.indexOf(r.symbolId),
            r.bidPrice,
            r.askPrice,
            r.bidSize,
            r.askSize,
            r.timeMicros,
            withTimes ? r.timeNanos : 0,
            withTimes ? r.venueId : 0,
            withTimes ? r.flags : 0,
            single.queue,
          ),
        );
        expect([...reasons]).toEqual(expected);
        expect(accepted).toBe(expected.filter((reason) => reason === 0).length);
        expect(wide.written()).toEqual(single.written());
      }),
    );
    const { it, queue } = normalizer();
    const short = { symbolId: new Int32Array(2) } as unknown as QuoteColumns;
    expect(() => it.normalizeColumns(short, 3, queue)).toThrow(
      "columns.symbolId: got 2; allowed: a column of at least 3",
    );
  });

  test("its state is taken back", () => {
    const first = normalizer();
    first.take(base);
    first.take(null);
    const writer = new SnapshotWriter();
    first.it.snapshot(writer);
    const second = normalizer();
    second.it.restore(new SnapshotReader(writer.finish()));
    expect([second.it.accepted, second.it.rejects()]).toEqual([1, first.it.rejects()]);
    expect(second.take({ ...base, timestamp: base.timestamp - 1n })).toBe("stale");
  });

  test("bad options name the key, the value and what is allowed", () => {
    expect(() => normalizer({ crossed: "ignore" as never })).toThrow('crossed: got "ignore"; allowed: reject or keep');
    expect(() => normalizer({ lockd: "keep" } as never)).toThrow("lockd: got");
    expect(() => new QuoteNormalizer({ instruments: [] as never })).toThrow("an InstrumentRegistry");
  });

  test("names and numbers of reasons agree", () => {
    for (const [name, number] of Object.entries(QuoteReject)) expect(QUOTE_REJECT_NAMES[number] as string).toBe(name);
  });
});
