import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { MarketBatch } from "../market-batch.ts";
import { mutationCount, mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { dataPath, readData } from "../testing/shared-data.ts";
import { LobsterBookDecoder, LobsterBookRows, lobsterBookLine, lobsterLevels } from "./lobster-book-rows.ts";
import { LobsterFeed } from "./lobster-feed.ts";
import { LobsterMessageDecoder, LobsterMessages, lobsterMessageLine } from "./lobster-messages.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const MESSAGES = [
  "34200.004241176,1,16113575,18,5853300,1",
  "34200.025,2,16120456,18,5859100,-1",
  "34200,3,16120456,18,5859100,-1",
  "34200.201743336,4,9007199254740991,100,5859100,1",
  "36000.9,5,0,7,5859150,-1",
  "36023.000000001,7,0,0,-1,-1",
  "57599.999999999,6,0,1000,5859200,1",
];
const ROWS = ["5859400,200,5853300,18", "9999999999,0,-9999999999,0", "5859100,18,5853300,18"];

function readMessages(text: string, keepRefused = false): [LobsterMessageDecoder, string[]] {
  const decoder = new LobsterMessageDecoder({ keepRefused });
  const columns = new LobsterMessages(100);
  const bytes = encode(text);
  expect(decoder.decode(bytes, columns)).toBe(bytes.length);
  decoder.end(columns);
  return [decoder, Array.from({ length: columns.count }, (_, row) => lobsterMessageLine(columns, row))];
}

describe("LOBSTER's CSV", () => {
  test("lines come back as they were written, with LF, CRLF, empty lines and without an end", () => {
    for (const end of ["\n", "\r\n", "\n\n"]) {
      expect(readMessages(MESSAGES.join(end))[1]).toEqual(MESSAGES);
      expect(readMessages(MESSAGES.join(end) + end)[1]).toEqual(MESSAGES);
    }
    const rows = new LobsterBookRows(1, 10);
    const decoder = new LobsterBookDecoder(1);
    decoder.decode(encode(ROWS.join("\n")), rows);
    decoder.end(rows);
    expect(Array.from({ length: rows.count }, (_, row) => lobsterBookLine(rows, row))).toEqual(ROWS);
    expect([lobsterLevels(encode("1,2,3,4,5,6,7,8")), lobsterLevels(encode("1,2,3"))]).toEqual([2, 0]);
  });

  test("bad lines are counted by reason, with their offsets; on request they leave a row", () => {
    const bad: [string, string][] = [
      ["1,2,3", "fieldCount"],
      ["34200.0,1,1,1,1,1,1", "fieldCount"],
      ["-1,1,1,1,1,1", "badTime"],
      ["86401,1,1,1,1,1", "badTime"],
      ["34200.,1,1,1,1,x", "badDirection"],
      [".5,1,1,1,1,1", "badTime"],
      ["3e4,1,1,1,1,1", "badTime"],
      ["1.5,8,1,1,1,1", "badType"],
      ["1.5,1,,1,1,1", "badNumber"],
      ["1.5,1,1,-1,1,1", "badNumber"],
      ["1.5,1,1,1.5,1,1", "badNumber"],
      ["1.5,1,9007199254740992,1,1,1", "badNumber"],
      ["1.5,1,1,1,1,0", "badDirection"],
      ["x".repeat(300), "tooLong"],
    ];
    const text = bad.map(([line]) => `${line}\n${MESSAGES[0]}\n`).join("");
    const [decoder, lines] = readMessages(text);
    expect(lines).toEqual(bad.map(() => MESSAGES[0]!));
    let offset = 0;
    const expected = bad.map(([line, reason]) => {
      const at = offset;
      offset += line.length + MESSAGES[0]!.length + 2;
      return { reason, offset: at };
    });
    expect(decoder.rejects.recent()).toEqual(expected as never);
    expect(decoder.messages).toBe(2 * bad.length);
    expect(readMessages(`x\n${MESSAGES[0]}`, true)[1]).toHaveLength(2);
  });

  test("a time finer than a nanosecond is cut to it and counted", () => {
    const [decoder, lines] = readMessages(
      "43002.632812672004,3,1,100,2238700,-1\n43002.632812672000,3,1,100,2238700,-1",
    );
    expect(lines[0]).toBe("43002.632812672,3,1,100,2238700,-1");
    expect([decoder.finerTimes, lines[1]]).toEqual([1, lines[0]!]);
  });

  test("rows of the common vocabulary", () => {
    const feed = new LobsterFeed({ midnightMicros: 1_000_000, instrument: 3 });
    const batch = new MarketBatch({ rows: 1024 });
    const bytes = encode(MESSAGES.join("\n"));
    feed.decode(bytes, batch);
    feed.end(batch);
    const rows = batch.toArray();
    expect(rows.map((row) => [row.kind, row.side, row.price, row.quantity, row.id, row.otherId])).toEqual([
      ["OrderAdd", "Buy", 5_853_300, 18, 16_113_575, 0],
      ["OrderReduce", "Sell", Number.NaN, 18, 16_120_456, 0],
      ["OrderDelete", "Sell", Number.NaN, 18, 16_120_456, 0],
      ["OrderExecute", "Buy", Number.NaN, 100, Number.MAX_SAFE_INTEGER, 0],
      ["Trade", "Buy", 5_859_150, 7, 0, 0],
      ["Status", "None", Number.NaN, 0, 0, 0],
      ["Trade", "None", 5_859_200, 1000, 0, 0],
    ]);
    expect(rows[0]).toMatchObject({ timeMicros: 34_201_004_241, timeNanos: 176, sequence: 1, instrument: 3 });
    expect([rows[4]!.flags, rows[6]!.flags, rows[5]!.code]).toEqual([["Last", "Hidden"], ["Last", "Auction"], 4]);
  });

  test("mutated files never break the decoders, and cut anywhere they say the same", () => {
    const count = mutationCount();
    const messages = runCampaign<MarketBatch>({
      corpus: [encode(`${MESSAGES.join("\n")}\n`), encode(MESSAGES.slice(3).join("\r\n"))],
      decoder: () => new LobsterFeed({ midnightMicros: 0 }),
      out: () => new MarketBatch({ rows: 2, maxRows: 3 }),
      row(out, row, tell) {
        const { kind, flags, side, code, price, quantity, id, otherId, timeMicros, timeNanos, sequence } = out;
        for (const column of [kind, flags, side, code, price, quantity, id, otherId, timeMicros, timeNanos, sequence]) {
          tell(column[row]!);
        }
      },
      count,
    });
    expect(messages.rows).toBeGreaterThan(count);
    const books = runCampaign<LobsterBookRows>({
      corpus: [encode(ROWS.map((row, i) => `${row},${ROWS[(i + 1) % 3]}`).join("\n"))],
      decoder: () => new LobsterBookDecoder(2),
      out: () => new LobsterBookRows(2, 2),
      row(out, row, tell) {
        for (const value of out.values.subarray(8 * row, 8 * row + 8)) tell(value);
      },
      count: mutationCount(30_000),
    });
    expect(books.rows).toBeGreaterThan(books.mutations);
  });

  const path = dataPath("lobster/AAPL_2012-06-21_34200000_57600000_message_1.csv.zst");
  const title = "a recorded file is written again byte for byte";
  if (path === undefined) test.skip(`${title} (no data/lobster below HOTPATH_TEST_DATA)`, () => {});
  else
    test(title, async () => {
      const bytes = await readData(path);
      const columns = new LobsterMessages(200_000);
      new LobsterMessageDecoder().decode(bytes, columns);
      const lines = Array.from({ length: columns.count }, (_, row) => lobsterMessageLine(columns, row));
      expect(`${lines.join("\n")}\n` === new TextDecoder().decode(bytes)).toBe(true);
    });
});
