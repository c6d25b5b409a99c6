/** Updates to a hundred clients, beside a bare `Bun.serve` that sends each update in a frame of its own, or many in one. */
import { Side, Trade } from "@hotpath/core";
import { MessagePackWriter, writeUpdate } from "@hotpath/gateway/protocol";
import type { BenchRow } from "../harness.ts";
import type { FanOutRun } from "./fan-out-clients.ts";
import { START, startGateway } from "./server.ts";

const CLIENTS = 100;
const UPDATES = 10_000;
const RAW_BYTES = 64;
const BATCH = 50;
/** Bytes that may wait for the slowest client. */
const MOST_WAITING = 262_144;

/** One update at a time, and fifty. */
export async function fanOutRows(): Promise<BenchRow[]> {
  const bytes = updateBytes();
  const rates = { rawSingle: 0, rawBatch: 0, single: 0, batch: 0 };
  for (let run = 0; run < 3; run++) {
    rates.rawSingle = Math.max(rates.rawSingle, await rawRate(RAW_BYTES, 1));
    rates.single = Math.max(rates.single, await rate(bytes, 1));
    rates.rawBatch = Math.max(rates.rawBatch, await rawRate(bytes, BATCH));
    rates.batch = Math.max(rates.batch, await rate(bytes, BATCH));
  }
  const row = { unit: "million updates/s", better: "higher" } as const;
  return [
    {
      ...row,
      what: `updates to ${CLIENTS} clients, made one at a time`,
      ours: rates.single / 1e6,
      goal: (0.8 * rates.rawSingle) / 1e6,
      peers: { [`bare Bun.serve, ${RAW_BYTES} bytes, a frame each`]: rates.rawSingle / 1e6 },
      note: `trades of ${bytes} bytes; what is made while a frame is sent goes together in the next; the goal is 0.8 of the bare server`,
    },
    {
      ...row,
      what: `updates to ${CLIENTS} clients, made ${BATCH} at a time`,
      ours: rates.batch / 1e6,
      goal: 1,
      peers: { [`bare Bun.serve, ${BATCH} × ${bytes} bytes a frame`]: rates.rawBatch / 1e6 },
    },
  ];
}

function updateBytes(): number {
  const writer = new MessagePackWriter();
  const trade = { type: "trade", sequence: 1, time: 0n, instrument: 0, price: 10_000, quantity: 5 } as const;
  writeUpdate(writer, 1, 1, { ...trade, aggressor: "buy" });
  return writer.length;
}

/** Clients that are there. */
async function gather(run: FanOutRun): Promise<{ worker: Worker; done: () => Promise<void> }> {
  const worker = new Worker(new URL("./fan-out-clients.ts", import.meta.url).href);
  const told = (word: string): Promise<void> =>
    new Promise((resolve) => {
      worker.onmessage = ({ data }) => {
        if (data === word) resolve();
      };
    });
  const ready = told("ready");
  worker.postMessage(run);
  await ready;
  return { worker, done: () => told("done") };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function rawRate(bytes: number, perFrame: number): Promise<number> {
  const sockets: Bun.ServerWebSocket<undefined>[] = [];
  const server = Bun.serve({
    port: 0,
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response("", { status: 400 })),
    websocket: { perMessageDeflate: false, open: (socket) => void sockets.push(socket), message: () => {} },
  });
  const { worker, done } = await gather({
    url: `ws://127.0.0.1:${server.port}/`,
    clients: CLIENTS,
    updates: UPDATES,
    bytes,
  });
  const frame = new Uint8Array(bytes * perFrame);
  const all = done();
  const started = performance.now();
  for (let i = 0; i < UPDATES; i += perFrame) {
    for (const socket of sockets) socket.sendBinary(frame);
    if (i % 8 === 0) await turn();
    while (sockets.some((socket) => socket.getBufferedAmount() > MOST_WAITING)) await turn();
  }
  await all;
  const seconds = (performance.now() - started) / 1000;
  worker.terminate();
  await server.stop(true);
  return (CLIENTS * UPDATES) / seconds;
}

async function rate(bytes: number, perTurn: number): Promise<number> {
  const { url, token, gateway, engine } = startGateway();
  const { worker, done } = await gather({ url, token, clients: CLIENTS, updates: UPDATES, bytes });
  const all = done();
  const started = performance.now();
  for (let i = 0; i < UPDATES; i += perTurn) {
    for (let k = 0; k < perTurn; k++) Trade.write(engine.inbox, START + 10_000 + i, 0, 0, 0, 10_000, 5, Side.Buy);
    engine.process();
    await turn();
  }
  await all;
  const seconds = (performance.now() - started) / 1000;
  worker.terminate();
  await gateway.stop();
  engine[Symbol.dispose]();
  return (CLIENTS * UPDATES) / seconds;
}
