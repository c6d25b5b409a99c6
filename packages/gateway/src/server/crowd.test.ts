import { expect, test } from "bun:test";
import { BookLevel, Quote, Side, Trade } from "@hotpath/core";
import { MessagePackWriter, PROTOCOL_VERSION } from "../protocol/index.ts";
import type { CrowdClient, CrowdNews, CrowdRun } from "../testing/crowd.ts";
import { START, TestDesk } from "../testing/desk.ts";
import { until } from "../transport/testing/conformance.ts";
import { clientFrame, openRaw } from "../transport/testing/raw-client.ts";

const CLIENTS = 1000;
const ROUNDS = 300;
const LIMITS = {
  maxConnections: CLIENTS + 10,
  maxPending: CLIENTS + 10,
  maxTokenConnections: CLIENTS + 10,
  bufferBytes: 65_536,
  keptMessages: 512,
  requestsPerSecond: 100,
  requestBurst: 250,
};

/** A crowd that has subscribed. */
async function gather(desk: TestDesk): Promise<{ worker: Worker; done: (last: number) => Promise<CrowdClient[]> }> {
  const worker = new Worker(new URL("../testing/crowd.ts", import.meta.url).href);
  const news = (kind: CrowdNews["kind"]): Promise<CrowdNews> =>
    new Promise((resolve, reject) => {
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.onmessage = ({ data }: MessageEvent<CrowdNews>) => {
        if (data.kind === kind) resolve(data);
      };
    });
  const run: CrowdRun = { url: desk.url, token: desk.tokens.view, clients: CLIENTS };
  const ready = news("ready");
  worker.postMessage(run);
  await ready;
  const done = async (last: number): Promise<CrowdClient[]> => {
    const told = news("done");
    worker.postMessage({ ...run, last } satisfies CrowdRun);
    return ((await told) as Extract<CrowdNews, { kind: "done" }>).clients;
  };
  return { worker, done };
}

/** A round of the market: a quote, a level, a trade, and an order that is filled. */
function trade(desk: TestDesk, round: number): void {
  const { inbox } = desk.engine;
  const micros = START + 1000 * round;
  Quote.write(inbox, micros, 0, 0, 0, 10_000 + (round % 9), 10_020 + (round % 7), 500, 500, 0);
  BookLevel.write(inbox, micros, 0, 0, 0, 9_990 - (round % 11), round % 3 === 0 ? 0 : 10 + round, Side.Buy, 0);
  BookLevel.write(inbox, micros, 0, 0, 0, 10_030 + (round % 11), round % 4 === 0 ? 0 : 10 + round, Side.Sell, 0);
  Trade.write(inbox, micros, 0, 0, 0, 20_000 + round, 5, Side.Buy);
  desk.engine.process();
}

async function turn(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

test(`${CLIENTS} clients, one that does not read, one that floods and one that sends garbage: the others get all that is theirs`, async () => {
  await using desk = new TestDesk({ limits: LIMITS, books: true });
  trade(desk, 0);
  const crowd = await gather(desk);
  try {
    const stalled = await openRaw(desk.port, { "sec-websocket-protocol": "hotpath.msgpack" });
    const writer = new MessagePackWriter();
    writer.value({ type: "hello", version: PROTOCOL_VERSION, token: desk.tokens.view });
    stalled.write(clientFrame(writer.written()));
    writer.clear();
    // So often that no system's buffers hold it all.
    for (let id = 1; id <= 200; id++) writer.value({ type: "subscribe", id, topic: "events" });
    stalled.write(clientFrame(writer.written()));
    const flooding = await desk.client("view");
    const garbage = await desk.client("view");
    const trader = await desk.client("trade");
    let most = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      trade(desk, round);
      for (let k = 0; k < 20; k++) flooding.send({ type: "query", id: round * 100 + k, what: "positions" });
      if (round % 20 === 0) garbage.raw(Uint8Array.of(0xc1, round, 0x92));
      if (round % 100 === 0)
        trader.send({ type: "submitOrder", id: round, instrument: 0, side: "buy", orderType: "market", quantity: "1" });
      await turn();
      const metrics = await fetchMetrics(desk);
      most = Math.max(most, metrics.buffered_bytes_max!);
    }
    await until(() => trader.heard.filter(({ type }) => type === "result").length === ROUNDS / 100, "the orders");
    // The last record of every topic belongs to the last inputs.
    trade(desk, ROUNDS + 1);
    await trader.ask({ type: "submitOrder", instrument: 0, side: "buy", orderType: "market", quantity: "1" });
    const last = desk.engine.engine.sequence - 4;
    const clients = await crowd.done(last);
    expectServed(desk, clients);
    const limited = flooding.heard.filter((message) => message.type === "failure" && message.code === "RATE_LIMITED");
    expect(limited.length).toBeGreaterThan(1000);
    expect(await garbage.closed).toBe(4000);
    const counts = await fetchMetrics(desk);
    expect(counts.slow_total).toBe(1);
    // A connection holds twice the buffer's bytes, a frame and an answer, whatever its client does.
    expect(most).toBeLessThan(2 * LIMITS.bufferBytes + 262_144);
    stalled.destroy();
  } finally {
    crowd.worker.terminate();
  }
}, 120_000);

function expectServed(desk: TestDesk, clients: readonly CrowdClient[]): void {
  expect(clients.filter(({ closed }) => closed !== undefined)).toEqual([]);
  expect(clients.filter(({ gaps }) => gaps > 0)).toEqual([]);
  const trades = Array.from({ length: ROUNDS + 1 }, (_, k) => 20_001 + k);
  const quote = [10_000 + ((ROUNDS + 1) % 9), 10_020 + ((ROUNDS + 1) % 7)];
  const book = desk.engine.books!.book.book(0);
  const levels = [Side.Buy, Side.Sell].flatMap((side) =>
    book.levels(side, 5).flatMap(({ price, quantity }) => [price, quantity]),
  );
  const first = (topic: CrowdClient["topic"]): CrowdClient => clients.find((client) => client.topic === topic)!;
  const wanted = {
    trades,
    quotes: quote,
    book: levels,
    orders: first("orders").seen,
    fills: first("fills").seen,
  };
  expect(wanted.fills).toHaveLength(ROUNDS / 100 + 1);
  for (const { topic, seen } of clients) expect(seen).toEqual(wanted[topic]);
}

async function fetchMetrics(desk: TestDesk): Promise<Record<string, number>> {
  const headers = { authorization: `Bearer ${desk.tokens.view}` };
  const text = await (await fetch(`http://127.0.0.1:${desk.port}/metrics`, { headers })).text();
  const rows = [...text.matchAll(/^hotpath_gateway_(\w+) (\S+)$/gm)];
  return Object.fromEntries(rows.map(([, name, value]) => [name!, Number(value)]));
}
