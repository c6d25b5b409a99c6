import { describe, expect, test } from "bun:test";
import { InputError, Random } from "@hotpath/core";
import {
  type ClientMessage,
  checkClientMessage,
  MessagePackReader,
  MessagePackWriter,
  PROTOCOL_VERSION,
  toJson,
} from "../protocol/index.ts";
import { TestDesk } from "../testing/desk.ts";
import { until } from "../transport/testing/conformance.ts";
import { decodeFrame } from "./frames.ts";

const FRAMES = process.env.HOTPATH_LONG === "1" ? 1_000_000 : 10_000;
const SEED = 20_240_131;

const SAMPLES: readonly ClientMessage[] = [
  { type: "hello", version: PROTOCOL_VERSION, token: "hp.1.x", client: "c" },
  { type: "alive" },
  { type: "subscribe", id: 1, topic: "book", instrument: 0, depth: 5, rate: 10, after: 7 },
  { type: "unsubscribe", id: 2, subscription: 1 },
  {
    type: "submitOrder",
    id: 3,
    instrument: 0,
    side: "buy",
    orderType: "limit",
    price: "1.00",
    quantity: "1",
    key: "k",
  },
  { type: "setRiskLimits", id: 4, limits: { maxLeverage: 3, instruments: [{ id: 1, maxOrderSize: "5" }] } },
  {
    type: "marketData",
    id: 5,
    quotes: [
      { symbolId: 7, bidPrice: "1", askPrice: "2", bidSize: "3", askSize: "4", timestamp: 1_700_000_000_000_000_001n },
    ],
  },
  { type: "query", id: 6, what: "orders", from: 0, to: 9, limit: 1 },
  {
    type: "marketColumns",
    id: 7,
    count: 2,
    symbolId: new Uint8Array(8),
    bidPrice: new Uint8Array(16),
    askPrice: new Uint8Array(16),
    bidSize: new Uint8Array(16),
    askSize: new Uint8Array(16),
    timestamp: new Uint8Array(16),
    venueId: new Uint8Array(8),
    answer: "full",
  },
  {
    type: "submitOrder",
    id: 8,
    instrument: 0,
    side: "sell",
    orderType: "trailing-stop",
    quantity: "1",
    trailPercent: 50,
    timeInForce: "gtd",
    expires: 1_700_000_000_000_000_001n,
    takeProfit: "2.00",
  },
  { type: "replay", id: 9, action: "seek", at: 1_700_000_000_000_000_001n, steps: -1 },
  { type: "killSwitch", id: 10, engaged: true, reason: "✓" },
];

/** A frame of random bytes, or one of the protocol with bytes changed, cut off, or put in. */
function mutant(random: Random, samples: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const kind = random.integer(5);
  if (kind === 0) return Uint8Array.from({ length: random.integer(64) }, () => random.integer(256));
  const bytes = [...samples[random.integer(samples.length)]!];
  if (kind === 1) return Uint8Array.from(bytes.slice(0, random.integer(bytes.length + 1)));
  for (let changes = 1 + random.integer(4); changes > 0; changes--) {
    const at = random.integer(bytes.length);
    if (kind === 2) bytes[at] = random.integer(256);
    else if (kind === 3) bytes.splice(at, random.integer(4));
    else bytes.splice(at, 0, random.integer(256), 0xdd, 0xff);
    if (bytes.length === 0) break;
  }
  return Uint8Array.from(bytes);
}

function binarySamples(): Uint8Array[] {
  return SAMPLES.map((message) => {
    const writer = new MessagePackWriter();
    writer.value(message);
    return writer.written().slice();
  });
}

const slow = new MessagePackReader({ maxMessages: 1000, maxItems: 10_000, maxColumnBytes: 1 << 24 });

describe("frames that are none", () => {
  test(`${FRAMES} mutants of MessagePack are read, or refused with an InputError, and never anything else`, () => {
    const random = new Random(SEED);
    const samples = binarySamples();
    let [read, refused, fit] = [0, 0, 0];
    for (let k = 0; k < FRAMES; k++) {
      const frame = mutant(random, samples);
      try {
        const messages = decodeFrame(frame);
        fit += messages.filter(({ ok }) => ok).length;
        // The readers of single messages say what the reader of any MessagePack and the schema say.
        expect(messages, `seed ${SEED}, frame ${k}: ${frame}`).toEqual(slow.read(frame).map(checkClientMessage));
        read += 1;
      } catch (error) {
        if (!(error instanceof InputError)) throw new Error(`seed ${SEED}, frame ${k}: ${frame}`, { cause: error });
        expect(() => slow.read(frame)).toThrow(InputError);
        refused += 1;
      }
    }
    expect(read + refused).toBe(FRAMES);
    // The mutants reach all of the reader and of the schema, not its first byte alone.
    for (const count of [read, refused, fit]) expect(count).toBeGreaterThan(FRAMES / 50);
  }, 600_000);

  test("mutants of JSON as well", () => {
    const random = new Random(SEED + 1);
    const samples = SAMPLES.map((message) => new TextEncoder().encode(toJson([message])));
    let [read, refused] = [0, 0];
    for (let k = 0; k < FRAMES; k++) {
      const text = new TextDecoder().decode(mutant(random, samples));
      try {
        decodeFrame(text);
        read += 1;
      } catch (error) {
        if (!(error instanceof InputError)) throw new Error(`seed ${SEED + 1}, frame ${k}: ${text}`, { cause: error });
        refused += 1;
      }
    }
    expect(read).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  }, 600_000);

  test("a gateway that is sent them goes on, and nothing of a client that may only view reaches the engine", async () => {
    await using desk = new TestDesk();
    desk.quote(10_000);
    const random = new Random(SEED + 2);
    const samples = binarySamples().slice(1);
    for (let round = 0; round < 30; round++) {
      const client = await desk.client("view");
      for (let k = 0; k < 20; k++) client.raw(mutant(random, samples));
      client.close();
      await client.closed;
    }
    const client = await desk.client("view");
    expect(await client.ask({ type: "query", what: "orders" })).toMatchObject({ type: "result", value: [] });
    expect(desk.engine.engine.sequence).toBe(1);
    await client.ask({ type: "subscribe", topic: "quotes" });
    desk.quote(10_001);
    await until(() => client.heard.some((m) => m.type === "quote" && m.bidPrice === 10_001), "the quote");
    expect(desk.log.filter((line) => line.startsWith("error"))).toEqual([]);
  });
});
