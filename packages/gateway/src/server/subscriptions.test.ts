import { describe, expect, test } from "bun:test";
import { BookLevel, Side, Trade } from "@hotpath/core";
import type { StrategyEngine } from "@hotpath/engine";
import type { BookMessage } from "../protocol/index.ts";
import { MessagePackWriter, PROTOCOL_VERSION } from "../protocol/index.ts";
import { START, TestDesk } from "../testing/desk.ts";
import { until } from "../transport/testing/conformance.ts";
import { clientFrame, openRaw } from "../transport/testing/raw-client.ts";

function level(desk: TestDesk, micros: number, side: number, price: number, size: number): void {
  BookLevel.write(desk.engine.inbox, micros, 0, 0, 0, price, size, side, 0);
  desk.engine.process();
}

function print(desk: TestDesk, k: number): void {
  Trade.write(desk.engine.inbox, START + k, 0, k % 2, 0, 10_000 + k, 1, Side.Buy);
  desk.engine.process();
}

for (const protocol of ["hotpath.msgpack", "hotpath.json"]) {
  describe(`over ${protocol}`, () => {
    test("quotes: a snapshot, then changes, numbered and with the engine's sequence", async () => {
      await using desk = new TestDesk();
      desk.quote(10_000);
      const client = await desk.client("view", protocol);
      expect(await client.ask({ type: "subscribe", topic: "quotes" })).toMatchObject({
        subscription: 1,
        sequence: 1,
        isComplete: true,
      });
      await client.of("quote");
      desk.quote(10_010);
      await client.of("quote", 2);
      desk.quote(10_020, 1);
      const quotes = await client.of("quote", 3);
      expect(
        quotes.map(({ number, sequence, instrument, bidPrice, askSize }) => [
          number,
          sequence,
          instrument,
          bidPrice,
          askSize,
        ]),
      ).toEqual([
        [1, 1, 0, 10_000, 100],
        [2, 2, 0, 10_010, 100],
        [3, 3, 1, 10_020, 100],
      ]);
      expect(`${quotes[0]!.time}`).toBe(`${BigInt(START + 1000) * 1000n}`);
    });
  });
}

describe("books", () => {
  test("a snapshot to the depth that was asked for, then changes from which the book is rebuilt", async () => {
    await using desk = new TestDesk();
    for (const [k, price] of [9_990, 9_980, 9_970, 9_960].entries()) level(desk, START + k, Side.Buy, price, 10 + k);
    level(desk, START + 9, Side.Sell, 10_010, 5);
    const client = await desk.client("view");
    await client.ask({ type: "subscribe", topic: "book", instrument: 0, depth: 2 });
    const [snapshot] = await client.of("book");
    expect(snapshot).toMatchObject({
      number: 1,
      sequence: 5,
      snapshot: true,
      bids: [9_990, 10, 9_980, 11],
      asks: [10_010, 5],
    });
    // The best bid goes: the third level comes into sight.
    level(desk, START + 10, Side.Buy, 9_990, 0);
    expect((await client.of("book", 2))[1]).toMatchObject({
      number: 2,
      snapshot: false,
      bids: [9_970, 12, 9_990, 0],
      asks: [],
    });
    // What is out of sight is no news.
    level(desk, START + 11, Side.Buy, 9_960, 99);
    level(desk, START + 12, Side.Sell, 10_010, 6);
    const books = await client.of("book", 3);
    expect(books[2]).toMatchObject({ number: 3, sequence: 8, bids: [], asks: [10_010, 6] });
    expect(rebuilt(books)).toEqual({
      bids: [
        [9_980, 11],
        [9_970, 12],
      ],
      asks: [[10_010, 6]],
    });
  });

  test("levels that were there before the gateway are in the book and in the quote", async () => {
    const before = (engine: StrategyEngine): void => {
      for (const [side, price, size] of [
        [Side.Buy, 9_990, 7],
        [Side.Buy, 9_980, 8],
        [Side.Sell, 10_010, 9],
      ] as const)
        BookLevel.write(engine.inbox, START, 0, 0, 0, price, size, side, 0);
      engine.process();
    };
    await using desk = new TestDesk({ books: true, before });
    const client = await desk.client("view");
    await client.ask({ type: "subscribe", topic: "book", instrument: 0 });
    expect((await client.of("book"))[0]).toMatchObject({ sequence: 3, bids: [9_990, 7, 9_980, 8], asks: [10_010, 9] });
    await client.ask({ type: "subscribe", topic: "quotes" });
    expect((await client.of("quote"))[0]).toMatchObject({ bidPrice: 9_990, bidSize: 7, askPrice: 10_010, askSize: 9 });
  });

  test("without levels a book is its quote; without an instrument it is none", async () => {
    await using desk = new TestDesk();
    desk.quote(10_000);
    const client = await desk.client("view");
    await client.ask({ type: "subscribe", topic: "book", instrument: 0 });
    expect((await client.of("book"))[0]).toMatchObject({ bids: [10_000, 100], asks: [10_002, 100] });
    for (const [request, path] of [
      [{ topic: "book" }, "instrument"],
      [{ topic: "book", instrument: 2 }, "instrument"],
      [{ topic: "book", instrument: 0, depth: 0 }, "depth"],
      [{ topic: "quotes", rate: 0 }, "rate"],
    ] as const)
      expect(await client.ask({ type: "subscribe", ...request })).toMatchObject({ type: "failure", path });
    expect(await client.ask({ type: "unsubscribe", subscription: 99 })).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("rates", () => {
  test("what changes in between is conflated, and the latest is not missed", async () => {
    await using desk = new TestDesk();
    const client = await desk.client("view");
    await client.ask({ type: "subscribe", topic: "quotes", rate: 20 });
    for (let k = 1; k <= 50; k++) {
      desk.quote(10_000 + k);
      await Bun.sleep(1);
    }
    await until(() => client.heard.some((m) => m.type === "quote" && m.bidPrice === 10_050), "the last quote");
    const quotes = await client.of("quote");
    expect(quotes.length).toBeLessThan(50);
    expect(quotes.map(({ number }) => number)).toEqual(quotes.map((_, k) => k + 1));
    const sequences = quotes.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  });
});

describe("things that happen", () => {
  test("each comes once, in order, of one instrument where one was named", async () => {
    await using desk = new TestDesk();
    const client = await desk.client("view");
    await client.ask({ type: "subscribe", topic: "trades" });
    await client.ask({ type: "subscribe", topic: "trades", instrument: 1 });
    for (let k = 0; k < 1000; k++) print(desk, k);
    const trades = await client.of("trade", 1500);
    const first = trades.filter(({ subscription }) => subscription === 1);
    const second = trades.filter(({ subscription }) => subscription === 2);
    expect(first.map(({ price }) => price)).toEqual(Array.from({ length: 1000 }, (_, k) => 10_000 + k));
    expect(first.map(({ number }) => number)).toEqual(Array.from({ length: 1000 }, (_, k) => k + 1));
    expect(second.map(({ price }) => price)).toEqual(Array.from({ length: 500 }, (_, k) => 10_001 + 2 * k));
    expect(second.map(({ number }) => number)).toEqual(Array.from({ length: 500 }, (_, k) => k + 1));
  });

  test("after a sequence they go on from there; a gap is told", async () => {
    await using desk = new TestDesk({ limits: { keptMessages: 100 } });
    for (let k = 0; k < 150; k++) print(desk, k);
    const client = await desk.client("view");
    expect(await client.ask({ type: "subscribe", topic: "trades", after: 120 })).toMatchObject({ isComplete: true });
    const trades = await client.of("trade", 30);
    expect(trades.map(({ sequence, number }) => [sequence, number])).toEqual(
      Array.from({ length: 30 }, (_, k) => [121 + k, k + 1]),
    );
    expect(await client.ask({ type: "subscribe", topic: "trades", after: 50 })).toMatchObject({ isComplete: true });
    expect(await client.ask({ type: "subscribe", topic: "trades", after: 49 })).toMatchObject({ isComplete: false });
  });

  test("events have every record by its name, once somebody asks", async () => {
    await using desk = new TestDesk();
    const client = await desk.client("view");
    await client.ask({ type: "subscribe", topic: "events" });
    desk.quote(10_000);
    expect((await client.of("event"))[0]).toMatchObject({ name: "Quote", fields: { bidPrice: 10_000, instrument: 0 } });
  });
});

describe("a client that does not read", () => {
  test("holds a bounded number of bytes, is too slow when what it missed is kept no more, and slows nobody down", async () => {
    const bufferBytes = 65_536;
    await using desk = new TestDesk({ limits: { keptMessages: 2000, bufferBytes } });
    const reader = await desk.client("view");
    await reader.ask({ type: "subscribe", topic: "trades" });
    const slow = await openRaw(desk.port);
    const writer = new MessagePackWriter();
    writer.value({ type: "hello", version: PROTOCOL_VERSION, token: desk.tokens.view });
    writer.value({ type: "subscribe", id: 1, topic: "trades" });
    writer.value({ type: "subscribe", id: 2, topic: "quotes" });
    slow.write(clientFrame(writer.written()));
    const metric = async (name: string): Promise<number> => {
      const headers = { authorization: `Bearer ${desk.tokens.view}` };
      const text = await (await fetch(`http://127.0.0.1:${desk.port}/metrics`, { headers })).text();
      return Number(new RegExp(`^hotpath_gateway_${name} (.*)$`, "m").exec(text)?.[1]);
    };
    let most = 0;
    let sent = 0;
    for (let round = 0; round < 400 && (await metric("slow_total")) === 0; round++) {
      for (let k = 0; k < 500; k++) print(desk, sent++);
      await Bun.sleep(1);
      most = Math.max(most, await metric("buffered_bytes_max"));
    }
    expect(await metric("slow_total")).toBe(1);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(2 * bufferBytes);
    await until(() => reader.heard.filter(({ type }) => type === "trade").length === sent, "the other has all");
    slow.destroy();
  }, 30_000);
});

function rebuilt(books: readonly BookMessage[]): { bids: number[][]; asks: number[][] } {
  const [bids, asks] = [new Map<number, number>(), new Map<number, number>()];
  for (const book of books)
    for (const [side, rows] of [
      [bids, book.bids],
      [asks, book.asks],
    ] as const) {
      if (book.snapshot) side.clear();
      for (let k = 0; k < rows.length; k += 2)
        if (rows[k + 1] === 0) side.delete(rows[k]!);
        else side.set(rows[k]!, rows[k + 1]!);
    }
  return { bids: [...bids].sort(([a], [b]) => b - a), asks: [...asks].sort(([a], [b]) => a - b) };
}
