import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random, Side } from "@hotpath/core";
import { FeedHandler, type FeedHandlerOptions } from "../feed/feed-handler.ts";
import type { FeedHost } from "../feed/feed-host.ts";
import { webHost } from "../feed/host.ts";
import { SyncedLines } from "../feed/synced-lines.ts";
import type { VenueFeed } from "../feed/venue-feed.ts";
import { JsonLines } from "../json/json-lines.ts";
import { VenueInstruments } from "../json/venue-instruments.ts";
import { MARKET_COLUMNS, MarketBatch } from "../market-batch.ts";
import { BinanceSource } from "../testing/binance-source.ts";
import { messagesOf, recordedBytes } from "../testing/json-feed.ts";
import { KrakenSource } from "../testing/kraken-source.ts";
import { ManualHost } from "../testing/manual-host.ts";
import { VENUE_MANNERS } from "../testing/venue-manners.ts";
import { FAULTS, type SimulatedSource, VenueSimulator } from "../testing/venue-simulator.ts";
import { instrumentsOf, VenueSource } from "../testing/venue-source.ts";
import { binanceFeed } from "../venues/binance/binance-feed.ts";
import { krakenFeed } from "../venues/kraken/kraken-feed.ts";
import { FeedRecorder } from "./feed-recorder.ts";
import type { RecordedEvent } from "./recorded-event.ts";
import { RecordingHost } from "./recording-host.ts";
import { RecordingReader } from "./recording-reader.ts";
import { fileRecordingSink, MemoryRecording } from "./recording-sink.ts";
import { replay } from "./replay.ts";
import { ReplayHost } from "./replay-host.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), "hotpath-recording-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const recorded = await recordedBytes("binance/usdm_btcusdt_20240808.gz");
const FAST = { speed: Number.POSITIVE_INFINITY };
const QUICK = {
  silentMillis: 150,
  connectMillis: 500,
  checkMillis: 20,
  maxMessageBytes: 500_000,
  backoff: { firstMillis: 5, mostMillis: 50 },
  recovery: { timeoutMillis: 300, backoff: { firstMillis: 5, mostMillis: 50 } },
};

/** A handler of which everything that it tells is kept as text: rows with every column, trust, notices. */
function toldHandler(feed: VenueFeed, host: FeedHost, options: Partial<FeedHandlerOptions> = {}) {
  const told: string[] = [];
  const handler = new FeedHandler({
    ...QUICK,
    feed,
    host,
    onBatch: (batch) => told.push(MARKET_COLUMNS.map((name) => batch[name].subarray(0, batch.count).join()).join("|")),
    onTrust: (...trust) => told.push(trust.join()),
    onNotice: (notice) => told.push(JSON.stringify(notice)),
    ...options,
  });
  return { handler, told };
}

const VENUES = {
  kraken: {
    source: () => new KrakenSource(["ALGO/USD", "BTC/USD"], 5),
    feed: (base: VenueSimulator | undefined) => {
      const list = ["ALGO/USD", "NO/SUCH", "BTC/USD"].map((symbol, index) => ({
        symbol,
        index,
        priceDecimals: 2,
        sizeDecimals: 8,
      }));
      const socketBase = base?.socketBase ?? "ws://nowhere.test";
      return krakenFeed(new VenueInstruments(list), { depth: 10, channels: ["book"], socketBase });
    },
  },
  binance: {
    source: () => new BinanceSource(messagesOf(recorded!).slice(0, 20_000), ["BTCUSDT", "ETHUSDT"]),
    feed: (base: VenueSimulator | undefined) => {
      const list = ["BTCUSDT", "NOSUCH", "ETHUSDT"].map((symbol, index) => ({
        symbol,
        index,
        priceDecimals: 2,
        sizeDecimals: 3,
      }));
      const options = {
        socketBase: base?.socketBase ?? "ws://127.0.0.1",
        httpBase: base?.httpBase ?? "http://127.0.0.1",
      };
      return binanceFeed(new VenueInstruments(list), { market: "usdm", streams: ["depth@0ms"], ...options });
    },
  },
} satisfies Record<string, { source: () => SimulatedSource; feed: (base: VenueSimulator | undefined) => VenueFeed }>;

interface SimulatedVenue {
  source(): SimulatedSource & { connected?(): void };
  feed(simulator: VenueSimulator | undefined): VenueFeed;
}

/** Lives through a venue with every fault, and records it. */
async function live(venue: SimulatedVenue, seed: number) {
  const source = venue.source();
  const simulator = new VenueSimulator(source, 2, () => source.connected?.());
  await using _ = simulator;
  const sink = new MemoryRecording();
  const base = webHost({ seed });
  const recorder = await FeedRecorder.open({ sink, host: base, frameBytes: 5000 });
  const feed = venue.feed(simulator);
  const { handler, told } = toldHandler(feed, new RecordingHost(base, recorder));
  const random = new Random(seed);
  handler.start();
  for (let i = 0; i < 120; i++) {
    // In the end all is well again.
    simulator.step(i < 100 && random.chance(0.2) ? FAULTS[random.integer(FAULTS.length)]! : "none");
    await Bun.sleep(2 + random.integer(5));
    if (!simulator.isSilent) continue;
    const { silences } = handler.counters();
    while (handler.counters().silences === silences) await Bun.sleep(5);
    simulator.isSilent = false;
  }
  const counters = handler.counters();
  await handler.close();
  await recorder.close();
  return { told, feed, counters, sink, sync: handler.sync, counts: recorder.counters() };
}

describe("a recorded session, replayed", () => {
  for (const [name, venue] of Object.entries(VENUES)) {
    test.skipIf(name === "binance" && recorded === undefined)(
      `${name}, with every fault: the same handler tells the same again, byte for byte (data/binance)`,
      async () => {
        for (const seed of [1, 2, 3]) {
          const was = await live(venue, seed);
          const reader = new RecordingReader(was.sink.pieces());
          const host = new ReplayHost(reader, FAST);
          const { handler, told } = toldHandler(was.feed, host);
          await host.run(() => handler.start());
          expect(reader.damage).toBeUndefined();
          expect(host.counters()).toMatchObject({
            unmatched: 0,
            messages: was.counts.messages,
            answers: was.counts.answers,
          });
          expect(told.length).toBeGreaterThan(50);
          expect(was.counters.disconnections).toBeGreaterThan(0);
          // What is told as the connection ends for good is no row.
          expect(told.filter((text) => text.includes("|"))).toEqual(was.told.filter((text) => text.includes("|")));
          expect(was.told.slice(0, told.length)).toEqual(told);
          expect(handler.counters()).toEqual(was.counters);
          for (const index of was.feed.instruments.index) {
            for (const side of [Side.Buy, Side.Sell] as const) {
              expect(handler.sync.book(index).levels(side, 1000)).toEqual(was.sync.book(index).levels(side, 1000));
            }
          }
          await handler.close();
        }
      },
    );
  }

  for (const manners of VENUE_MANNERS) {
    test(`the same of ${manners.name}, one symbol of which it does not have`, async () => {
      const symbols = [...manners.symbols, manners.badSymbol];
      const was = await live(
        {
          source: () => new VenueSource(manners, 3),
          feed: (simulator) => manners.feed(instrumentsOf(manners, symbols), simulator!),
        },
        8,
      );
      const host = new ReplayHost(new RecordingReader(was.sink.pieces()), FAST);
      const { handler, told } = toldHandler(was.feed, host);
      await host.run(() => handler.start());
      expect(host.counters().unmatched).toBe(0);
      expect(told.length).toBeGreaterThan(50);
      expect(was.told.slice(0, told.length)).toEqual(told);
      expect(handler.counters()).toEqual(was.counters);
      await handler.close();
    });
  }

  test("with other options it is another handler: timers go by the times of the recording", async () => {
    const was = await live(VENUES.kraken, 4);
    const host = new ReplayHost(new RecordingReader(was.sink.pieces()), { ...FAST, timers: "elapsed" });
    const { handler } = toldHandler(was.feed, host, {
      backoff: { firstMillis: 500, mostMillis: 5000 },
      silentMillis: 60_000,
    });
    await host.run(() => handler.start());
    expect(handler.counters().connections).toBeGreaterThan(1);
    expect(handler.counters().messages + host.counters().unmatched).toBe(was.counts.messages);
    expect(handler.sync.isTrusted(0)).toBe(true);
    for (const side of [Side.Buy, Side.Sell] as const) {
      expect(handler.sync.book(0).levels(side, 100)).toEqual(was.sync.book(0).levels(side, 100));
    }
    await handler.close();
  });

  test("the readers of recordings take it as it is: the same books", async () => {
    const was = await live(VENUES.kraken, 6);
    const { feed } = was;
    const { priceDecimals, sizeDecimals } = feed.instruments;
    const lines = new SyncedLines(new JsonLines(feed.decoder()), {
      instruments: 3,
      rule: feed.rule,
      checksum: feed.checksum!,
      depth: feed.depth!,
      decimals: (i) => ({ priceDecimals: priceDecimals[i]!, sizeDecimals: sizeDecimals[i]! }),
    });
    const batch = new MarketBatch();
    const bytes = Buffer.concat(was.sink.pieces().map((frame) => Bun.zstdDecompressSync(frame)));
    for (let at = 0; at < bytes.length; batch.clear()) at += lines.decode(bytes.subarray(at), batch);
    expect(lines.lines.isUnfinished).toBe(false);
    for (const index of [0, 2]) {
      for (const side of [Side.Buy, Side.Sell] as const) {
        expect(lines.sync.book(index).levels(side, 100)).toEqual(was.sync.book(index).levels(side, 100));
      }
    }
  });

  test.skipIf(recorded === undefined)("a recording of messages alone, as others make it (data/binance)", async () => {
    const list = [{ symbol: "BTCUSDT", index: 0, priceDecimals: 2, sizeDecimals: 3 }];
    const feed = binanceFeed(new VenueInstruments(list), { market: "usdm" });
    const host = new ReplayHost(new RecordingReader([recorded!]), FAST);
    const { handler } = toldHandler(feed, host, { silentMillis: 60_000 });
    await host.run(() => handler.start());
    expect(handler.sync.isTrusted(0)).toBe(true);
    expect(handler.sync.counters(0)).toMatchObject({ snapshots: 1, gaps: 0 });
    expect(handler.counters().rejects).toBe(0);
    await handler.close();
  });
});

describe("replay", () => {
  const START = 1_700_000_000_000_000_000n;
  const events = [0, 100, 100, 350, 300, 60_350].map(
    (millis): RecordedEvent => ({ kind: "timer", time: START + BigInt(millis) * 1_000_000n, number: millis }),
  );

  /** When each event came, in milliseconds since the beginning. */
  async function times(options: object): Promise<number[]> {
    const host = new ManualHost(5_000_000_000n);
    const start = host.clock.nowMicros();
    const came: number[] = [];
    const playing = (async () => {
      for await (const _ of replay(events, { host, ...options })) came.push((host.clock.nowMicros() - start) / 1000);
    })();
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    playing.then(over, over);
    while (!isOver) {
      await Bun.sleep(0);
      host.next();
    }
    await playing;
    return came;
  }

  test("at the speed asked for, by the clock that is given", async () => {
    // A time that falls makes no pause, and the next one is counted from it.
    expect(await times({})).toEqual([0, 100, 100, 350, 350, 60_400]);
    expect(await times({ speed: 4 })).toEqual([0, 25, 25, 87.5, 87.5, 15_100]);
    expect(await times({ speed: 0.5 })).toEqual([0, 200, 200, 700, 700, 120_800]);
    expect(await times({ speed: Number.POSITIVE_INFINITY })).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await times({ maxPauseMillis: 200 })).toEqual([0, 100, 100, 300, 300, 500]);
  });

  test("ends when it is told to, also in a pause", async () => {
    const host = new ManualHost();
    const stop = new AbortController();
    const came: number[] = [];
    const playing = (async () => {
      for await (const event of replay(events, { host, signal: stop.signal }))
        came.push((event as { number: number }).number);
    })();
    await Bun.sleep(0);
    host.next();
    await Bun.sleep(0);
    stop.abort();
    await playing;
    expect([came, host.timers]).toEqual([[0, 100, 100], 0]);
  });

  test("options that are wrong are named", () => {
    expect(times({ speed: 0 })).rejects.toThrow("replay.speed: got 0");
    expect(times({ maxPauseMillis: -1 })).rejects.toThrow("replay.maxPauseMillis: got -1");
  });
});

describe("fileRecordingSink", () => {
  const record = async (path: string, rotates: boolean, texts: string[]) => {
    const options = rotates ? { rotateBytes: 60, frameBytes: 1 } : {};
    const recorder = await FeedRecorder.open({ sink: fileRecordingSink(path, rotates), host: webHost(), ...options });
    for (const text of texts) recorder.message(webHost().clock.now(), text);
    await recorder.close();
  };

  test("never writes over a file, and goes on behind the parts that are there", async () => {
    const path = join(folder, "one.zst");
    await record(path, false, ["{}"]);
    expect(record(path, false, [])).rejects.toThrow("a file that does not exist yet");
    expect(record(join(folder, "none", "x"), false, [])).rejects.toThrow("a file that can be written");
    await record(join(folder, "two.zst"), true, ["{}", "{}"]);
    const before = readdirSync(folder).filter((name) => name.startsWith("two"));
    await record(join(folder, "two.zst"), true, ["{}"]);
    const after = readdirSync(folder).filter((name) => name.startsWith("two"));
    expect([before.includes("two.0001.zst"), after.length > before.length]).toEqual([true, true]);
    const messages: string[] = [];
    for (const name of after.sort()) {
      for await (const event of new RecordingReader(Bun.file(join(folder, name)).stream())) {
        if (event.kind === "message") messages.push(new TextDecoder().decode(event.data));
      }
    }
    expect(messages).toEqual(["{}", "{}", "{}"]);
  });
});
