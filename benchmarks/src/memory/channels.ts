/**
 * Messages of 64 bytes between Workers: the rings beside `ringbuf.js` and `postMessage`.
 */
import { createMpscRing, createSpscRing } from "@hotpath/memory";
import { RingBuffer } from "ringbuf.js";
import type { BenchRow } from "../harness.ts";
import type { ChannelJob } from "./ring-end.ts";

const CAPACITY = 1 << 20;
const RUNS = 9;

function ask(worker: Worker, job: ChannelJob): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<number>) => resolve(event.data);
    worker.onerror = (event: ErrorEvent) => reject(new Error(event.message));
    worker.postMessage(job, job.port === undefined ? [] : [job.port]);
  });
}

function newRing(kind: string): SharedArrayBuffer {
  if (kind === "spsc") return createSpscRing({ capacity: CAPACITY });
  if (kind === "mpsc") return createMpscRing({ capacity: CAPACITY });
  return RingBuffer.getStorageForCapacity(CAPACITY / 8, Float64Array) as SharedArrayBuffer;
}

interface Channel {
  kind: "spsc" | "mpsc" | "ringbuf" | "post";
  producers: number;
  /** Messages of one producer in one run. */
  messages: number;
  batch: number;
}

/** Runs a channel several times on warm Workers; gives nanoseconds a message, the median of the runs. */
async function nsPerMessage({ kind, producers, messages, batch }: Channel): Promise<number> {
  const workers = Array.from({ length: producers + 1 }, () => new Worker(new URL("./ring-end.ts", import.meta.url)));
  const [receiver, ...senders] = workers as [Worker, ...Worker[]];
  const figures: number[] = [];
  for (let run = -2; run < RUNS; run++) {
    const ring = newRing(kind);
    const { port1, port2 } = new MessageChannel();
    const ports = kind === "post" ? [port1, port2] : [];
    const start = Bun.nanoseconds();
    const answers = [
      ask(receiver, { role: `${kind}-consumer`, ring, messages: messages * producers, batch, port: ports[0] }),
      ...senders.map((worker) => ask(worker, { role: `${kind}-producer`, ring, messages, batch, port: ports[1] })),
    ];
    const [sum] = await Promise.all(answers);
    const ns = (Bun.nanoseconds() - start) / (messages * producers);
    const wanted = (producers * 8 * (messages * (messages - 1))) / 2;
    if (sum !== wanted) throw new Error(`${kind}: messages were lost or torn: sum ${sum}, should be ${wanted}`);
    if (run >= 0) figures.push(ns);
  }
  for (const worker of workers) worker.terminate();
  return figures.sort((a, b) => a - b)[RUNS >> 1]!;
}

/** The rows of this file. */
export async function channelRows(): Promise<BenchRow[]> {
  const batched = await nsPerMessage({ kind: "spsc", producers: 1, messages: 5_000_000, batch: 64 });
  const single = await nsPerMessage({ kind: "spsc", producers: 1, messages: 1_000_000, batch: 1 });
  const ringbuf = await nsPerMessage({ kind: "ringbuf", producers: 1, messages: 500_000, batch: 1 });
  const post = await nsPerMessage({ kind: "post", producers: 1, messages: 50_000, batch: 1 });
  const many = await nsPerMessage({ kind: "mpsc", producers: 2, messages: 1_000_000, batch: 64 });
  const manySingle = await nsPerMessage({ kind: "mpsc", producers: 2, messages: 500_000, batch: 1 });
  const peers = { "ringbuf.js 0.4.0": ringbuf, postMessage: post };
  const base = { unit: "ns", better: "lower" } as const;
  const note = `wall time a message between Workers, payload 64 bytes written and read, ring 1 MiB, median of ${RUNS} runs`;
  return [
    { ...base, what: "SPSC ring, published by 64", ours: batched, goal: 7, peers, note },
    { ...base, what: "SPSC ring, each message published alone", ours: single, goal: 60, peers, note },
    { ...base, what: "MPSC ring, 2 producers, batches of 64", ours: many, peers, note: `${note}; three Workers` },
    { ...base, what: "MPSC ring, 2 producers, each alone", ours: manySingle, peers, note: `${note}; three Workers` },
  ];
}
