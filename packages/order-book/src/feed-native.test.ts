import { expect, test } from "bun:test";
import type { PriceLadders } from "./internal/price-ladders.ts";
import { L3Book, type L3BookOptions } from "./l3-book.ts";
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
