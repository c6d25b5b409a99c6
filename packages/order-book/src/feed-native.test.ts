import { expect, test } from "bun:test";
import { nativeBooks } from "./internal/native-books.ts";
import type { PriceLadders } from "./internal/price-ladders.ts";
import { L3Book, type L3BookOptions } from "./l3-book.ts";
import type { ItchRun } from "./l3-feed.ts";
import { randomRows } from "./testing/random-batches.ts";
import { generator } from "./testing/random-commands.ts";

const SEEDS = Number(process.env.HOTPATH_BATCH_SEEDS ?? 250);

function memoryOf(books: L3Book): Int32Array {
  return (books.book(0) as unknown as { ladders: PriceLadders }).ladders.I;
}

test("native and portable books of a feed of orders are the same, to the byte", () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = generator(seed);
    const options: L3BookOptions = {
      instruments: 2,
      orderCapacity: seed % 7 === 0 ? 30 + (seed % 9) : 4000 + (seed % 16),
      windowTicks: [32, 128, 1024][seed % 3]!,
      crossed: (["keep", "reject", "clear"] as const)[random(3)]!,
      locked: (["keep", "reject", "clear"] as const)[random(3)]!,
    };
    const native = new L3Book(options);
    const portable = new L3Book({ ...options, native: false });
    let middle = 100_000;
    for (let round = 0; round < 8; round++) {
      middle += (random(3) - 1) * [100, 3000, 50_000][random(3)]!;
      const rows = randomRows(random, seed, middle);
      // Own orders are kept in a map, which native code does not know.
      if (random(4) === 0) for (const books of [native, portable]) books.own(7 * [1, 2 ** 21, -(2 ** 40)][seed % 3]!);
      if (random(3) === 0)
        for (const books of [native, portable]) books.disown(7 * [1, 2 ** 21, -(2 ** 40)][seed % 3]!);
      native.apply(rows);
      portable.apply(rows);
      const found = [native.counts(), native.stats(), native.revision(0), native.revision(1), native.hash()];
      const expected = [
        portable.counts(),
        portable.stats(),
        portable.revision(0),
        portable.revision(1),
        portable.hash(),
      ];
      if (!Bun.deepEquals(found, expected)) expect({ seed, round, found }).toEqual({ seed, round, found: expected });
    }
    const ours = memoryOf(native);
    const theirs = memoryOf(portable);
    const at = ours.findIndex((value, word) => value !== theirs[word]);
    if (at !== -1) expect({ seed, at, word: ours[at] }).toEqual({ seed, at, word: theirs[at]! });
    for (const instrument of [0, 1]) native.book(instrument).verify();
  }
}, 600_000);

test("columns that are too short, of another type or detached do not go to native code", () => {
  const good = randomRows(generator(3), 3, 100_000);
  const { length } = good.kind;
  const expected = new L3Book({ instruments: 2, native: false });
  expected.apply(good);
  const books = new L3Book({ instruments: 2 });
  books.apply({ ...good, price: Array.from(good.price) as unknown as Float64Array });
  expect(books.hash()).toBe(expected.hash());
  const other = new L3Book({ instruments: 2 });
  other.apply({ ...good, id: good.id.subarray(0, 5) }, 0, length);
  expect(other.stats().orders).toBeLessThanOrEqual(5);
  const detached = good.quantity.slice();
  structuredClone(detached, { transfer: [detached.buffer] });
  const none = new L3Book({ instruments: 2 });
  none.apply({ ...good, quantity: detached });
  expect(none.stats().orders).toBe(0);
});

/** A message of ITCH 5.0 behind its length: A, or with a reference alone D. */
function itchMessage(reference: number, order?: { side: string; shares: number; price: number }): number[] {
  const view = new DataView(new ArrayBuffer(2 + (order === undefined ? 19 : 36)));
  view.setUint16(0, view.byteLength - 2);
  view.setUint8(2, (order === undefined ? "D" : "A").charCodeAt(0));
  view.setUint16(3, 7);
  view.setUint32(17, reference);
  if (order !== undefined) {
    view.setUint8(21, order.side.charCodeAt(0));
    view.setUint32(22, order.shares);
    view.setUint32(34, order.price);
  }
  return [...new Uint8Array(view.buffer)];
}

function itchRun(): ItchRun {
  const instruments = new Int32Array(65_536).fill(-2);
  instruments[7] = 0;
  return { instruments, notes: new Float64Array(3), room: 0, answer: new Int32Array(4) };
}

test.skipIf(nativeBooks() === null)("bytes of ITCH go to the books up to what is odd, and no further", () => {
  const books = new L3Book({ instruments: 1 });
  const buy = { side: "B", shares: 5, price: 10_000 };
  const messages = [
    itchMessage(1, buy),
    itchMessage(2, buy),
    itchMessage(1),
    itchMessage(9),
    itchMessage(3, { ...buy, side: "X" }),
  ];
  const bytes = Uint8Array.from(messages.flat());
  const run = itchRun();
  // The first price has no step yet: it takes more than plain work.
  expect([books.applyItch(run, bytes, 0, bytes.length), ...run.answer]).toEqual([0, 0, 0, 0, 0]);
  books.add(0, 1, 1, 10_000, 5);
  expect([books.applyItch(run, bytes, 38, bytes.length), ...run.answer]).toEqual([118, 3, 0, 0, 0]);
  expect([books.priceOf(2), books.priceOf(1), books.counts().unknownOrder]).toEqual([10_000, Number.NaN, 1]);
  run.instruments[7] = -1;
  expect([books.applyItch(run, bytes, 76, 118), ...run.answer]).toEqual([118, 2, 2, 0, 0]);
  expect(books.stats().orders).toBe(1);
});

test("what native code could not trust is not given to it", () => {
  const books = new L3Book({ instruments: 1 });
  const bytes = Uint8Array.from(itchMessage(1));
  const good = itchRun();
  const detached = bytes.slice();
  structuredClone(detached, { transfer: [detached.buffer] });
  for (const run of [
    { ...good, instruments: new Int32Array(65_535) },
    { ...good, instruments: Array.from(good.instruments) as unknown as Int32Array },
    { ...good, room: 2 },
    { ...good, room: -1 },
    { ...good, answer: new Int32Array(3) },
  ]) {
    expect(books.applyItch(run, bytes, 0, bytes.length)).toBe(-1);
  }
  for (const [from, end] of [
    [0, 22],
    [-1, 21],
    [21, 21],
    [0.5, 21],
    [0, Number.NaN],
  ] as const) {
    expect(books.applyItch(good, bytes, from, end)).toBe(-1);
  }
  expect(books.applyItch(good, detached, 0, 21)).toBe(-1);
  expect(books.applyItch(good, new Uint8Array(new SharedArrayBuffer(64)), 0, 64)).toBe(-1);
  expect(new L3Book({ instruments: 1, native: false }).applyItch(good, bytes, 0, 21)).toBe(-1);
  books.own(5);
  expect(books.applyItch(good, bytes, 0, 21)).toBe(-1);
  expect(books.counts().unknownOrder).toBe(0);
});
