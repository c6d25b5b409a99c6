import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ConfigError, Random } from "@hotpath/core";
import { probeCsv } from "../csv/csv-probe.ts";
import { BookSync } from "../feed/book-sync.ts";
import { UNNUMBERED_RULE } from "../feed/sync-rule.ts";
import { VenueInstruments } from "../json/venue-instruments.ts";
import { MARKET_COLUMNS, MarketBatch } from "../market-batch.ts";
import { mutationCount, mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { TardisDecoder, type TardisDecoderOptions } from "./tardis-decoder.ts";
import { TardisEncoder } from "./tardis-encoder.ts";
import { TARDIS_COLUMNS, type TardisType, tardisTypeOfName } from "./tardis-layouts.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const instruments = new VenueInstruments([
  { symbol: "BTCUSDT", index: 4, priceDecimals: 2, sizeDecimals: 8 },
  { symbol: "ETHUSDT", index: 7, priceDecimals: 2, sizeDecimals: 3 },
]);

const HEAD = "binance,BTCUSDT,1588291200103000,1588291200110437";
const ETH = "binance,ETHUSDT,1588291200104000,1588291200110437";
const lines = (type: TardisType, ...rows: string[]) => `${[TARDIS_COLUMNS[type].join(","), ...rows].join("\n")}\n`;

const L2 = lines(
  "incremental_book_L2",
  `${HEAD},true,bid,8620,1.5`,
  `${HEAD},true,ask,8620.5,2e-7`,
  `binance,BTCUSDT,1588291200203000,1588291200210000,true,ask,8621,3`,
  `${ETH},true,bid,207.5,10`,
  `binance,BTCUSDT,1588291201103000,1588291201110000,false,bid,8620,0`,
  `binance,BTCUSDT,1588291201103000,1588291201110000,false,bid,8619.99,1`,
  `binance,BTCUSDT,1588291201203000,1588291201210000,false,ask,8621,4`,
  `binance,BTCUSDT,1588291202103000,1588291202110000,true,bid,8000,1`,
);
const FILES: Record<Exclude<TardisType, "book_ticker">, string> = {
  incremental_book_L2: L2,
  book_snapshot_25: lines("book_snapshot_25", `${HEAD},8620.5,2,8620,1.5${",".repeat(96)}`),
  book_snapshot_5: lines(
    "book_snapshot_5",
    `${HEAD},8620.5,2,8620,1.5,8621,3,8619,1${",".repeat(12)}`,
    `${ETH},207.6,2${",".repeat(18)}`,
  ),
  trades: lines("trades", `${HEAD},315214018,buy,8620.01,0.001`, `${ETH},,unknown,207.5,10`),
  quotes: lines("quotes", `${HEAD},2,8620.5,8620,1.5`, `${ETH},,,207.5,10`),
  derivative_ticker: lines(
    "derivative_ticker",
    `${HEAD},1588320000000000,0.0001,,1027.3,8620.01,8620.1,8620.05`,
    `${ETH},,,,5,,,`,
  ),
  liquidations: lines("liquidations", `${HEAD},,sell,8600,0.5`),
  options_chain: lines(
    "options_chain",
    `${HEAD},call,9000,1588896000000000,12,0.01,0.02,3,55,0.03,4,57,0.025,56,BTC-8MAY20,8620,0.3,0.1,2,3,4`,
    `${ETH},put,200,1588896000000000,12,,,,,0.03,4,57,0.025,56,ETH-8MAY20,207,0.3,0.1,2,3,4`,
  ),
};

function read(text: string, options: Partial<TardisDecoderOptions> = {}) {
  const decoder = new TardisDecoder({ instruments, ...options });
  const batch = new MarketBatch();
  const bytes = encode(text);
  expect(decoder.decode(bytes, batch)).toBe(bytes.length);
  decoder.end(batch);
  return { decoder, batch, rows: batch.toArray() };
}

describe("Tardis' CSV", () => {
  test("incremental_book_L2: a run of snapshot rows is one new book, rows of one arrival are one change", () => {
    const { rows, decoder } = read(L2);
    expect(decoder.rejects.total).toBe(0);
    const brief = rows.map(({ kind, instrument, side, price, quantity, flags }) =>
      [kind, instrument, side, price, quantity, flags.join("|")].join(" "),
    );
    expect(brief).toEqual([
      "BookSnapshot 4 None NaN 0 Snapshot",
      "Level 4 Buy 862000 150000000 Snapshot",
      "Level 4 Sell 862050 20 Snapshot",
      "Level 4 Sell 862100 300000000 Snapshot|Last",
      "BookSnapshot 7 None NaN 0 Snapshot",
      "Level 7 Buy 20750 10000 Snapshot|Last",
      "BookDelta 4 None NaN 0 ",
      "Level 4 Buy 862000 0 ",
      "Level 4 Buy 861999 100000000 Last",
      "BookDelta 4 None NaN 0 ",
      "Level 4 Sell 862100 400000000 Last",
      "BookSnapshot 4 None NaN 0 Snapshot",
      "Level 4 Buy 800000 100000000 Snapshot|Last",
    ]);
    expect(rows[3]).toMatchObject({ timeMicros: 1588291200203000, receiveMicros: 1588291200210000, receiveNanos: 0 });
  });

  test("a snapshot that another symbol interrupts goes on, and does not begin anew", () => {
    const text = lines(
      "incremental_book_L2",
      `${HEAD},true,bid,8620,1.5`,
      `${ETH},true,bid,207.5,10`,
      `${HEAD},true,bid,8619,1.5`,
    );
    const { rows } = read(text);
    expect(rows.filter(({ kind }) => kind !== "Level").map(({ kind, instrument }) => [kind, instrument])).toEqual([
      ["BookSnapshot", 4],
      ["BookSnapshot", 7],
      ["BookDelta", 4],
    ]);
    expect(rows.at(-1)!.flags).toEqual(["Snapshot", "Last"]);
  });

  test("changes before the first snapshot belong to no book, unless it is asked for", () => {
    const text = lines("incremental_book_L2", `${HEAD},false,bid,8620,1.5`, `${HEAD},true,bid,8619,1.5`);
    const { rows, decoder } = read(text);
    expect([rows.length, decoder.beforeSnapshot]).toEqual([2, 1]);
    expect(read(text, { start: "stream" }).rows.map(({ kind }) => kind)).toEqual([
      "BookDelta",
      "Level",
      "BookSnapshot",
      "Level",
    ]);
  });

  test("its rows make books that can be trusted", () => {
    const { batch } = read(L2);
    const sync = new BookSync({ instruments: 8, rule: UNNUMBERED_RULE });
    sync.apply(batch);
    expect([sync.isTrusted(4), sync.book(4).bestBid, sync.book(4).bestAsk]).toEqual([true, 800_000, Number.NaN]);
    expect([sync.isTrusted(7), sync.book(7).bestBid]).toEqual([true, 20_750]);
  });

  test("the other types", () => {
    const brief = (type: keyof typeof FILES) =>
      read(FILES[type], { type }).rows.map((row) =>
        [row.kind, row.side, row.price, row.quantity, row.otherPrice, row.otherQuantity, row.id, row.flags].join(" "),
      );
    expect(brief("book_snapshot_5")).toEqual([
      "BookSnapshot None NaN 0 NaN 0 0 Snapshot",
      "Level Sell 862050 200000000 NaN 0 0 Snapshot",
      "Level Buy 862000 150000000 NaN 0 0 Snapshot",
      "Level Sell 862100 300000000 NaN 0 0 Snapshot",
      "Level Buy 861900 100000000 NaN 0 0 Snapshot,Last",
      "BookSnapshot None NaN 0 NaN 0 0 Snapshot",
      "Level Sell 20760 2000 NaN 0 0 Snapshot,Last",
    ]);
    expect(brief("trades")).toEqual([
      "Trade Buy 862001 100000 NaN 0 315214018 Last",
      "Trade None 20750 10000 NaN 0 0 Last",
    ]);
    expect(brief("liquidations")).toEqual(["Trade Sell 860000 50000000 NaN 0 0 Last,NonPrintable,Liquidation"]);
    expect(brief("quotes")).toEqual([
      "Quote None 862000 150000000 862050 200000000 0 Last",
      "Quote None 20750 10000 NaN 0 0 Last",
    ]);
    expect(brief("derivative_ticker")).toEqual(["Ticker None 862001 NaN NaN 0 0 Last"]);
    expect(brief("options_chain")).toEqual([
      "Quote None 2 300000000 3 400000000 0 Last",
      "Ticker None 1 NaN NaN 0 0 Last",
      "Quote None NaN 0 3 4000 0 Last",
    ]);
    const { decoder } = read(FILES.derivative_ticker);
    expect([decoder.withoutRow, decoder.valuesWithoutRow]).toEqual([1, 6]);
    expect(read(FILES.options_chain).decoder.valuesWithoutRow).toBe(21);
  });

  test("files come back as they were written", () => {
    for (const type of Object.keys(FILES) as (keyof typeof FILES)[]) {
      if (type === "options_chain" || type === "derivative_ticker") continue;
      const encoder = new TardisEncoder({ type, exchange: "binance", instruments });
      const { batch } = read(FILES[type], { type });
      expect(encoder.header() + encoder.encode(batch)).toBe(FILES[type].replace("2e-7", "0.0000002"));
      expect(encoder.withoutLine).toBe(0);
    }
    const encoder = new TardisEncoder({ type: "derivative_ticker", exchange: "binance", instruments });
    expect(encoder.encode(read(FILES.derivative_ticker).batch)).toBe(`${HEAD},,,,,8620.01,,\n`);
    expect(encoder.encode(read(FILES.trades).batch)).toBe("");
    expect(encoder.withoutLine).toBe(2);
  });

  test("columns in another order, CRLF, a byte order mark, files one after the other", () => {
    const text =
      "\ufeffamount,price,side,id,local_timestamp,timestamp,symbol,exchange,more\r\n1,2,buy,3,5,4,ETHUSDT,x,y";
    const { rows } = read(`${text}\r\n${FILES.trades}${FILES.quotes}${L2}`);
    expect(rows[0]).toMatchObject({
      kind: "Trade",
      price: 200,
      quantity: 1000,
      id: 3,
      timeMicros: 4,
      receiveMicros: 5,
    });
    expect(rows.length).toBe(1 + 2 + 2 + 13);
  });

  test("bad rows are counted by reason, with their offsets", () => {
    const row = (...fields: string[]) => `binance,${fields.join(",")}`;
    const bad: [string, string][] = [
      [row("BTCUSDT", "1", "2", "3", "buy", "1"), "fieldCount"],
      [row('BTC"USDT', "1", "2", "3", "buy", "1", "1"), "quoting"],
      [row("XRPUSDT", "1", "2", "3", "buy", "1", "1"), "unknownSymbol"],
      [row("BTCUSDT", "", "2", "3", "buy", "1", "1"), "badTime"],
      [row("BTCUSDT", "1", "2.5", "3", "buy", "1", "1"), "badTime"],
      [row("BTCUSDT", "1", "-2", "3", "buy", "1", "1"), "badTime"],
      [row("BTCUSDT", "1", "2", "3", "Buy", "1", "1"), "badWord"],
      [row("BTCUSDT", "1", "2", "3", "buy", "", "1"), "badNumber"],
      [row("BTCUSDT", "1", "2", "3", "buy", "1", "-1"), "badNumber"],
      [row("BTCUSDT", "1", "2", "3", "buy", "1.001", "1"), "tooFine"],
      [row("BTCUSDT", "1", "2", "3", "buy", "1", "90071993"), "tooLarge"],
    ];
    const header = lines("trades");
    const good = `${HEAD},1,buy,1,1`;
    const { decoder, rows } = read(`nothing\n${header}${bad.map(([line]) => `${line}\n${good}\n`).join("")}`);
    let offset = 8 + header.length;
    const expected = bad.map(([line, reason]) => {
      const at = offset;
      offset += line.length + good.length + 2;
      return { reason, offset: at };
    });
    expect(decoder.rejects.recent()).toEqual([{ reason: "badHeader", offset: 0 }, ...expected] as never);
    expect(rows.length).toBe(bad.length);
    expect(read(FILES.trades, { type: "quotes" }).decoder.rejects.count("badHeader")).toBe(3);
    const uuid = read(lines("trades", `${HEAD},b9c8ef0e-1ac3-4bbc-a9a1-5d4e3a1d1b0e,buy,1,1`));
    expect([uuid.rows[0]!.id, uuid.decoder.idsWithoutNumber]).toEqual([0, 1]);
  });

  test("a message that never fits its batch is refused, and does not hang", () => {
    const decoder = new TardisDecoder({ instruments });
    const batch = new MarketBatch({ rows: 1, maxRows: 8 });
    const bytes = encode(FILES.book_snapshot_5);
    expect(decoder.decode(bytes, batch)).toBe(bytes.length);
    expect([decoder.rejects.count("noRoom"), batch.count]).toEqual([2, 0]);
  });

  test("the beginning of a file tells its symbols and units", () => {
    const probe = (text: string) => probeCsv(encode(text), new TardisDecoder({ instruments }));
    expect(probe(`${L2}binance,BTCUS`)).toEqual([
      { symbol: "BTCUSDT", index: 0, priceDecimals: 2, sizeDecimals: 7 },
      { symbol: "ETHUSDT", index: 1, priceDecimals: 1, sizeDecimals: 0 },
    ]);
    expect(probe("x")).toEqual([]);
    expect(tardisTypeOfName("a/binance-futures_book_snapshot_25_2023-02-01_BTCUSDT.csv")).toBe("book_snapshot_25");
    expect(tardisTypeOfName("deribit/liquidations/2020/x.csv")).toBe("liquidations");
    expect(tardisTypeOfName("trades2.csv")).toBeUndefined();
  });

  test("a function is asked once for each symbol", () => {
    const asked: string[] = [];
    const ask = (symbol: string) => {
      asked.push(symbol);
      return symbol === "BTCUSDT" ? undefined : { index: 2, priceDecimals: 2, sizeDecimals: 3 };
    };
    const { rows, decoder } = read(L2 + L2, { instruments: ask });
    expect(asked).toEqual(["BTCUSDT", "ETHUSDT"]);
    expect([rows.length, decoder.rejects.count("unknownSymbol")]).toEqual([4, 14]);
  });

  test("options that are none", () => {
    expect(() => new TardisDecoder({ instruments, type: "book" as never })).toThrow(ConfigError);
    expect(() => new TardisDecoder({ instruments, start: "now" as never })).toThrow(ConfigError);
    expect(() => new TardisDecoder({ instruments: {} as never })).toThrow(ConfigError);
    expect(() => new TardisEncoder({ instruments, exchange: "a,b", type: "trades" })).toThrow(ConfigError);
  });

  test("random books: what the decoder says of any file is what the rows say", () => {
    for (let seed = 1n; seed <= 20n; seed++) {
      const random = new Random(seed);
      const rows: string[] = [];
      const books = new Map([4, 7].map((index) => [index, new Map<string, string>()]));
      const wasSnapshot = new Map<number, boolean>();
      for (let i = 0; i < 200; i++) {
        const [symbol, index] = random.integer(2) === 0 ? (["BTCUSDT", 4] as const) : (["ETHUSDT", 7] as const);
        const isSnapshot = !wasSnapshot.has(index) || random.integer(20) === 0;
        for (let n = 1 + random.integer(4); n > 0; n--) {
          const side = random.integer(2) === 0 ? "bid" : "ask";
          const price = String((side === "bid" ? 100 : 200) + random.integer(20) / 4);
          const amount = String(isSnapshot ? 1 : random.integer(3));
          if (isSnapshot && wasSnapshot.get(index) !== true) books.get(index)!.clear();
          wasSnapshot.set(index, isSnapshot);
          if (amount === "0") books.get(index)!.delete(`${side} ${price}`);
          else books.get(index)!.set(`${side} ${price}`, amount);
          rows.push(`x,${symbol},${i},${i},${isSnapshot},${side},${price},${amount}`);
        }
      }
      const { batch } = read(lines("incremental_book_L2", ...rows));
      const sync = new BookSync({ instruments: 8, rule: UNNUMBERED_RULE });
      sync.apply(batch);
      for (const [index, book] of books) {
        const levels = [1, 2].flatMap((side) =>
          sync
            .book(index)
            .levels(side as 1 | 2, 100)
            .map(({ price }) => `${side === 1 ? "bid" : "ask"} ${price / 100}`),
        );
        expect([seed, levels.sort()]).toEqual([seed, [...book.keys()].sort()]);
      }
    }
  });

  test("mutated files never break the decoder, and cut anywhere they say the same", () => {
    const result = runCampaign<MarketBatch>({
      corpus: [L2, FILES.trades, FILES.quotes, FILES.book_snapshot_5, FILES.derivative_ticker, FILES.options_chain].map(
        encode,
      ),
      decoder: () => new TardisDecoder({ instruments }),
      out: () => new MarketBatch({ rows: 2, maxRows: 12 }),
      row(out, row, tell) {
        for (const name of MARKET_COLUMNS) tell(out[name][row]!);
      },
      count: mutationCount(),
    });
    expect(result.rows).toBeGreaterThan(result.mutations);
    expect(result.rejects).toBeGreaterThan(result.mutations / 10);
  });
});
