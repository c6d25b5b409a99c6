import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random, Side } from "@hotpath/core";
import fc from "fast-check";
import { BookTrust, StaleReason } from "../feed/book-keeper.ts";
import type { FeedHost } from "../feed/feed-host.ts";
import { webHost } from "../feed/host.ts";
import { VenueInstruments } from "../json/venue-instruments.ts";
import { MarketBatch, type MarketRow } from "../market-batch.ts";
import { BadSymbol, FakeCcxt, NetworkError, RateLimitExceeded, RequestTimeout } from "../testing/fake-ccxt.ts";
import { ManualHost } from "../testing/manual-host.ts";
import { VENUE_MANNERS } from "../testing/venue-manners.ts";
import { VenueSimulator } from "../testing/venue-simulator.ts";
import { VenueSource } from "../testing/venue-source.ts";
import { ccxtFailure } from "./ccxt-failure.ts";
import { CcxtFeed, type CcxtFeedOptions } from "./ccxt-feed.ts";
import { ccxtInstruments } from "./ccxt-instruments.ts";
import { CcxtNormalizer } from "./ccxt-normalizer.ts";
import { openCcxt } from "./open-ccxt.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const BTC = "BTC/USDT";
const ETH = "ETH/USDT";
const list = [BTC, ETH].map((symbol, index) => ({ symbol, index: index + 3, priceDecimals: 2, sizeDecimals: 8 }));
const instruments = new VenueInstruments(list);

function world(exchange = new FakeCcxt([BTC, ETH]), options: Partial<CcxtFeedOptions> = {}) {
  const clock = new ManualHost();
  const host = { ...clock, clock: clock.clock, random: new Random(1), after: clock.after.bind(clock) } as Pick<
    FeedHost,
    "clock" | "random" | "after"
  >;
  const rows: MarketRow[] = [];
  const said: string[] = [];
  const name = (values: object, value: number) => Object.entries(values).find(([, v]) => v === value)![0];
  const feed = new CcxtFeed({
    exchange,
    instruments,
    host,
    onBatch: (batch) => rows.push(...batch.toArray()),
    onTrust: (entry, trust, reason) => said.push(`${entry} ${name(BookTrust, trust)}/${name(StaleReason, reason)}`),
    onFailure: ({ entry, channel, code, isFinal }) =>
      said.push(`${entry} ${channel} ${code}${isFinal ? ", final" : ""}`),
    ...options,
  });
  const levels = (side: Side, index = 3) =>
    feed.sync
      .book(index)
      .levels(side, 10)
      .map(({ price, quantity }) => [price, quantity]);
  const take = () => rows.splice(0);
  return { exchange, clock, feed, said, take, levels };
}

const BOOK = {
  bids: [
    [100.1, 0.5],
    ["99.5", "2"],
  ],
  asks: [[100.2, 1e-8]],
  timestamp: 1_700_000_000_123,
  nonce: 7,
};

describe("CcxtFeed", () => {
  test("a book: whole first, then what has changed, in exact units", async () => {
    const it = world();
    it.feed.start();
    await it.exchange.push("watchOrderBook", BTC, BOOK);
    expect(it.take()).toMatchObject([
      { kind: "BookSnapshot", instrument: 3, sequence: 7, timeMicros: 1_700_000_000_123_000 },
      { kind: "Level", side: "Buy", price: 10010, quantity: 50_000_000 },
      { kind: "Level", side: "Buy", price: 9950, quantity: 200_000_000 },
      { kind: "Level", side: "Sell", price: 10020, quantity: 1, flags: ["Snapshot", "Last"] },
    ]);
    await it.exchange.push("watchOrderBook", BTC, { ...BOOK, bids: [[100.1, 0.75]], nonce: 9 });
    expect(it.take()).toMatchObject([
      { kind: "BookDelta", sequence: 9 },
      { kind: "Level", side: "Buy", price: 9950, quantity: 0 },
      { kind: "Level", side: "Buy", price: 10010, quantity: 75_000_000, flags: ["Last"] },
    ]);
    await it.exchange.push("watchOrderBook", BTC, { ...BOOK, bids: [[100.1, 0.75]], nonce: 10 });
    expect(it.take()).toEqual([]);
    expect([it.levels(Side.Buy), it.feed.sync.isTrusted(3), it.feed.status]).toEqual([
      [[10010, 75_000_000]],
      true,
      "open",
    ]);
    await it.feed.close();
    expect(it.exchange.closings).toBe(1);
    expect(it.feed.status).toBe("closed");
    expect(() => it.feed.start()).toThrow("the feed is closed");
  });

  test("trades and tickers", async () => {
    const it = world(undefined, { channels: ["trades", "ticker"] });
    it.feed.start();
    const trade = { id: "71", timestamp: 1_700_000_000_001, side: "sell", price: "100.10", amount: "0.00000003" };
    await it.exchange.push("watchTrades", BTC, [trade, { ...trade, id: "x-1", side: undefined }]);
    await it.exchange.push("watchTrades", BTC, [trade, { ...trade, id: "72" }, { ...trade, id: "60", timestamp: 1 }]);
    const common = { kind: "Trade", price: 10010, quantity: 3, timeMicros: 1_700_000_000_001_000 };
    expect(it.take()).toMatchObject([
      { ...common, side: "Sell", id: 71 },
      { ...common, side: "None", id: 0 },
      { ...common, side: "Sell", id: 72 },
    ]);
    const sides = { bid: "100.1", bidVolume: "2", ask: 100.2, askVolume: 3 };
    await it.exchange.push("watchTicker", ETH, { last: "5.1", baseVolume: "1234.5", timestamp: 5, ...sides });
    await it.exchange.push("watchTicker", ETH, { last: "5.2", timestamp: 6 });
    expect(it.take()).toMatchObject([
      { kind: "Ticker", instrument: 4, price: 510, quantity: 123_450_000_000 },
      { kind: "Quote", price: 10010, quantity: 200_000_000, otherPrice: 10020, otherQuantity: 300_000_000 },
      { kind: "Ticker", price: 520, quantity: Number.NaN },
    ]);
    await it.feed.close();
  });

  test("a failure is of one symbol's channel: it waits, and tries again; one that is final does not", async () => {
    const exchange = new FakeCcxt([BTC, ETH]);
    const it = world(exchange, { channels: ["book"], backoff: { firstMillis: 100, jitter: 0 }, silentMillis: 1e9 });
    it.feed.start();
    await exchange.push("watchOrderBook", BTC, BOOK);
    await exchange.push("watchOrderBook", ETH, BOOK);
    it.take();
    await exchange.fail("watchOrderBook", BTC, new RequestTimeout("ping-pong keepalive missing"));
    expect(it.said.slice(-2)).toEqual(["0 book network", "0 Stale/Disconnected"].reverse());
    expect(it.take()).toMatchObject([{ kind: "BookClear", instrument: 3 }]);
    expect([it.feed.sync.isTrusted(3), it.feed.sync.isTrusted(4)]).toEqual([false, true]);
    const calls = exchange.calls.length;
    it.clock.advance(99);
    await Bun.sleep(0);
    expect(exchange.calls).toHaveLength(calls);
    it.clock.advance(1);
    await Bun.sleep(0);
    await exchange.push("watchOrderBook", BTC, BOOK);
    expect(it.take()[0]).toMatchObject({ kind: "BookSnapshot", instrument: 3 });
    expect(it.feed.sync.isTrusted(3)).toBe(true);
    // It never comes again.
    delete exchange.markets[ETH];
    await exchange.push("watchOrderBook", ETH, BOOK);
    it.clock.advance(60_000);
    await Bun.sleep(0);
    expect(it.said.filter((text) => text.includes("final"))).toEqual(["1 book badSymbol, final"]);
    expect(it.feed.counters()).toMatchObject({ connections: 1, disconnections: 1, rejects: 0 });
    await it.feed.close();
  });

  test("where ccxt cannot watch, it asks again and again", async () => {
    const exchange = new FakeCcxt([BTC, ETH], ["fetchOrderBook", "fetchTrades"]);
    const it = world(exchange, { pollMillis: 500 });
    it.feed.start();
    await exchange.push("fetchOrderBook", BTC, BOOK);
    expect(it.take()).toHaveLength(4);
    it.clock.advance(499);
    await Bun.sleep(0);
    expect(exchange.calls.filter((call) => call === `fetchOrderBook ${BTC}`)).toHaveLength(1);
    it.clock.advance(1);
    await Bun.sleep(0);
    expect(exchange.calls.filter((call) => call === `fetchOrderBook ${BTC}`)).toHaveLength(2);
    await exchange.fail("fetchOrderBook", BTC, new RateLimitExceeded("slower"));
    expect(it.said.at(-1)).toBe("0 book rateLimit");
    expect(it.feed.counters()).toMatchObject({ snapshotRequests: 5, snapshotFailures: 1 });
    await it.feed.close();
  });

  test("an exchange that can do neither fails for good", async () => {
    const exchange = new FakeCcxt([BTC, ETH], []);
    Object.assign(exchange, { fetchTicker: undefined });
    const it = world(exchange, { channels: ["ticker"] });
    it.feed.start();
    await Bun.sleep(0);
    expect(it.said).toEqual(["0 ticker notSupported, final", "1 ticker notSupported, final"]);
    await it.feed.close();
  });

  test("silence: a book that is old is stale, and when nothing comes at all the sockets are opened anew", async () => {
    const it = world(undefined, {
      channels: ["book"],
      staleMillis: 3000,
      silentMillis: 10_000,
      backoff: { firstMillis: 1, jitter: 0 },
    });
    it.feed.start();
    await it.exchange.push("watchOrderBook", BTC, BOOK);
    for (let i = 0; i < 4; i++) {
      it.clock.advance(1000);
      await Bun.sleep(0);
    }
    expect(it.said.at(-1)).toBe("0 Stale/Silent");
    for (let i = 0; i < 8; i++) {
      it.clock.advance(1000);
      await Bun.sleep(0);
    }
    expect([it.exchange.closings, it.feed.counters().silences]).toEqual([1, 1]);
    it.clock.advance(10);
    await Bun.sleep(0);
    await it.exchange.push("watchOrderBook", BTC, BOOK);
    expect([it.feed.sync.isTrusted(3), it.feed.status, it.feed.counters().connections]).toEqual([true, "open", 2]);
    await it.feed.close();
    expect(it.exchange.calls.length).toBeLessThan(12);
  });

  test("a number that would have to be rounded makes the book stale, until one that is exact", async () => {
    const it = world(undefined, { channels: ["book"] });
    it.feed.start();
    await it.exchange.push("watchOrderBook", BTC, BOOK);
    for (const [price, reason] of [
      [100.125, "tooFine"],
      [0.1 + 0.2, "tooLarge"],
      [Number.NaN, "badNumber"],
      ["1e400", "tooLarge"],
    ] as const) {
      await it.exchange.push("watchOrderBook", BTC, { ...BOOK, bids: [[price, 1]] });
      expect([it.feed.sync.trust(3), it.feed.sync.reason(3)]).toEqual([BookTrust.Stale, StaleReason.LostMessage]);
      expect(it.feed.normalizer.rejects.recent().at(-1)!.reason).toBe(reason);
      it.take();
      await it.exchange.push("watchOrderBook", BTC, BOOK);
      expect([it.take()[0]!.kind, it.feed.sync.isTrusted(3)]).toEqual(["BookSnapshot", true]);
    }
    await it.exchange.push("watchOrderBook", BTC, { nothing: true });
    expect(it.feed.sync.isTrusted(3)).toBe(false);
    await it.feed.close();
  });

  test("what a consumer throws ends the feed and is told by close; wrong options are named", async () => {
    const it = world(undefined, {
      onBatch: () => {
        throw new Error("no more");
      },
    });
    it.feed.start();
    await it.exchange.push("watchOrderBook", BTC, BOOK);
    expect(it.feed.status).toBe("closed");
    expect(it.feed.close()).rejects.toThrow("no more");
    expect(() => world(undefined, { depth: 0 })).toThrow("ccxtFeed.depth: got 0");
    expect(() => world(undefined, { channels: ["candles" as never] })).toThrow(
      'ccxtFeed.channels[0]: got "candles"; allowed: book, trades, ticker',
    );
  });
});

describe("CcxtNormalizer", () => {
  test("a double of no more than 15 digits is the decimal of which it was made, whatever it is", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999_999_999_999 }),
        fc.integer({ min: 0, max: 8 }),
        (units, decimals) => {
          const one = new VenueInstruments([
            { symbol: BTC, index: 0, priceDecimals: decimals, sizeDecimals: decimals },
          ]);
          const digits = String(units).padStart(decimals + 1, "0");
          const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
          for (const value of [text, Number(text)]) {
            const batch = new MarketBatch();
            const normalizer = new CcxtNormalizer(one);
            expect(normalizer.book(0, { bids: [[value, value]], asks: [] }, batch)).toBe(true);
            expect(batch.at(1)).toMatchObject({ price: units, quantity: units });
          }
        },
      ),
    );
  });
});

describe("ccxt", () => {
  test("errors are told apart by their classes", () => {
    const of = (error: unknown) => ccxtFailure(error, 1, "book");
    expect(of(new BadSymbol("x"))).toMatchObject({ code: "badSymbol", isFinal: true, message: "x", entry: 1 });
    expect(of(new RateLimitExceeded("x"))).toMatchObject({ code: "rateLimit", isFinal: false });
    expect(of(new NetworkError("x"))).toMatchObject({ code: "network", isFinal: false });
    for (const odd of [new Error("x"), "x", undefined, null, Object.create(null)]) {
      expect(of(odd)).toMatchObject({ code: "unknown", isFinal: false });
    }
  });

  test("units come from the precision of markets, whatever its mode", async () => {
    const find = async (mode: number, price: unknown, amount: unknown) => {
      const exchange = Object.assign(new FakeCcxt([BTC]), { precisionMode: mode });
      exchange.markets[BTC] = { symbol: BTC, precision: { price, amount } as never };
      const { priceDecimals, sizeDecimals } = await ccxtInstruments(exchange, [BTC]);
      return [priceDecimals[0], sizeDecimals[0]];
    };
    expect(await find(4, "0.05", "1e-8")).toEqual([2, 8]);
    expect(await find(4, 0.5, 1e-7)).toEqual([1, 7]);
    expect(await find(4, "10", "0.0100")).toEqual([0, 2]);
    expect(await find(2, 3, "5")).toEqual([3, 5]);
    expect(await find(2, -2, undefined)).toEqual([0, 8]);
    expect(await find(3, 5, 5)).toEqual([8, 8]);
    expect(await find(4, "rubbish", 0)).toEqual([8, 8]);
    const named = await ccxtInstruments(new FakeCcxt([BTC]), [BTC], { indexOf: () => 9, priceDecimals: 4 });
    expect([named.index[0], named.priceDecimals[0], named.sizeDecimals[0]]).toEqual([9, 4, 8]);
    expect(ccxtInstruments(new FakeCcxt([BTC]), ["NO/SUCH"])).rejects.toThrow(
      'ccxt.symbols[0]: got "NO/SUCH"; allowed: a symbol of fake',
    );
  });

  test("without the package, or the exchange, it says what to do", async () => {
    const missing = openCcxt("kraken", {}, () => Promise.reject(new Error("Cannot find package")));
    expect(missing).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: "the package ccxt is not installed: bun add ccxt",
    });
    class Plain extends FakeCcxt {
      readonly config: object;
      constructor(config: object) {
        super([BTC]);
        this.config = config;
      }
    }
    class Pro extends Plain {}
    const module = { version: "4", Exchange: FakeCcxt, plain: Plain, both: Plain, pro: { both: Pro } };
    const load = () => Promise.resolve({ default: module });
    const pro = (await openCcxt("both", { timeout: 5, number: String }, load)) as unknown as Plain;
    expect([pro, pro.config]).toEqual([expect.any(Pro), expect.objectContaining({ number: Number })]);
    const plain = (await openCcxt("plain", { timeout: 5, number: Number }, load)) as unknown as Plain;
    expect(plain.config).toEqual({ enableRateLimit: true, newUpdates: true, timeout: 5, number: String });
    for (const id of ["none", "version", "__proto__", "constructor"]) {
      expect(openCcxt(id, {}, load)).rejects.toThrow("ccxt.exchange");
    }
  });
});

// The package itself is 59 MB: it is tested where it is installed, or where HOTPATH_CCXT names its file.
const NAME: string = process.env.HOTPATH_CCXT ?? "ccxt";
const ccxt = await import(NAME).catch(() => undefined);

if (ccxt !== undefined) {
  describe("ccxt itself", () => {
    test("its Kraken, over a socket: the books are those of the venue", async () => {
      const manners = VENUE_MANNERS.find(({ name }) => name === "Kraken 2")!;
      // ccxt does not expect to be told of what it has not asked for.
      const source = new VenueSource({ ...manners, isStrict: true }, 5);
      await using simulator = new VenueSimulator(source, 2, () => source.connected());
      const exchange = await openCcxt("kraken", {}, async () => ccxt);
      const market = (symbol: string) => {
        const [base, quote] = symbol.split("/");
        const wsId = { wsname: symbol };
        return {
          id: symbol,
          symbol,
          base,
          quote,
          info: wsId,
          active: true,
          spot: true,
          type: "spot",
          precision: { price: "0.01", amount: "1e-8" },
          limits: {},
        };
      };
      const real = exchange as unknown as {
        loadHttpProxyAgent(): Promise<unknown>;
        setMarkets(list: unknown[]): void;
        urls: { api: { ws: Record<string, string> } };
      };
      // It takes sockets without TLS only with this.
      await real.loadHttpProxyAgent();
      real.setMarkets(manners.symbols.map(market));
      for (const name of Object.keys(real.urls.api.ws)) real.urls.api.ws[name] = simulator.socketBase;
      const failures: string[] = [];
      await using feed = new CcxtFeed({
        exchange,
        instruments: await ccxtInstruments(exchange, manners.symbols),
        host: webHost({ seed: 1 }),
        channels: ["book"],
        depth: 10,
        onBatch: () => {},
        onFailure: ({ code }) => failures.push(code),
        backoff: { firstMillis: 5, mostMillis: 50 },
      });
      feed.start();
      const isTrue = (entry: number) => {
        const side = (which: Side) =>
          feed.sync
            .book(entry)
            .levels(which, 100)
            .map(({ price, quantity }) => [price, quantity]);
        return JSON.stringify([side(Side.Buy), side(Side.Sell)]) === JSON.stringify(source.levels(entry));
      };
      // After a loss, whole books come with the messages that follow.
      const settle = async () => {
        for (;;) {
          for (let i = 0; i < 4; i++) simulator.step();
          for (let wait = 0; wait < 20; wait++) {
            await Bun.sleep(2);
            if ([0, 1].every((entry) => feed.sync.isTrusted(entry) && isTrue(entry))) return;
          }
        }
      };
      for (let round = 0; round < 20; round++) await settle();
      expect(failures).toEqual([]);
      simulator.step("disconnect");
      while (failures.length < 2 || simulator.connections < 2) await Bun.sleep(5);
      for (let round = 0; round < 5; round++) await settle();
      expect([...new Set(failures)]).toEqual(["network"]);
      expect(feed.counters().rejects).toBe(0);
    });
  });
}
