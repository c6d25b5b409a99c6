import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { MarketBatch } from "../market-batch.ts";
import { mutationCount, mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { BinanceDecoder } from "../venues/binance/binance-decoder.ts";
import { JsonLines, type JsonLinesOptions } from "./json-lines.ts";
import { VenueInstruments } from "./venue-instruments.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

const QUOTE = '{"u":400900217,"s":"BTCUSDT","b":"25.35","B":"31.21","a":"25.36","A":"40.66"}';
const BOOK = '{"lastUpdateId":7,"bids":[["4.00","431"]],"asks":[["4.20","12"]]}';
const encoder = new TextEncoder();

function reader(options?: JsonLinesOptions): JsonLines {
  const list = ["BTCUSDT", "ETHUSDT"].map((symbol, index) => ({ symbol, index, priceDecimals: 2, sizeDecimals: 8 }));
  return new JsonLines(new BinanceDecoder(new VenueInstruments(list)), options);
}

function read(text: string, lines = reader(), pieceBytes = 1 << 20) {
  const batch = new MarketBatch();
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; )
    at += lines.decode(bytes.subarray(at, Math.min(at + pieceBytes, bytes.length)), batch);
  return batch.toArray();
}

describe("JsonLines", () => {
  test.each([
    ["1723161600001658384 ", 1723161600001658, 384],
    ["1723161600001658 ", 1723161600001658, 0],
    ["1723161600001 ", 1723161600001000, 0],
    ["1723161600 ", 1723161600000000, 0],
    ["1633998512.0633569: ", 1633998512063356, 900],
    ["1633998512.0: ", 1633998512000000, 0],
    ["1633998512: ", 1633998512000000, 0],
    ["1633998512.1234567899: ", 1633998512123456, 789],
    ["", Number.NaN, 0],
  ])("the time in front of a message: %p", (prefix, receiveMicros, receiveNanos) => {
    expect(read(`${prefix}${QUOTE}\n`)).toMatchObject([{ kind: "Quote", receiveMicros, receiveNanos }]);
  });

  test("a capture of cryptofeed: answers belong to the symbol of their address, requests are skipped", () => {
    const text = [
      "wss://stream.binance.com:9443/stream?streams=ethusdt@depth <-> 1633998511.159679",
      'wss://stream.binance.com <- 1633998511.2: {"method":"SUBSCRIBE"}',
      `https://api.binance.com/api/v3/depth?symbol=ETHUSDT&limit=1000 -> 1633998512.320639: ${BOOK}`,
      'https://api.binance.com/api/v3/exchangeInfo -> 1633998511.1: {"symbols":[]}',
      'configuration: {"trades":["NKN-USDT"]}',
      `1633998513.5: ${QUOTE}`,
      "",
    ].join("\r\n");
    for (const piece of [1, 7, 1000]) {
      const lines = reader();
      expect(read(text, lines, piece)).toMatchObject([
        { kind: "BookSnapshot", instrument: 1, receiveMicros: 1633998512320639 },
        { kind: "Level" },
        { kind: "Level" },
        { kind: "Quote", instrument: 0, receiveMicros: 1633998513500000 },
      ]);
      expect([lines.skipped, lines.messages, lines.rejects.total, lines.offset]).toEqual([4, 2, 0, text.length]);
    }
  });

  test("lines that are nothing are counted with their place", () => {
    const text = `hello\n12345678901234567890 ${QUOTE}\n1723161600001658384\nx -> y\n${QUOTE}\n`;
    const lines = reader();
    expect(read(text, lines)).toHaveLength(1);
    expect(lines.rejects.counts()).toMatchObject({ badJson: 3 });
    expect(lines.rejects.recent().map((reject) => reject.offset)).toEqual([0, 6, 105]);
  });

  test("a last line without its end is truncated; a line that is too long is passed over", () => {
    const lines = reader({ maxLineBytes: 200 });
    const long = `{"u":1,"x":"${"y".repeat(300)}"}`;
    const text = `${QUOTE}\n${long}\n${QUOTE}\n${QUOTE.slice(0, 20)}`;
    expect(read(text, lines, 50)).toHaveLength(2);
    lines.end();
    expect(lines.rejects.recent()).toEqual([
      { reason: "tooLong", offset: QUOTE.length + 1 },
      { reason: "truncated", offset: 2 * (QUOTE.length + 1) + long.length + 1 },
    ]);
  });

  test("a last line without its end is read if it is whole", () => {
    const lines = reader();
    const batch = new MarketBatch();
    const bytes = encoder.encode(`${QUOTE}\n${QUOTE}`);
    lines.decode(bytes, batch);
    expect(batch.count).toBe(1);
    lines.end(batch);
    expect([batch.count, lines.rejects.total]).toEqual([2, 0]);
  });

  test("mutated files", () => {
    const corpus = [
      `1723161600001658384 ${QUOTE}\n1723161600001658385 ${QUOTE}\n`,
      `https://x/depth?symbol=BTCUSDT -> 1633998512.3: ${BOOK}\nwss://x <-> 1.5\n1.5: ${QUOTE}\n`,
    ].map((text) => encoder.encode(text));
    const result = runCampaign({
      corpus,
      decoder: () => reader(),
      out: () => new MarketBatch({ rows: 64, maxRows: 80 }),
      row: (out, row, tell) => {
        for (const name of ["kind", "instrument", "price", "receiveMicros", "sequence"] as const) tell(out[name][row]!);
      },
      count: Math.ceil(mutationCount() / 10),
    });
    expect(result.rows).toBeGreaterThan(result.mutations / 10);
  }, 600_000);
});
