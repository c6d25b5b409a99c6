import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random } from "@hotpath/core";
import { dataPath, readData } from "../testing/shared-data.ts";
import { LOBSTER_DUMMY_PRICE, LobsterBookDecoder, LobsterBookRows } from "./lobster-book-rows.ts";
import { LobsterMessageDecoder, LobsterMessages, LobsterType } from "./lobster-messages.ts";
import { LobsterReplay } from "./lobster-replay.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(600_000);

interface Pair {
  levels: number;
  messages: LobsterMessages;
  rows: LobsterBookRows;
}

/** Alterations tried on each recorded pair: `HOTPATH_ALTERATIONS`, or 40,000. */
const ALTERATIONS = Number(process.env.HOTPATH_ALTERATIONS ?? 40_000);

function replay(pair: Pair, depth?: number): LobsterReplay {
  const { messages, rows, levels } = pair;
  const found = new LobsterReplay(levels, depth);
  for (let row = 0; row < messages.count; row++) step(found, pair, row, rows.values, 4 * levels * row);
  return found;
}

function step(found: LobsterReplay, { messages }: Pair, row: number, values: Float64Array, at: number): boolean {
  const { type, size, price, direction } = messages;
  return found.take(type[row]!, size[row]!, price[row]!, direction[row]!, values, at);
}

/**
 * Whether an alteration at this place cannot be noticed: the level was learned in this row (or it is the first row), and
 * an order at a new price pushes it out in the very next one; or the row is the last. Found from the files alone.
 */
function isBeyondNotice(pair: Pair, row: number, level: number, side: number): boolean {
  const { messages, rows, levels } = pair;
  const price = (r: number, l: number): number => rows.values[4 * levels * r + 4 * l + 2 * side]!;
  if (level !== levels - 1 && row > 0) return false;
  const isOfSide = (r: number): boolean => messages.direction[r] === (side === 0 ? -1 : 1);
  const removes = messages.type[row]! >= 2 && messages.type[row]! <= 4 && isOfSide(row);
  const before = Array.from({ length: levels }, (_, l) => (row === 0 ? Number.NaN : price(row - 1, l)));
  const wasEmptied = removes && before.includes(messages.price[row]!) && price(row, levels - 1) !== before.at(-1);
  if (row > 0 && !wasEmptied) return false;
  if (row === messages.count - 1) return true;
  const adds = messages.type[row + 1] === LobsterType.Submission && isOfSide(row + 1);
  const isNew = !Array.from({ length: levels }, (_, l) => price(row, l)).includes(messages.price[row + 1]!);
  return adds && isNew && price(row + 1, levels - 1) !== price(row, levels - 1) && level === levels - 1;
}

/** One value of a row changed: a little, much, or to what another level or no level has. */
function altered(
  random: Random,
  value: number,
  isPrice: boolean,
  values: Float64Array,
  at: number,
  side: number,
): number {
  const choice = random.integer(5);
  const sign = random.integer(2) === 0 ? 1 : -1;
  if (choice === 0) return value + sign * (isPrice ? 100 : 1);
  if (choice === 1) return value + sign * (1 + random.integer(isPrice ? 100_000 : 1000));
  if (choice === 2) return isPrice ? (side === 0 ? LOBSTER_DUMMY_PRICE : -LOBSTER_DUMMY_PRICE) : 0;
  if (choice === 3) return values[at + 2 * (isPrice ? 0 : 1)] ?? 0;
  return isPrice ? -value : -1;
}

/**
 * Alters one value and replays the row before, the row, and the row after: since a replay takes each row of the file for
 * true, it is then where it would have been.
 */
function isNoticed(pair: Pair, row: number, column: number, value: number): boolean {
  const { rows, levels, messages } = pair;
  const width = 4 * levels;
  const found = new LobsterReplay(levels);
  if (row > 0) step(found, pair, row - 1, rows.values, width * (row - 1));
  const copy = rows.values.slice(width * row, width * (row + 1));
  copy[column] = value;
  let isEqual = step(found, pair, row, copy, 0);
  if (row + 1 < messages.count) isEqual = step(found, pair, row + 1, rows.values, width * (row + 1)) && isEqual;
  return !isEqual;
}

async function readPair(name: string, levels: number): Promise<Pair | undefined> {
  const path = (what: string) => dataPath(`lobster/${name}_2012-06-21_34200000_57600000_${what}_${levels}.csv.zst`);
  const [messagePath, bookPath] = [path("message"), path("orderbook")];
  if (messagePath === undefined || bookPath === undefined) return undefined;
  const messages = new LobsterMessages(200_000);
  const rows = new LobsterBookRows(levels, 200_000);
  const decoder = new LobsterMessageDecoder();
  const bookDecoder = new LobsterBookDecoder(levels);
  decoder.decode(await readData(messagePath), messages);
  bookDecoder.decode(await readData(bookPath), rows);
  expect([decoder.rejects.total, bookDecoder.rejects.total]).toEqual([0, 0]);
  return { levels, messages, rows };
}

describe("recorded LOBSTER files", () => {
  for (const [name, levels, count, learned] of [
    ["AAPL", 1, 118_497, 30_071],
    ["AMZN", 5, 155_935, 33_840],
  ] as const) {
    const title = `${name}: every row follows from its message and the row before, and every alteration is noticed`;
    if (dataPath("lobster") === undefined) {
      test.skip(`${title} (no data/lobster below HOTPATH_TEST_DATA)`, () => {});
      continue;
    }
    test(title, async () => {
      const pair = (await readPair(name, levels))!;
      const found = replay(pair);
      expect(found.result()).toMatchObject({ rows: count, equal: count, learned, different: 0 });
      expect(found.differences).toEqual([]);
      const seed = Number(process.env.HOTPATH_SEED ?? 1);
      const random = new Random(seed);
      const width = 4 * levels;
      let beyond = 0;
      for (let i = 0; i < ALTERATIONS; i++) {
        // Now and then the ends of the file.
        const row = i < 200 ? (i < 100 ? 0 : count - 1) : random.integer(count);
        const column = random.integer(width);
        const level = column >> 2;
        const side = (column >> 1) & 1;
        const value = pair.rows.values[width * row + column]!;
        const other = altered(random, value, (column & 1) === 0, pair.rows.values, width * row + column, side);
        if (other === value || isNoticed(pair, row, column, other)) continue;
        beyond++;
        if (isBeyondNotice(pair, row, level, side)) continue;
        throw new Error(`seed ${seed}: row ${row + 1}, column ${column + 1}: ${other} for ${value} is not noticed`);
      }
      // They are among those that the replay counts.
      expect(beyond).toBeLessThan(found.result().unproved);
    });
  }

  const title = "AMZN: an alteration deep in the file is named, and costs no row but its own and the next";
  if (dataPath("lobster") === undefined) test.skip(`${title} (no data/lobster below HOTPATH_TEST_DATA)`, () => {});
  else
    test(title, async () => {
      const pair = (await readPair("AMZN", 5))!;
      pair.rows.values[20 * 100_000 + 4] = pair.rows.values[20 * 100_000 + 4]! + 100;
      const found = replay(pair);
      expect(found.result().different).toBe(2);
      expect(found.differences[0]).toMatchObject({ row: 100_001, level: 2, side: "ask", field: "price" });
      // Above the altered level, nothing is different.
      expect(replay(pair, 1).result().different).toBe(0);
    });
});

/** A market of one side each, deep, of which a file shows the top: the truth that a replay is held against. */
class Market {
  readonly sides = [new Map<number, number>(), new Map<number, number>()];

  row(levels: number): number[] {
    const sorted = [[...this.sides[0]!].sort((a, b) => a[0] - b[0]), [...this.sides[1]!].sort((a, b) => b[0] - a[0])];
    return Array.from({ length: levels }, (_, i) => [
      ...(sorted[0]![i] ?? [LOBSTER_DUMMY_PRICE, 0]),
      ...(sorted[1]![i] ?? [-LOBSTER_DUMMY_PRICE, 0]),
    ]).flat();
  }
}

/** A random file: messages below the window change the market and are left out, as LOBSTER does. */
function randomPair(random: Random, levels: number, count: number): Pair {
  const market = new Market();
  const messages = new LobsterMessages(count);
  const rows = new LobsterBookRows(levels, count);
  while (messages.count < count) {
    const side = random.integer(2);
    const book = market.sides[side]!;
    const type = random.integer(12) === 0 ? 5 + 2 * random.integer(2) : 1 + random.integer(4);
    const price = side === 0 ? 1000 + random.integer(3 * levels + 2) : 999 - random.integer(3 * levels + 2);
    const held = book.get(price) ?? 0;
    const isAdd = type === 1;
    if (type <= 4 && !isAdd && held === 0) continue;
    const size = isAdd ? 1 + random.integer(9) : type === 3 ? held : 1 + random.integer(Math.max(1, held));
    const shown = market.row(levels).filter((_, i) => i % 4 === 2 * side);
    if (type <= 4) {
      const now = isAdd ? held + size : held - size;
      if (now === 0) book.delete(price);
      else book.set(price, now);
    }
    const worst = shown.at(-1)!;
    const isSeen = type > 4 || (side === 0 ? price <= worst : price >= worst);
    if (!isSeen) continue;
    const row = messages.count++;
    messages.type[row] = type;
    messages.size[row] = size;
    messages.price[row] = type === 7 ? -1 : price;
    messages.direction[row] = side === 0 ? -1 : 1;
    rows.values.set(market.row(levels), 4 * levels * row);
    rows.count++;
  }
  return { levels, messages, rows };
}

describe("a replay of random markets", () => {
  test("finds nothing where nothing is, and every alteration, at thin and at full windows", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed);
      const levels = 1 + random.integer(4);
      const pair = randomPair(random, levels, 300);
      const found = replay(pair);
      if (found.result().different > 0) throw new Error(`seed ${seed}: ${JSON.stringify(found.differences[0])}`);
      for (let row = 0; row < 300; row++) {
        for (let column = 0; column < 4 * levels; column++) {
          const at = 4 * levels * row + column;
          const value = pair.rows.values[at]!;
          const side = (column >> 1) & 1;
          const other = altered(random, value, (column & 1) === 0, pair.rows.values, at, side);
          if (other === value || isNoticed(pair, row, column, other)) continue;
          if (isBeyondNotice(pair, row, column >> 2, side)) continue;
          throw new Error(`seed ${seed}: row ${row + 1}, column ${column + 1}: ${other} for ${value} is not noticed`);
        }
      }
    }
  });

  test("a level that enters must have been beyond every visible one; a side with dummies hides nothing", () => {
    const take = (rows: [message: number[], row: number[]][]) => {
      const found = new LobsterReplay(2);
      for (const [[type, size, price, direction], row] of rows) found.take(type!, size!, price!, direction!, row, 0);
      return found;
    };
    const D = LOBSTER_DUMMY_PRICE;
    const first: [number[], number[]] = [
      [5, 0, 0, 1],
      [101, 5, 99, 5, 102, 5, -D, 0],
    ];
    // 102 was visible, so what enters must be beyond it.
    const near = take([
      first,
      [
        [3, 5, 101, -1],
        [102, 5, 99, 5, 102, 1, -D, 0],
      ],
    ]);
    expect(near.differences).toMatchObject([{ row: 2, level: 2, side: "ask", field: "price", got: 102 }]);
    expect(
      take([
        first,
        [
          [3, 5, 101, -1],
          [102, 5, 99, 5, 103, 0, -D, 0],
        ],
      ]).result().different,
    ).toBe(1);
    expect(
      take([
        first,
        [
          [3, 5, 101, -1],
          [102, 5, 99, 5, 103, 1, -D, 0],
        ],
      ]).result(),
    ).toMatchObject({
      different: 0,
      learned: 1,
      unproved: 3,
    });
    expect(
      take([
        first,
        [
          [3, 5, 101, -1],
          [102, 5, 99, 5, D, 0, -D, 0],
        ],
      ]).result(),
    ).toMatchObject({ different: 0, learned: 0 });
    // An order is deleted where no level is.
    expect(take([first, [[3, 5, 100, 1], first[1]]]).differences).toMatchObject([
      { row: 2, level: 1, side: "bid", expected: "a level at 100", got: 99 },
    ]);
    // Nothing is below the only bid.
    expect(
      take([
        first,
        [
          [3, 5, 99, 1],
          [101, 5, 98, 5, 102, 5, -D, 0],
        ],
      ]).differences,
    ).toMatchObject([
      { row: 2, level: 1, side: "bid", field: "price", expected: -D, got: 98 },
      { row: 2, level: 1, side: "bid", field: "size", expected: 0, got: 5 },
    ]);
    // A halt and a hidden execution change nothing, a line that cannot be read neither.
    expect(
      take([first, [[7, 0, -1, -1], first[1]], [[5, 9, 101, 1], first[1]], [[0, 0, 0, 0], first[1]]]).result(),
    ).toMatchObject({
      rows: 4,
      equal: 4,
    });
    // A row that cannot be read is different, and the one after it is compared with what should have stood there.
    const lost = take([
      first,
      [[1, 1, 101, -1], Array(8).fill(Number.NaN)],
      [
        [5, 9, 101, 1],
        [101, 6, 99, 5, 102, 5, -D, 0],
      ],
    ]);
    expect(lost.result()).toMatchObject({ rows: 3, different: 1 });
    lost.missing("row");
    expect(lost.result()).toMatchObject({ rows: 4, different: 2 });
    expect(() => new LobsterReplay(2, 3)).toThrow("lobsterReplay.depth");
  });
});
