/**
 * One end of a ring with one producer. Records carry a running number and a payload that follows from it, so that the
 * consumer proves that nothing is lost, reordered, repeated or torn.
 */

import { FULL } from "../ring-producer.ts";
import { SpscConsumer } from "../spsc-consumer.ts";
import { SpscProducer } from "../spsc-producer.ts";
import { mix } from "./workers.ts";

/** What an end is told to do. */
export interface SpscJob {
  role: "produce" | "consume" | "die-mid-record";
  ring: SharedArrayBuffer;
  /** First running number. */
  from: number;
  /** Running number behind the last. */
  to: number;
  publishEvery?: number;
  /** Greatest payload; 0: always 64 bytes of doubles. */
  payloadMax: number;
  /** Shared words: [0] records consumed, [1] first number that a consumer saw. */
  progress?: SharedArrayBuffer;
  takeOver?: boolean;
  /** Records drained at a time. */
  limit?: number;
}

/** What a consumer found. */
export interface SpscReport {
  /** Records in order and intact. */
  seen: number;
  /** First thing that was wrong. */
  fault?: string;
}

declare const self: Worker;

function lengthOf(n: number, payloadMax: number): number {
  return payloadMax === 0 ? 64 : 4 + (mix(n) % (payloadMax - 3));
}

function produce(job: SpscJob): SpscReport {
  using producer = new SpscProducer(job.ring, { publishEvery: job.publishEvery ?? 1, takeOver: job.takeOver ?? false });
  const { f64, i32, u8 } = producer;
  for (let n = job.from; n < job.to; n++) {
    const length = lengthOf(n, job.payloadMax);
    const type = 1 + (n & 1023);
    let at = producer.tryClaim(type, length);
    while (at === FULL) {
      producer.waitForSpace();
      at = producer.tryClaim(type, length);
    }
    if (job.payloadMax === 0) {
      for (let k = 0; k < 8; k++) f64[(at >> 3) + k] = n + k;
    } else {
      i32[at >> 2] = n;
      for (let k = 4; k < length; k++) u8[at + k] = n + k;
    }
    producer.commit();
  }
  return { seen: job.to - job.from };
}

/** Publishes some records, then leaves a claim half written and hangs until it is killed. */
function dieMidRecord(job: SpscJob): void {
  produce(job);
  const producer = new SpscProducer(job.ring);
  const at = producer.tryClaim(9, 64);
  producer.i32[at >> 2] = -1;
  self.postMessage("hanging");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function consume(job: SpscJob): SpscReport {
  using consumer = new SpscConsumer(job.ring, { takeOver: job.takeOver ?? false });
  const { f64, i32, u8 } = consumer;
  const progress = new Int32Array(job.progress ?? new SharedArrayBuffer(8));
  const report: SpscReport = { seen: 0 };
  let n = job.from;
  let first = job.takeOver === true;
  const handler = (type: number, at: number, length: number): void => {
    if (first) {
      first = false;
      n = i32[at >> 2]!;
      Atomics.store(progress, 1, n);
    }
    let intact = type === 1 + (n & 1023) && length === lengthOf(n, job.payloadMax);
    if (job.payloadMax === 0) {
      for (let k = 0; k < 8; k++) intact &&= f64[(at >> 3) + k] === n + k;
    } else {
      intact &&= i32[at >> 2] === n;
      for (let k = 4; k < length; k++) intact &&= u8[at + k] === ((n + k) & 255);
    }
    if (!intact) report.fault ??= `record ${n}: type ${type}, length ${length}, number ${i32[at >> 2]}`;
    n++;
    report.seen++;
    if (job.progress !== undefined) Atomics.store(progress, 0, n);
  };
  while (n < job.to && report.fault === undefined) {
    if (consumer.drain(handler, job.limit) === 0) consumer.wait();
  }
  return report;
}

self.onmessage = (event: MessageEvent<SpscJob>) => {
  const job = event.data;
  if (job.role === "die-mid-record") dieMidRecord(job);
  else self.postMessage(job.role === "produce" ? produce(job) : consume(job));
};
