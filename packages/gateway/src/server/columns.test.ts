import { describe, expect, test } from "bun:test";
import { Bar, type EventSink, Quote, Side, Trade } from "@hotpath/core";
import { type EngineSignal, TradingEngine } from "@hotpath/engine";
import fc from "fast-check";
import { GatewayClient } from "../client/index.ts";
import { writeColumn } from "../codec/columns.ts";
import type { MarketColumnsMessage, MarketDataAnswer } from "../protocol/index.ts";
import { START, TestDesk } from "../testing/desk.ts";
import { Wire } from "../testing/wire.ts";

type Columns = Omit<MarketColumnsMessage, "type" | "id">;

/** Quotes as `[symbolId, bid, ask, bidSize, askSize, nanoseconds]`. */
function marketColumns(quotes: readonly (readonly [number, number, number, number, number, bigint])[]): Columns {
  const doubles = (place: 1 | 2 | 3 | 4): Uint8Array => writeColumn(Float64Array.from(quotes, (quote) => quote[place]));
  return {
    count: quotes.length,
    symbolId: writeColumn(Int32Array.from(quotes, ([id]) => id)),
    bidPrice: doubles(1),
    askPrice: doubles(2),
    bidSize: doubles(3),
    askSize: doubles(4),
    timestamp: writeColumn(BigInt64Array.from(quotes, (quote) => quote[5])),
  };
}

function inputs(desk: TestDesk, write: (inbox: EventSink) => void): void {
  write(desk.engine.inbox);
  desk.engine.process();
}

const NANOS = BigInt(START) * 1000n;

for (const protocol of ["hotpath.msgpack", "hotpath.json"]) {
  describe(`marketColumns over ${protocol}`, () => {
    test("the good ones enter the engine as one batch, the others are named by their places", async () => {
      await using desk = new TestDesk();
      const client = await desk.client("trade", protocol);
      const columns = marketColumns([
        [7, 10_000, 10_002, 5, 6, NANOS + 7n],
        [8, 10_000, 10_002, 5, 6, NANOS],
        [9, 20_004, 20_002, 5, 6, NANOS],
        [9, 20_000.5, 20_002, 5, 6, NANOS],
        [9, 20_000, 20_002, 5, 6, -1n],
        [9, 20_000, 20_002, 7, 8, NANOS + 1_234_567n],
      ]);
      const answer = await client.ask({ type: "marketColumns", ...columns });
      expect(answer).toEqual({
        type: "result",
        id: 1,
        sequence: 1,
        value: {
          accepted: 2,
          rejects: [
            { index: 1, reason: "unknownSymbol" },
            { index: 2, reason: "crossed" },
            { index: 3, reason: "badBidPrice" },
            { index: 4, reason: "badTimestamp" },
          ],
        },
      });
      // Two quotes, and the record of who sent them.
      expect(desk.engine.engine.sequence).toBe(3);
      await client.ask({ type: "subscribe", topic: "quotes" });
      const quotes = await client.of("quote", 2);
      expect(
        quotes.map(({ instrument, bidPrice, askSize, time }) => [instrument, bidPrice, askSize, `${time}`]),
      ).toEqual([
        [0, 10_000, 6, `${NANOS + 7n}`],
        [1, 20_000, 8, `${NANOS + 1_234_567n}`],
      ]);
    });
  });
}

describe("marketColumns", () => {
  test("a column of another length is named and nothing is taken; so is a count out of range", async () => {
    await using desk = new TestDesk();
    const client = await desk.client("trade");
    const good = marketColumns([[7, 10_000, 10_002, 5, 6, NANOS]]);
    for (const [wrong, path] of [
      [{ askSize: new Uint8Array(7) }, "askSize"],
      [{ timestamp: new Uint8Array(16) }, "timestamp"],
      [{ venueId: new Uint8Array(8) }, "venueId"],
      [{ count: 0 }, "count"],
      [{ count: 65_537 }, "count"],
    ] as const)
      expect(await client.ask({ type: "marketColumns", ...good, ...wrong })).toMatchObject({ code: "BAD_VALUE", path });
    expect(desk.engine.engine.sequence).toBe(0);
    const viewer = await desk.client("view");
    expect(await viewer.ask({ type: "marketColumns", ...good })).toMatchObject({ code: "FORBIDDEN" });
    expect((await viewer.of("welcome"))[0]!.features).toContain("columns");
  });

  test("columns and maps of the same quotes leave the same engine, and answer the same", async () => {
    const quote = fc.tuple(
      fc.constantFrom(7, 8, 9),
      fc.integer({ min: -5, max: 40 }),
      fc.integer({ min: -5, max: 40 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
      fc.bigInt({ min: NANOS, max: NANOS + 5000n }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(quote, { minLength: 1, maxLength: 20 }), async (quotes) => {
        await using columned = new TestDesk();
        await using mapped = new TestDesk();
        const clients = await Promise.all([columned.client("trade"), mapped.client("trade")]);
        const [left, right] = await Promise.all([
          clients[0].ask({ type: "marketColumns", ...marketColumns(quotes) }),
          clients[1].ask({
            type: "marketData",
            quotes: quotes.map(([symbolId, bid, ask, bidSize, askSize, timestamp]) => ({
              symbolId,
              bidPrice: `${bid < 0 ? "-" : ""}${Math.abs(bid / 100).toFixed(2)}`,
              askPrice: `${ask < 0 ? "-" : ""}${Math.abs(ask / 100).toFixed(2)}`,
              bidSize: `${bidSize}`,
              askSize: `${askSize}`,
              timestamp,
            })),
          }),
        ]);
        expect(left).toEqual(right);
        expect(columned.engine.engine.stateHash()).toBe(mapped.engine.engine.stateHash());
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  test("a full answer has the signals, orders and fills of the batch, and the signals are those of a TradingEngine", async () => {
    await using desk = new TestDesk({ signals: true });
    using engine = new TradingEngine({ instruments: [{ id: 7, symbol: "AAA", priceDecimals: 2 }] });
    const quotes = Array.from({ length: 400 }, (_, k) => {
      const bid = 10_000 + ((k * k) % 17) + Math.floor(k / 10);
      return [7, bid, bid + 2, 1 + (k % 5), 1 + (k % 3), NANOS + BigInt(k) * 1_000_000n] as const;
    });
    const client = await desk.client("trade");
    // Rests far below, and is filled by the batch.
    const order = { type: "submitOrder", instrument: 0, side: "sell", orderType: "limit", quantity: "5" } as const;
    await client.ask({ type: "marketColumns", ...marketColumns(quotes.slice(0, 1)) });
    await client.ask({ ...order, price: "100.20" });
    const answer = await client.ask({ type: "marketColumns", ...marketColumns(quotes.slice(1)), answer: "full" });
    const value = (answer as { value: MarketDataAnswer }).value;
    expect(value).toMatchObject({ accepted: 399, rejects: [] });
    expect(value.processingTimeMicros).toBeGreaterThan(0);
    expect(value.orders).toMatchObject([{ orderId: 1, state: "filled", filled: 5 }]);
    expect(value.fills!.length).toBeGreaterThan(0);
    expect(value.fills).toMatchObject(value.fills!.map(() => ({ type: "fill", orderId: 1, side: "sell" })));
    const wanted = engine.processMarketData(
      quotes.map(([symbolId, bid, ask, bidSize, askSize, timestamp]) => ({
        symbolId,
        bidPrice: `${bid / 100}`,
        askPrice: `${ask / 100}`,
        bidSize,
        askSize,
        timestamp,
      })),
    ).signals;
    expect(wanted.length).toBeGreaterThan(1);
    expect(value.signals).toEqual(wanted.map((signal) => figuresOf(signal)));
    await client.ask({ type: "subscribe", topic: "signals", after: 0 });
    const signals = await client.of("signal", 50);
    for (const { confidence, direction, reason, generator } of signals) {
      expect(generator).toBe("ensemble");
      expect(reason).toStartWith(`ensemble ${confidence.toFixed(2)} ${direction}: `);
    }
  });
});

/** A signal of a `TradingEngine` as the protocol has it. */
function figuresOf({ symbolId: _, symbol: __, interval, timestamp, ...rest }: EngineSignal) {
  return { instrument: 0, ...rest, ...interval, time: timestamp };
}

describe("columns of a client", () => {
  test("trades and bars of all kinds come as they were, in order, in typed arrays", async () => {
    await using desk = new TestDesk();
    await using client = await GatewayClient.connect({ url: desk.url, token: desk.tokens.view });
    const trades = client.subscribeColumns("trades")[Symbol.asyncIterator]();
    const bars = client.subscribeColumns("bars", { instrument: 1 })[Symbol.asyncIterator]();
    await client.request({ type: "query", what: "limits" });
    inputs(desk, (inbox) => {
      for (const [k, side] of [Side.Buy, Side.Sell, -1].entries())
        Trade.write(inbox, START + k, 250 + k, k % 2, 0, 10_000 + k, 2 ** 40 + k, side as Side);
      Bar.write(inbox, START, 0, 0, 0, 1, 2, 1, 2, 1);
      Bar.write(inbox, START, 1, 1, 0, 10, 30, 5, 20, 77);
    });
    const { value: batch } = await trades.next();
    expect(batch).toEqual({
      count: 3,
      sequence: Float64Array.of(1, 2, 3),
      micros: Float64Array.of(START, START + 1, START + 2),
      nanos: Uint16Array.of(250, 251, 252),
      instrument: Int32Array.of(0, 1, 0),
      price: Float64Array.of(10_000, 10_001, 10_002),
      quantity: Float64Array.of(2 ** 40, 2 ** 40 + 1, 2 ** 40 + 2),
      aggressor: Uint8Array.of(0, 1, 2),
    });
    expect((await bars.next()).value).toMatchObject({
      sequence: Float64Array.of(5),
      open: Float64Array.of(10),
      high: Float64Array.of(30),
      low: Float64Array.of(5),
      close: Float64Array.of(20),
      volume: Float64Array.of(77),
    });
  });

  test("of states, the latest of each instrument; other topics have no columns", async () => {
    await using desk = new TestDesk();
    desk.quote(10_000, 0);
    desk.quote(20_000, 1);
    await using client = await GatewayClient.connect({ url: desk.url, token: desk.tokens.view });
    const quotes = client.subscribeColumns("quotes")[Symbol.asyncIterator]();
    expect((await quotes.next()).value).toMatchObject({
      count: 2,
      bidPrice: Float64Array.of(10_000, 20_000),
      askPrice: Float64Array.of(10_002, 20_002),
    });
    inputs(desk, (inbox) => Quote.write(inbox, START + 9e6, 0, 1, 0, 7, 9, 1, 1, 0));
    expect((await quotes.next()).value).toMatchObject({ count: 1, instrument: Int32Array.of(1) });
    const plain = await desk.client("view");
    const wrong = { type: "subscribe", topic: "orders", columns: true } as const;
    expect(await plain.ask(wrong)).toMatchObject({ code: "BAD_VALUE", path: "columns" });
  });

  test("over reconnects and beyond the reader's queue nothing is lost or doubled", async () => {
    const total = 6000;
    await using desk = new TestDesk();
    using wire = await Wire.to(() => desk.port);
    const { url } = wire;
    const token = desk.tokens.view;
    await using client = await GatewayClient.connect({ url, token, firstDelayMillis: 1, maxQueue: 100 });
    const subscription = client.subscribeColumns("trades");
    await client.request({ type: "query", what: "limits" });
    let sent = 0;
    const write = (count: number): void =>
      inputs(desk, (inbox) => {
        for (let k = 0; k < count; k++, sent++) Trade.write(inbox, START + sent, 0, 0, 0, sent + 1, 1, Side.Buy);
      });
    write(700);
    const seen: number[] = [];
    for await (const { price, count } of subscription) {
      expect(price.length).toBe(count);
      seen.push(...price);
      if (seen.length === total) break;
      if (sent < total) {
        write(Math.min(530, total - sent));
        if (seen.length % 3 === 0) {
          wire.cut();
          wire.mend();
        }
      }
    }
    expect(seen).toEqual(Array.from({ length: total }, (_, k) => k + 1));
    expect(subscription.gaps).toBe(0);
    expect(client.reconnects).toBeGreaterThan(0);
  });
});
