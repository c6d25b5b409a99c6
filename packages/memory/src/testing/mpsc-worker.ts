/**
 * A producer of a ring with many. Records carry the producer's tag, a running number, and bytes that follow from both.
 */
import { MpscConsumer } from "../mpsc-consumer.ts";
import { MpscProducer } from "../mpsc-producer.ts";
import { FULL } from "../ring-producer.ts";
import { mix } from "./workers.ts";

/** What a producer or a consumer is told to do. */
export interface MpscJob {
  role: "produce" | "hang" | "hang-in-batch" | "consume";
  ring: SharedArrayBuffer;
  /** Record type, which names the producer. */
  tag: number;
  from: number;
  to: number;
  payloadMax: number;
  batchBytes?: number;
  takeOver?: boolean;
  /** Shared words: one per tag, the number expected next. */
  progress?: SharedArrayBuffer;
  /** Shared words: one per tag, where a producer writes its id plus one. */
  ids?: SharedArrayBuffer;
}

declare const self: Worker;

/** Bytes of payload of a producer's record. */
export function lengthOf(tag: number, n: number, payloadMax: number): number {
  return 4 + (mix(n * 64 + tag) % (payloadMax - 3));
}

/** Writes the records of a job. */
export function produce(producer: MpscProducer, job: MpscJob): void {
  const { i32, u8 } = producer;
  for (let n = job.from; n < job.to; n++) {
    const length = lengthOf(job.tag, n, job.payloadMax);
    let at = producer.tryClaim(job.tag, length);
    while (at === FULL) {
      producer.waitForSpace();
      at = producer.tryClaim(job.tag, length);
    }
    i32[at >> 2] = n;
    for (let k = 4; k < length; k++) u8[at + k] = n + k + job.tag;
    producer.commit();
  }
  producer.flush();
}

/** Checks records against the number expected next of their producer; throws at the first fault. */
export function checker(
  consumer: MpscConsumer,
  payloadMax: number,
  next: Int32Array,
): (t: number, a: number, l: number) => void {
  const { i32, u8 } = consumer;
  return (tag, at, length) => {
    const n = i32[at >> 2]!;
    if (n !== next[tag]) throw new Error(`producer ${tag}: got ${n}, expected ${next[tag]}`);
    if (length !== lengthOf(tag, n, payloadMax)) throw new Error(`producer ${tag}: record ${n} has ${length} bytes`);
    for (let k = 4; k < length; k++) {
      if (u8[at + k] !== ((n + k + tag) & 255)) throw new Error(`producer ${tag}: record ${n} is torn`);
    }
    Atomics.store(next, tag, n + 1);
  };
}

/** Leaves a claim open, in a batch with complete records before it or alone, and hangs until killed. */
function hang(job: MpscJob): void {
  const producer = new MpscProducer(job.ring, { batchBytes: job.role === "hang-in-batch" ? 256 : 0 });
  produce(producer, job);
  if (job.role === "hang-in-batch") producer.write(job.tag, new Uint8Array(8));
  const at = producer.tryClaim(job.tag, 40);
  producer.i32[at >> 2] = -1;
  self.postMessage(producer.id);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function consume(job: MpscJob): void {
  using consumer = new MpscConsumer(job.ring, { takeOver: job.takeOver ?? false });
  const next = new Int32Array(job.progress!);
  const check = checker(consumer, job.payloadMax, next);
  const { i32 } = consumer;
  consumer.run((tag, at, length) => {
    // A batch that a killed consumer had begun comes again: its known part is passed over.
    if (job.takeOver === true && i32[at >> 2]! < next[tag]!) return;
    check(tag, at, length);
  });
}

self.onmessage = (event: MessageEvent<MpscJob>) => {
  const job = event.data;
  if (job.role === "consume") {
    consume(job);
    self.postMessage("done");
  } else if (job.role === "produce") {
    using producer = new MpscProducer(job.ring, { batchBytes: job.batchBytes ?? 0 });
    if (job.ids !== undefined) Atomics.store(new Int32Array(job.ids), job.tag, producer.id + 1);
    produce(producer, job);
    self.postMessage("done");
  } else hang(job);
};
