import { expect, test } from "bun:test";
import { formatFixed, InstrumentRegistry, Random } from "@hotpath/core";
import { serveSignals } from "./signal-server.ts";

const instruments = new InstrumentRegistry([
  { id: 1, symbol: "AAPL", priceDecimals: 2 },
  { id: 2, symbol: "MSFT", priceDecimals: 2 },
]);

/** Quotes of a seeded walk that trends and turns, a millisecond apart, as they travel in JSON. */
function quotesOf(symbolId: number, count: number, seed: number): object[] {
  const random = new Random(seed);
  let mid = 10_000;
  let drift = 0;
  return Array.from({ length: count }, (_, i) => {
    drift = 0.9 * drift + random.normal();
    mid += Math.round(drift + random.normal());
    const timestamp = String(1_700_000_000_000_000_000n + BigInt(i) * 1_000_000n);
    const [bidPrice, askPrice] = [formatFixed(mid - 2, 2), formatFixed(mid + 3, 2)];
    return { symbolId, bidPrice, askPrice, bidSize: "500", askSize: "700", timestamp };
  });
}

/** A client whose messages can be awaited one by one. */
async function connect(url: string): Promise<{ socket: WebSocket; next: () => Promise<Record<string, unknown>> }> {
  const socket = new WebSocket(url);
  const received: Record<string, unknown>[] = [];
  const waiting: ((message: Record<string, unknown>) => void)[] = [];
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as Record<string, unknown>;
    const taker = waiting.shift();
    if (taker) taker(message);
    else received.push(message);
  };
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`no WebSocket at ${url}`));
  });
  const next = (): Promise<Record<string, unknown>> => {
    const message = received.shift();
    return message ? Promise.resolve(message) : new Promise((resolve) => waiting.push(resolve));
  };
  return { socket, next };
}

test("quotes go in, and signals come out to everybody who subscribed", async () => {
  using server = serveSignals(instruments);
  const url = `ws://127.0.0.1:${server.port}`;
  const [feed, one, two] = await Promise.all(["/quotes", "/signals", "/signals"].map((path) => connect(url + path)));
  feed!.socket.send(JSON.stringify(quotesOf(1, 200, 42)));
  expect(await feed!.next()).toEqual({ accepted: 200, rejects: [] });
  const first = await one!.next();
  expect(first).toMatchObject({ symbol: "AAPL", direction: expect.stringMatching(/^(up|down)$/) });
  expect(first.confidence as number).toBeGreaterThanOrEqual(0.1);
  expect(first.time as string).toMatch(/^17000000000\d{8}$/);
  expect(await two!.next()).toEqual(first);
});

test("a quote that cannot be used is named, and so is a message that is none", async () => {
  using server = serveSignals(instruments);
  const feed = await connect(`ws://127.0.0.1:${server.port}/quotes`);
  const [good, crossed, unknown] = quotesOf(2, 3, 1);
  const inexact = { ...good, timestamp: 1_700_000_000_000_000_000 };
  const batch = [good, { ...crossed, bidPrice: "999" }, { ...unknown, symbolId: 9 }, null, inexact];
  feed.socket.send(JSON.stringify(batch));
  expect(await feed.next()).toEqual({
    accepted: 1,
    rejects: [
      { index: 1, reason: "crossed" },
      { index: 2, reason: "unknownSymbol" },
      { index: 3, reason: "notAnObject" },
      { index: 4, reason: "unsafeTimestamp" },
    ],
  });
  for (const junk of ["{", "{}", '"quotes"']) {
    feed.socket.send(junk);
    expect(await feed.next()).toEqual({ error: "an array of quotes was expected" });
  }
});

test("what is no WebSocket is told so", async () => {
  using server = serveSignals(instruments);
  expect((await fetch(`http://127.0.0.1:${server.port}/signals`)).status).toBe(426);
  expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(404);
});
