import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random, Side } from "@hotpath/core";
import fc from "fast-check";
import { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketBatch, MarketFlag, MarketKind } from "../../market-batch.ts";
import { compareCampaign, messagesOf, recordedBytes, replayLines, restyled, rowsOf } from "../../testing/json-feed.ts";
import { mutationCount, mutationTimeout } from "../../testing/mutate.ts";
import { BinanceDecoder, type BinanceDecoderOptions } from "./binance-decoder.ts";
import { BinanceEncoder, type BinanceMarket } from "./binance-encoder.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

const instruments = new VenueInstruments([
  { symbol: "BTCUSDT", index: 3, priceDecimals: 2, sizeDecimals: 8 },
  { symbol: "BTCUSD_PERP", index: 1, priceDecimals: 1, sizeDecimals: 0 },
]);
const make = (options?: BinanceDecoderOptions) => new BinanceDecoder(instruments, options);

const SPOT_DELTA =
  '{"e":"depthUpdate","E":1723161601273,"s":"BTCUSDT","U":50093421585,"u":50093421612,"b":[["61685.99000000","1.25869000"],["24426.99000000","0.00000000"]],"a":[["61686.00000000","2.44807"]]}';
const SAMPLES = [
  SPOT_DELTA,
  `{"stream":"btcusdt@depth@100ms","data":${SPOT_DELTA}}`,
  '{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":1,"u":5123107837557,"pu":0,"b":[],"a":[["61800.30","3.330"]]}}',
  '{"e":"depthUpdate","E":1591270260907,"T":1591270260891,"s":"BTCUSD_PERP","ps":"BTCUSD","U":17285681,"u":17285702,"pu":17285675,"b":[["9517.6","10"]],"a":[["9518.5","45"]]}',
  '{"stream":"btcusdt@depth5@100ms","data":{"e":"depthUpdate","E":1571889248277,"T":1571889248276,"s":"BTCUSDT","U":390497796,"u":390497878,"pu":390497794,"b":[["7403.89","0.002"]],"a":[["7405.96","3.340"]]}}',
  '{"stream":"btcusdt@depth10","data":{"lastUpdateId":160,"bids":[["0.02","10"]],"asks":[["0.03","100"]]}}',
  '{"lastUpdateId":5123107852948,"symbol":"BTCUSDT","E":1723161256501,"T":1723161256493,"bids":[["61800.20","2.909"]],"asks":[]}',
  '{"u":400900217,"s":"BTCUSDT","b":"25.35","B":"31.21","a":"25.36","A":"40.66"}',
  '{"e":"bookTicker","u":400900217,"s":"BTCUSD_PERP","ps":"BTCUSD","b":"9548.1","B":"52","a":"9548.5","A":"11","T":1591268628155,"E":1591268628166}',
  '{"e":"trade","E":1672515782136,"s":"BTCUSDT","t":12345,"p":"0.01","q":"100","T":1672515782136,"m":true,"M":true}',
  '{"e":"trade","E":1672515782136,"s":"BTCUSDT","t":12345,"p":"0.01","q":"100","b":88,"a":50,"T":1672515782136123,"m":false,"M":true}',
  '{"e":"trade","E":1723161256322,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":false}',
  '{"e":"trade","E":1723161256322,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"INSURANCE_FUND","m":false}',
  '{"e":"aggTrade","E":1633998523963,"s":"BTCUSDT","a":15683430,"p":"0.35","q":"58.00000000","f":19862790,"l":19862793,"T":1633998523963,"m":false,"M":true}',
  '{"e":"aggTrade","E":1591261134288,"a":424951,"s":"BTCUSD_PERP","p":"9643.5","q":"2","f":606073,"l":606073,"T":1591261134199,"m":true}',
  '{"e":"24hrTicker","E":1672515782136,"s":"BTCUSDT","p":"0.0015","P":"250.00","w":"0.0018","x":"0.0009","c":"0.25","Q":"10","b":"0.0024","B":"10","a":"0.0026","A":"100","o":"0.0010","h":"0.0025","l":"0.0010","v":"10000","q":"18","O":0,"C":86400000,"F":0,"L":18150,"n":18151}',
  '{"e":"24hrTicker","E":123456789,"s":"BTCUSDT","p":"0.0015","P":"250.00","w":"0.0018","c":"0.25","Q":"10","o":"0.0010","h":"0.0025","l":"0.0010","v":"10000","q":"18","O":0,"C":86400000,"F":0,"L":18150,"n":18151}',
  '{"e":"24hrMiniTicker","E":1672515782136,"s":"BTCUSDT","c":"0.25","o":"0.0010","h":"0.0025","l":"0.0010","v":"10000","q":"18"}',
];
const OTHERS = [
  '{"e":"kline","E":1633998523963,"s":"BTCUSDT","k":{"t":1633998480000}}',
  '{"result":null,"id":1}',
  '{"error":{"code":2,"msg":"Invalid request: unknown stream"},"id":"x"}',
  '{"code":-1121,"msg":"Invalid symbol."}',
];

describe("BinanceDecoder", () => {
  test("a depth update of spot", () => {
    const decoder = make();
    const rows = rowsOf(decoder, SPOT_DELTA);
    const common = { instrument: 3, sequence: 50093421612, timeMicros: 1723161601273000, otherId: 0, code: 0 };
    expect(rows).toMatchObject([
      { ...common, kind: "BookDelta", id: 50093421585, otherId: -1, flags: [] },
      { ...common, kind: "Level", side: "Buy", price: 6168599, quantity: 125869000, flags: [] },
      { ...common, kind: "Level", side: "Buy", price: 2442699, quantity: 0, flags: [] },
      { ...common, kind: "Level", side: "Sell", price: 6168600, quantity: 244807000, flags: ["Last"] },
    ]);
    expect(decoder.fallbacks).toBe(0);
  });

  test("every message it knows is scanned, and parsed to the same rows", () => {
    for (const text of SAMPLES) {
      const decoder = make();
      const parsing = make();
      parsing.scans = false;
      const rows = rowsOf(decoder, text);
      expect(rows.length).toBeGreaterThan(0);
      expect(rowsOf(parsing, text)).toEqual(rows);
      expect([decoder.rejects.total, parsing.rejects.total, parsing.fallbacks]).toEqual([0, 0, 1]);
      expect(`${decoder.fallbacks} ${text}`).toBe(
        `${text.includes("symbol") || text.includes("FUND") ? 1 : 0} ${text}`,
      );
    }
  });

  test("any other layout gives the same rows through JSON.parse", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SAMPLES), fc.integer(), (text, seed) => {
        const decoder = make();
        expect(rowsOf(decoder, restyled(text, new Random(seed)))).toEqual(rowsOf(make(), text));
        expect(decoder.rejects.total).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test("partial depth is a whole book, by the name of its stream or by option", () => {
    const kinds = (text: string, options?: BinanceDecoderOptions) => rowsOf(make(options), text)[0];
    expect(kinds(SAMPLES[4]!)).toMatchObject({ kind: "BookSnapshot", sequence: 390497878, flags: ["Snapshot"] });
    expect(kinds(SPOT_DELTA, { depth: "partial" })).toMatchObject({ kind: "BookSnapshot", sequence: 50093421612 });
    expect(kinds(SAMPLES[5]!)).toMatchObject({ kind: "BookSnapshot", instrument: 3, sequence: 160 });
  });

  test("an answer over HTTP belongs to the symbol that was requested", () => {
    const decoder = make();
    const text = '{"lastUpdateId":7,"bids":[["4.00","431"]],"asks":[["4.20","12"]]}';
    expect(rowsOf(decoder, text)).toEqual([]);
    expect(decoder.rejects.count("unknownSymbol")).toBe(1);
    decoder.requested = 1;
    expect(rowsOf(decoder, text)).toMatchObject([
      { kind: "BookSnapshot", instrument: 1 },
      { price: 40 },
      { price: 42 },
    ]);
  });

  test("trades: the taker's side, resting orders, insurance funds, numbers of trades", () => {
    const trade = (index: number) => rowsOf(make(), SAMPLES[index]!)[0];
    expect(trade(9)).toMatchObject({ kind: "Trade", side: "Sell", price: 1, quantity: 100e8, id: 12345, otherId: 0 });
    expect(trade(10)).toMatchObject({ side: "Buy", otherId: 50, timeMicros: 1672515782136123 });
    expect(trade(11)).toMatchObject({ side: "Buy", price: 6180030, quantity: 600000, flags: ["Last"] });
    expect(trade(12)).toMatchObject({ flags: ["Last", "NonPrintable"] });
    expect(trade(13)).toMatchObject({ side: "Buy", id: 15683430, code: 4 });
  });

  test("what has no rows is counted: ignored, or a notice", () => {
    const decoder = make();
    for (const text of OTHERS) expect(rowsOf(decoder, text)).toEqual([]);
    expect([decoder.ignored, decoder.notices, decoder.rejects.total]).toEqual([1, 3, 0]);
    expect(decoder.takeNotice()).toEqual({ kind: "subscribed", text: "null", id: "1" });
    expect(decoder.takeNotice()).toEqual({ kind: "error", text: "2: Invalid request: unknown stream", id: "x" });
    expect(decoder.takeNotice()).toEqual({ kind: "error", text: "-1121: Invalid symbol." });
    expect(decoder.takeNotice()).toBeUndefined();
  });

  test.each([
    ["badJson", `${SPOT_DELTA}}`],
    ["badJson", SPOT_DELTA.slice(0, -1)],
    ["badJson", SPOT_DELTA.replace("50093421585", "050093421585")],
    ["unknownLayout", "{}"],
    ["unknownLayout", "7"],
    ["unknownSymbol", SPOT_DELTA.replace("BTCUSDT", "XRPUSDT")],
    ["tooFine", SPOT_DELTA.replace("61685.99", "61685.991")],
    ["tooLarge", SPOT_DELTA.replace("61685.99", "9007199254740992")],
    ["tooLarge", SPOT_DELTA.replace("50093421585", "9007199254740993")],
    ["badNumber", SPOT_DELTA.replace("1.25869000", "-1")],
    ["badNumber", SPOT_DELTA.replace("61685.99000000", "1e")],
  ] as const)("a bad message is counted with its place, and leaves no row: %s", (reason, text) => {
    const decoder = make();
    rowsOf(decoder, SPOT_DELTA);
    expect(rowsOf(decoder, text)).toEqual([]);
    expect(decoder.rejects.recent()).toEqual([{ reason, offset: SPOT_DELTA.length }]);
    expect(rowsOf(decoder, SPOT_DELTA)).toHaveLength(4);
  });

  test("a batch without room is not touched; a message that never fits is refused", () => {
    const decoder = make();
    const bytes = new TextEncoder().encode(SPOT_DELTA);
    const batch = new MarketBatch({ rows: 60, maxRows: 70 });
    expect(decoder.decodeMessage(bytes, 0, bytes.length, batch)).toBe(true);
    batch.count = 30;
    expect(decoder.decodeMessage(bytes, 0, bytes.length, batch)).toBe(false);
    expect([batch.count, decoder.messages]).toEqual([30, 1]);
    const small = new MarketBatch({ rows: 4, maxRows: 8 });
    expect(decoder.decodeMessage(bytes, 0, bytes.length, small)).toBe(true);
    expect(decoder.rejects.count("tooLong")).toBe(1);
  });

  test("mutated messages: scanned and parsed alike, never an exception", () => {
    const result = compareCampaign(make, [...SAMPLES, ...OTHERS], Math.ceil(mutationCount() / 2));
    expect(result.rows).toBeGreaterThan(result.mutations / 100);
  }, 600_000);
});

describe("BinanceEncoder", () => {
  const MARKETS: BinanceMarket[] = ["spot", "usdm", "coinm"];
  const level = fc.record({
    side: fc.constantFrom(Side.Buy, Side.Sell),
    price: fc.integer({ min: 0, max: 2 ** 40 }),
    quantity: fc.integer({ min: 0, max: 2 ** 50 }),
  });

  test("what it writes is scanned to the rows it was written from", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MARKETS),
        fc.boolean(),
        fc.constantFrom(
          MarketKind.BookDelta,
          MarketKind.BookSnapshot,
          MarketKind.Quote,
          MarketKind.Trade,
          MarketKind.Ticker,
        ),
        fc.array(level, { minLength: 2, maxLength: 30 }),
        fc.integer({ min: 1, max: 2 ** 52 }),
        (market, combined, kind, levels, number) => {
          const batch = new MarketBatch({ rows: 64 });
          const isBook = kind === MarketKind.BookDelta || kind === MarketKind.BookSnapshot;
          const whole = kind === MarketKind.BookSnapshot ? MarketFlag.Snapshot : 0;
          const time =
            market === "spot" && (kind === MarketKind.BookSnapshot || kind === MarketKind.Quote)
              ? Number.NaN
              : 1_723_161_256_299_000;
          const [one, two] = [levels[0]!, levels[1]!];
          const sequence = isBook || kind === MarketKind.Quote ? number : -1;
          const first = isBook ? Number.NaN : one.price;
          const flags = isBook ? whole : MarketFlag.Last;
          const hasId = kind === MarketKind.BookDelta || kind === MarketKind.Trade;
          const side = kind === MarketKind.Trade ? one.side : 0;
          const row = batch.add(
            kind,
            flags,
            3,
            side,
            first,
            isBook ? 0 : one.quantity,
            hasId ? 5 : 0,
            sequence,
            time,
            0,
          );
          if (kind === MarketKind.BookDelta) batch.otherId[row] = market === "spot" ? -1 : 4;
          if (kind === MarketKind.BookSnapshot) batch.otherId[row] = -1;
          if (kind === MarketKind.Trade && one.price % 2 === 0) batch.code[row] = 1 + (one.price % 1000);
          if (kind === MarketKind.Quote) {
            batch.otherPrice[row] = two.quantity === 0 ? Number.NaN : two.price;
            batch.otherQuantity[row] = two.quantity;
            if (one.quantity === 0) batch.price[row] = Number.NaN;
          }
          if (isBook) {
            levels.sort((a, b) => a.side - b.side);
            for (const { side, price, quantity } of levels) {
              batch.add(MarketKind.Level, whole, 3, side, price, quantity, 0, sequence, time, 0);
            }
            batch.flags[batch.count - 1] = whole | MarketFlag.Last;
          }
          const text = new BinanceEncoder(instruments, { market, combined }).encode(batch, 0)!;
          const decoder = make();
          decoder.requested = 0;
          expect(rowsOf(decoder, text)).toEqual(batch.toArray());
          expect(decoder.fallbacks).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

for (const [path, priceDecimals, sizeDecimals] of [
  ["binance/spot_btcusdt_20240809.gz", 2, 8],
  ["binance/usdm_btcusdt_20240808.gz", 2, 3],
] as const) {
  const bytes = await recordedBytes(path);
  const title = `${path}: every message is scanned, and the counts are those of JSON.parse`;
  if (bytes === undefined) test.skip(`${title} (no ${path} below HOTPATH_TEST_DATA)`, () => {});
  else {
    test(title, () => {
      const messages = messagesOf(bytes).map((text) => JSON.parse(text));
      const expected: Record<string, number> = { BookDelta: 0, BookSnapshot: 0, Quote: 0, Trade: 0, Level: 0 };
      for (const message of messages) {
        const data = message.data ?? message;
        if (data.e === "depthUpdate") expected.BookDelta!++;
        else if (data.lastUpdateId !== undefined) expected.BookSnapshot!++;
        else expected[data.e === "trade" ? "Trade" : "Quote"]!++;
        expected.Level! += (data.bids ?? (Array.isArray(data.b) ? data.b : [])).length;
        expected.Level! += (data.asks ?? (Array.isArray(data.a) ? data.a : [])).length;
      }
      const counts: Record<string, number> = { BookDelta: 0, BookSnapshot: 0, Quote: 0, Trade: 0, Level: 0 };
      const names = Object.fromEntries(Object.entries(MarketKind).map(([name, kind]) => [kind, name]));
      const one = new VenueInstruments([{ symbol: "BTCUSDT", index: 0, priceDecimals, sizeDecimals }]);
      const lines = replayLines(new BinanceDecoder(one), bytes, (batch) => {
        for (let row = 0; row < batch.count; row++) counts[names[batch.kind[row]!]!]!++;
      });
      expect(counts).toEqual(expected);
      expect([lines.messages, lines.decoder.fallbacks, lines.rejects.total]).toEqual([messages.length, 0, 0]);
    });
  }
}
