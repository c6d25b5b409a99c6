/**
 * What a thousand clients cost the engine: the time of an input through it, with the gateway on a thread of its own, alone
 * and with the crowd; one of the clients does not read, one floods, one sends garbage.
 */
import { dlopen, FFIType, ptr } from "bun:ffi";
import { Quote, Side, Trade } from "@hotpath/core";
import { OrderIds, PaperVenue, StrategyEngine } from "@hotpath/engine";
import { createToken, DeskStage, GatewayTap, GatewayThread, localEngineLink } from "@hotpath/gateway/server";
import type { BenchRow } from "../harness.ts";
import { FloodingClients } from "./flooding-clients.ts";
import { START } from "./server.ts";

const CLIENTS = 1000;
/** Inputs a second, two at a time: some 100,000 updates a second to the crowd. */
const PAIRS_A_SECOND = 250;
const SECONDS = 8;

const INSTRUMENTS = [{ id: 1, symbol: "AAA", priceDecimals: 2 }];

export async function crowdRows(): Promise<BenchRow[]> {
  const { engine, gateway, url, token } = await start();
  // The crowd and the gateway stay on the first processor, and the engine has the second for itself.
  const worker = new Worker(new URL("../../../packages/gateway/src/testing/crowd.ts", import.meta.url).href);
  try {
    const isPinned = pin(1);
    await drive(engine, 2);
    const alone = await drive(engine, SECONDS);
    const besideSpinner = await besideASpinner(engine);
    const ready = new Promise<void>((resolve) => {
      worker.onmessage = () => resolve();
    });
    worker.postMessage({ url, token, clients: CLIENTS });
    await ready;
    using _flooding = await FloodingClients.open(url, token);
    await drive(engine, 2);
    const crowded = await drive(engine, SECONDS);
    const note = `${2 * PAIRS_A_SECOND} inputs a second; ${isPinned ? "the engine's thread on a processor of its own" : "no thread pinned"}; p99 ${alone.p99.toFixed(1)} and ${crowded.p99.toFixed(1)} µs; the gateway's ring made it wait ${gateway.stalls} times`;
    return [
      {
        what: `an input through the engine, ${CLIENTS} clients at its gateway`,
        ours: crowded.p50,
        unit: "µs",
        better: "lower",
        goal: 1.2 * alone.p50,
        peers: {
          "without clients": alone.p50,
          "without clients, a thread spinning on the other processor": besideSpinner,
        },
        note,
      },
    ];
  } finally {
    worker.terminate();
    await gateway.stop();
    engine[Symbol.dispose]();
  }
}

async function start(): Promise<{ engine: StrategyEngine; gateway: GatewayThread; url: string; token: string }> {
  pin(0);
  const orderIds = new OrderIds();
  const desk = new DeskStage({ orderIds });
  const tap = new GatewayTap();
  const engine = new StrategyEngine({
    config: { instruments: INSTRUMENTS },
    strategies: [],
    venue: new PaperVenue({ instruments: 1 }),
    observers: [desk, tap],
    orderIds,
    timeEvery: 0,
  });
  const { token, record } = createToken({ number: 1, name: "bench", role: "view" });
  const link = localEngineLink({ engine, desk, tap, life: "bench" });
  const module = new URL("./assembly.ts", import.meta.url).href;
  const gateway = await GatewayThread.open({ link, instruments: INSTRUMENTS, module, options: [record] });
  return { engine, gateway, url: `ws://127.0.0.1:${await gateway.listen()}/`, token };
}

/** What it costs the engine that the other processor does anything at all: the two may be one core. */
async function besideASpinner(engine: StrategyEngine): Promise<number> {
  pin(0);
  const spinner = new Worker(URL.createObjectURL(new Blob(["for (;;);"])));
  pin(1);
  try {
    await drive(engine, 1);
    return (await drive(engine, SECONDS)).p50;
  } finally {
    spinner.terminate();
  }
}

let round = 0;

/** Drives the engine at a steady rate. @returns the time of an input, in microseconds */
async function drive(engine: StrategyEngine, seconds: number): Promise<{ p50: number; p99: number }> {
  const times: number[] = [];
  const gap = 1e9 / PAIRS_A_SECOND;
  let due = Bun.nanoseconds();
  for (let k = 0; k < seconds * PAIRS_A_SECOND; k++) {
    due += gap;
    // Commands and rings of the gateway are heard between two turns.
    while (Bun.nanoseconds() < due) await new Promise<void>((resolve) => setImmediate(resolve));
    round += 1;
    const micros = START + 1000 * round;
    const begin = Bun.nanoseconds();
    Quote.write(engine.inbox, micros, 0, 0, 0, 10_000 + (round % 9), 10_020 + (round % 7), 500, 500, 0);
    Trade.write(engine.inbox, micros, 0, 0, 0, 10_010, 5, Side.Buy);
    engine.process();
    times.push((Bun.nanoseconds() - begin) / 2000);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(share * times.length)]!;
  return { p50: at(0.5), p99: at(0.99) };
}

/** Puts this thread, and those that it starts from now on, on one processor. @returns whether that can be done here */
function pin(processor: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    const { symbols } = dlopen("libc.so.6", {
      sched_setaffinity: { args: [FFIType.i32, FFIType.u64, FFIType.ptr], returns: FFIType.i32 },
    });
    const mask = new BigUint64Array([1n << BigInt(processor)]);
    return symbols.sched_setaffinity(0, 8, ptr(mask)) === 0;
  } catch {
    return false;
  }
}
