/**
 * One end of a channel between two Workers, told what to do by a message. Every end does the same work on a message of
 * 64 bytes: the sender writes eight doubles, the receiver adds them up.
 */
import { FULL, MpscConsumer, MpscProducer, SpscConsumer, SpscProducer, spinThenSleep } from "@hotpath/memory";
import { RingBuffer } from "ringbuf.js";

/** What an end is told to do. */
export interface ChannelJob {
  role:
    | "spsc-producer"
    | "spsc-consumer"
    | "mpsc-producer"
    | "mpsc-consumer"
    | "ringbuf-producer"
    | "ringbuf-consumer"
    | "post-producer"
    | "post-consumer";
  /** Shared memory of the ring. */
  ring: SharedArrayBuffer;
  /** Messages that this end sends or receives. */
  messages: number;
  /** Messages published together; 1: each alone. */
  batch: number;
  /** The other end, for `postMessage`. */
  port?: MessagePort;
}

const BYTES = 64;
const WORDS = 8;

declare const self: Worker;

/** Writes one message: eight doubles. */
function fill(f64: Float64Array, word: number, value: number): void {
  f64[word] = value;
  f64[word + 1] = value;
  f64[word + 2] = value;
  f64[word + 3] = value;
  f64[word + 4] = value;
  f64[word + 5] = value;
  f64[word + 6] = value;
  f64[word + 7] = value;
}

/** Reads one message. Adds pairwise: a chain of eight additions would be measured instead of the ring. */
function read(f64: Float64Array, word: number): number {
  const low = f64[word]! + f64[word + 1]! + (f64[word + 2]! + f64[word + 3]!);
  const high = f64[word + 4]! + f64[word + 5]! + (f64[word + 6]! + f64[word + 7]!);
  return low + high;
}

function send(producer: SpscProducer | MpscProducer, messages: number): void {
  const { f64 } = producer;
  for (let i = 0; i < messages; i++) {
    let at = producer.tryClaim(1, BYTES);
    while (at === FULL) {
      producer.waitForSpace();
      at = producer.tryClaim(1, BYTES);
    }
    fill(f64, at >> 3, i);
    producer.commit();
  }
  producer.flush();
}

function receive(consumer: SpscConsumer | MpscConsumer, messages: number): number {
  const { f64 } = consumer;
  let sum = 0;
  const handler = (_type: number, at: number): void => {
    sum += read(f64, at >> 3);
  };
  let seen = 0;
  while (seen < messages) {
    const handled = consumer.drain(handler);
    seen += handled;
    if (handled === 0) consumer.wait();
  }
  return sum;
}

/** ringbuf.js has no claim in place and no wait: it copies from and to an array, and the caller spins. */
function sendRingbuf(ring: RingBuffer, messages: number): void {
  const message = new Float64Array(WORDS);
  for (let i = 0; i < messages; i++) {
    fill(message, 0, i);
    while (ring.push(message) === 0) pause();
  }
}

function receiveRingbuf(ring: RingBuffer, messages: number): number {
  const message = new Float64Array(WORDS);
  let sum = 0;
  for (let i = 0; i < messages; i++) {
    while (ring.pop(message) === 0) pause();
    sum += read(message, 0);
  }
  return sum;
}

const pause = (Atomics as unknown as { pause(): void }).pause.bind(Atomics);

/** At most 10,000 under way, as a bounded queue must; the receiver acknowledges. */
async function sendPosts(port: MessagePort, messages: number): Promise<void> {
  let acknowledged = 0;
  let wake = (): void => {};
  port.onmessage = (event): void => {
    acknowledged = event.data as number;
    wake();
  };
  for (let i = 0; i < messages; i++) {
    if (i - acknowledged >= 10_000) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const message = new Float64Array(WORDS);
    fill(message, 0, i);
    port.postMessage(message);
  }
}

function receivePosts(port: MessagePort, messages: number): Promise<number> {
  return new Promise((resolve) => {
    let sum = 0;
    let seen = 0;
    port.onmessage = (event): void => {
      sum += read(event.data as Float64Array, 0);
      if (++seen % 5000 === 0) port.postMessage(seen);
      if (seen === messages) resolve(sum);
    };
  });
}

async function work(job: ChannelJob): Promise<number> {
  const { ring, messages, batch } = job;
  const wait = spinThenSleep(500);
  switch (job.role) {
    case "spsc-producer": {
      using producer = new SpscProducer(ring, { publishEvery: batch, wait });
      send(producer, messages);
      return 0;
    }
    case "spsc-consumer": {
      using consumer = new SpscConsumer(ring, { wait });
      return receive(consumer, messages);
    }
    case "mpsc-producer": {
      using producer = new MpscProducer(ring, { batchBytes: batch === 1 ? 0 : batch * (BYTES + 8), wait });
      send(producer, messages);
      return 0;
    }
    case "mpsc-consumer": {
      using consumer = new MpscConsumer(ring, { wait });
      return receive(consumer, messages);
    }
    case "ringbuf-producer":
      sendRingbuf(new RingBuffer(ring, Float64Array), messages);
      return 0;
    case "ringbuf-consumer":
      return receiveRingbuf(new RingBuffer(ring, Float64Array), messages);
    case "post-producer":
      await sendPosts(job.port!, messages);
      return 0;
    case "post-consumer":
      return await receivePosts(job.port!, messages);
  }
}

self.onmessage = async (event: MessageEvent<ChannelJob>) => {
  self.postMessage(await work(event.data));
};
