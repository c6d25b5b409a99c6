import { describe, expect, test } from "bun:test";
import { Bar, Quote, Side, Trade } from "@hotpath/core";
import { buildBars, indicator, TimeBars } from "@hotpath/indicators";
import { GatewayClient } from "../client/index.ts";
import type { IndicatorMessage, SubscribeMessage } from "../protocol/index.ts";
import { START, TestDesk } from "../testing/desk.ts";

/** A price that goes up and down, in units. */
const priceAt = (k: number): number => 10_000 + ((k * 37) % 101) - ((k * k) % 53);

function bar(desk: TestDesk, k: number, instrument = 0): void {
  const close = priceAt(k);
  Bar.write(desk.engine.inbox, START + k * 60e6, 0, instrument, 0, close - 1, close + 3, close - 2, close, 10 + k);
  desk.engine.process();
}

function trade(desk: TestDesk, micros: number, price: number, quantity: number, instrument = 0): void {
  Trade.write(desk.engine.inbox, micros, 0, instrument, 0, price, quantity, Side.Buy);
  desk.engine.process();
}

const RSI = { name: "rsi", parameters: { timePeriod: 5 } };
const subscribe = (given: unknown, more: Partial<SubscribeMessage> = {}): Omit<SubscribeMessage, "id"> => ({
  type: "subscribe",
  topic: "indicators",
  instrument: 0,
  indicator: given,
  ...more,
});

describe("bars", () => {
  test("of trades are those that the package builds of the same trades, and close with whatever comes later", async () => {
    await using desk = new TestDesk({ history: { barMillis: 250 } });
    const client = await desk.client("view");
    await client.ask({ type: "subscribe", topic: "bars" });
    const trades = Array.from({ length: 300 }, (_, k) => ({
      time: START + k * 17_000 + ((k * k) % 9) * 900_000,
      price: priceAt(k),
      size: 1 + (k % 4),
    })).sort((a, b) => a.time - b.time);
    for (const { time, price, size } of trades) trade(desk, time, price, size);
    const last = trades.at(-1)!.time;
    // The clock of another instrument closes the last one.
    trade(desk, last + 250_000, 1, 1, 1);
    trades.push({ time: last + 250_000, price: 1, size: 1 });
    const column = (name: "time" | "price" | "size"): Float64Array => Float64Array.from(trades, (each) => each[name]);
    const builder = new TimeBars({ interval: 250_000 });
    const wanted = buildBars(builder, { time: column("time"), price: column("price"), size: column("size") });
    const bars = (await client.of("bar", wanted.close.length)).filter(({ instrument }) => instrument === 0);
    expect(bars.map(({ open, high, low, close, volume }) => [open, high, low, close, volume])).toEqual(
      Array.from(wanted.close, (close, k) => [
        wanted.open[k]!,
        wanted.high[k]!,
        wanted.low[k]!,
        close,
        wanted.volume[k]!,
      ]),
    );
    expect(bars.map(({ time }) => Number(time / 1000n))).toEqual([...wanted.end]);
    expect(bars.map(({ number }) => number)).toEqual(bars.map((_, k) => k + 1));
  });

  test("of quotes until the first trade; of the engine's from its first one on; of none where they are switched off", async () => {
    await using desk = new TestDesk();
    const client = await desk.client("view");
    await client.ask({ type: "subscribe", topic: "bars", instrument: 0 });
    const quote = (micros: number, bid: number): void => {
      Quote.write(desk.engine.inbox, micros, 0, 0, 0, bid, bid + 3, 5, 5, 0);
      desk.engine.process();
    };
    quote(START, 10_000);
    quote(START + 400_000, 10_010);
    quote(START + 1_000_000, 10_005);
    trade(desk, START + 1_500_000, 10_020, 7);
    quote(START + 1_600_000, 1);
    quote(START + 2_000_000, 1);
    expect((await client.of("bar", 2)).map(({ open, close, volume }) => [open, close, volume])).toEqual([
      [10_001, 10_011, 0],
      [10_006, 10_020, 7],
    ]);
    trade(desk, START + 2_100_000, 10_030, 1);
    Bar.write(desk.engine.inbox, START + 3_000_000, 0, 0, 0, 5, 6, 4, 5, 9);
    trade(desk, START + 3_100_000, 10_030, 1);
    trade(desk, START + 9_000_000, 10_030, 1);
    Bar.write(desk.engine.inbox, START + 10_000_000, 0, 0, 0, 6, 7, 5, 6, 8);
    desk.engine.process();
    const bars = await client.of("bar", 5);
    expect(bars.slice(2).map(({ close, volume }) => [close, volume])).toEqual([
      [10_030, 1],
      [5, 9],
      [6, 8],
    ]);
    await using none = new TestDesk({ history: { barMillis: 0 } });
    const other = await none.client("view");
    for (let k = 0; k < 5; k++) trade(none, START + k * 2e6, 10_000, 1);
    expect(await other.ask({ type: "subscribe", topic: "bars", after: 0 })).toMatchObject({ isComplete: true });
    await other.ask({ type: "query", what: "limits" });
    expect(other.heard.filter(({ type }) => type === "bar")).toEqual([]);
  });
});

describe("indicators", () => {
  test("of bars: what the package computes over the same bars in money, from the beginning where it is asked for", async () => {
    await using desk = new TestDesk();
    for (let k = 0; k < 30; k++) bar(desk, k);
    const client = await desk.client("view");
    const asked = await client.ask(subscribe({ name: "MACD" }, { after: 0 }));
    expect(asked).toMatchObject({ isComplete: true, outputs: ["macd", "macdSignal", "macdHist"] });
    for (let k = 30; k < 50; k++) bar(desk, k);
    const closes = Float64Array.from({ length: 50 }, (_, k) => priceAt(k) / 100);
    const { begIdx, outputs } = indicator("MACD").batch(closes);
    const heard = await client.of("indicator", 50 - begIdx);
    expect(heard.map(({ values }) => values)).toEqual(
      Array.from({ length: 50 - begIdx }, (_, k) =>
        ["macd", "macdSignal", "macdHist"].map((name) => outputs[name]![begIdx + k]!),
      ),
    );
    expect(heard.map(({ sequence, instrument }) => [sequence, instrument])).toEqual(
      heard.map((_, k) => [begIdx + k + 1, 0]),
    );
    const features = (await client.of("welcome"))[0]!.features;
    expect(features).toContain("indicators");
  });

  test("without `after` the last value, then the next; over JSON too, with null where an output has none", async () => {
    await using desk = new TestDesk();
    for (let k = 0; k < 40; k++) bar(desk, k);
    const client = await desk.client("view", "hotpath.json");
    await client.ask(subscribe({ name: "ICHIMOKU" }));
    bar(desk, 40);
    const heard = await client.of("indicator", 2);
    expect(heard.map(({ sequence }) => sequence)).toEqual([40, 41]);
    const columns = Object.fromEntries(
      (["high", "low", "close"] as const).map((name, place) => [
        name,
        Float64Array.from({ length: 41 }, (_, k) => (priceAt(k) + [3, -2, 0][place]!) / 100),
      ]),
    );
    const { outputs } = indicator("ICHIMOKU").batch(columns);
    const wanted = Object.values(outputs).map((column) => column.at(-1)!);
    expect(wanted.some(Number.isNaN)).toBe(true);
    expect(heard[1]!.values as (number | null)[]).toEqual(wanted.map((value) => (Number.isNaN(value) ? null : value)));
    await using typed = await GatewayClient.connect({ url: desk.url, token: desk.tokens.view });
    const ichimoku = subscribe({ name: "ICHIMOKU" });
    const { value } = await typed
      .subscribe("indicators", { instrument: 0, indicator: ichimoku.indicator })
      [Symbol.asyncIterator]()
      .next();
    expect((value as IndicatorMessage).values).toEqual(wanted);
  });

  test("of quotes: of mid prices and sizes, the latest", async () => {
    await using desk = new TestDesk();
    for (let k = 0; k < 10; k++) desk.quote(priceAt(k), 0, 5 + k);
    const client = await desk.client("view");
    await client.ask(subscribe({ ...RSI, updates: "quotes" }));
    await client.ask(subscribe({ name: "MICROPRICE", updates: "quotes" }, { rate: 1000 }));
    const wanted = (count: number): number =>
      indicator("RSI", { timePeriod: 5 })
        .batch(Float64Array.from({ length: count }, (_, k) => (2 * priceAt(k) + 2) / 200))
        .outputs.real!.at(-1)!;
    const first = await client.of("indicator", 2);
    expect(first.find(({ subscription }) => subscription === 1)!.values).toEqual([wanted(10)]);
    expect(first.find(({ subscription }) => subscription === 2)!.values).toEqual([(priceAt(9) + 1) / 100]);
    desk.quote(priceAt(10));
    const [, , ...next] = await client.of("indicator", 4);
    expect(next.find(({ subscription }) => subscription === 1)!.values).toEqual([wanted(11)]);
  });

  test("what is wrong is named by its parameter", async () => {
    await using desk = new TestDesk();
    const client = await desk.client("view");
    for (const [given, path] of [
      [undefined, "indicator"],
      [{ name: "NOPE" }, "indicator.name"],
      [{ parameters: {} }, "indicator.name"],
      [{ name: "RSI", parameters: { timePeriod: 0 } }, "indicator.parameters.timePeriod"],
      [{ name: "RSI", parameters: { period: 5 } }, "indicator.parameters.period"],
      [{ name: "RSI", parameters: { timePeriod: 50_000 } }, "indicator.parameters"],
      [{ name: "RSI", updates: "ticks" }, "indicator.updates"],
      [{ name: "RSI", timePeriod: 5 }, "indicator.timePeriod"],
      [{ name: "VPIN" }, "indicator.name"],
      [{ name: "ATR", updates: "quotes" }, "indicator.name"],
    ] as const)
      expect(await client.ask(subscribe(given))).toMatchObject({ type: "failure", code: "BAD_VALUE", path });
    const { instrument: _, ...without } = subscribe(RSI);
    expect(await client.ask(without)).toMatchObject({ code: "BAD_VALUE", path: "instrument" });
    expect(await client.ask(subscribe({ name: "RSI", parameters: { timePeriod: 0 } }))).toMatchObject({
      message: expect.stringContaining("an integer from 2 to 100000"),
    });
  });

  test("the same is computed once; there are only so many; one that nobody uses makes room", async () => {
    await using desk = new TestDesk({ history: { maxIndicators: 2 } });
    const [one, two] = [await desk.client("view"), await desk.client("view")];
    await one.ask(subscribe(RSI));
    await two.ask(subscribe({ name: "RSI", parameters: { time_period: 5 }, updates: "bars" }));
    await one.ask(subscribe({ name: "RSI", parameters: { timePeriod: 6 } }));
    expect(await two.ask(subscribe({ name: "SMA" }))).toMatchObject({ code: "REFUSED", path: "indicator" });
    await one.ask({ type: "unsubscribe", subscription: 1 });
    // The other client has it still.
    expect(await two.ask(subscribe({ name: "SMA" }))).toMatchObject({ code: "REFUSED" });
    await one.ask({ type: "unsubscribe", subscription: 2 });
    expect(await two.ask(subscribe({ name: "SMA" }))).toMatchObject({ type: "subscribed" });
    for (let k = 0; k < 40; k++) bar(desk, k);
    const heard = await two.of("indicator", 35 + 11);
    expect(new Set(heard.map(({ subscription }) => subscription))).toEqual(new Set([1, 2]));
  });

  test("a client that resumes goes on where it was; what is kept no more is a gap", async () => {
    await using desk = new TestDesk({ history: { keptRows: 20 } });
    for (let k = 0; k < 30; k++) bar(desk, k);
    const client = await desk.client("view");
    expect(await client.ask(subscribe(RSI, { after: 3 }))).toMatchObject({ isComplete: false });
    expect(await client.ask(subscribe(RSI, { after: 25 }))).toMatchObject({ isComplete: true });
    const heard = await client.of("indicator", 15 + 5);
    expect(heard.filter(({ subscription }) => subscription === 2).map(({ sequence }) => sequence)).toEqual([
      26, 27, 28, 29, 30,
    ]);
  });
});
