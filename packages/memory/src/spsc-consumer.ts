/**
 * The reading end of a ring with one producer.
 */
import { StateError } from "@hotpath/core";
import { nextTurn, type Words } from "./internal/atomics.ts";
import { attach, close, detach, pong, wake } from "./internal/ring-control.ts";
import { refuseHeader } from "./internal/ring-record.ts";
import { waitForChange, waitForChangeAsync } from "./internal/ring-wait.ts";
import { openRingBuffer } from "./ring-buffer.ts";
import {
  DATA_START,
  DATA_WORD,
  HEADER_BYTES,
  KIND_SPSC,
  TYPE_PADDING,
  WORD_CAPACITY,
  WORD_CLOSED,
  WORD_CONSUMER_ATTACHED,
  WORD_CONSUMER_EPOCH,
  WORD_CONSUMER_SLEEPING,
  WORD_HEAD,
  WORD_PING,
  WORD_PONG,
  WORD_PRODUCER_SLEEPING,
  WORD_TAIL,
} from "./ring-layout.ts";
import { spinThenSleep, type WaitStrategy } from "./wait-strategy.ts";

/**
 * Receives one record. The payload lies at byte `offset` of the consumer's views, `length` bytes long, and is valid
 * only during the call.
 */
export type RecordHandler = (type: number, offset: number, length: number) => void;

/** Records that `runAsync` hands over before the event loop gets its turn. */
const ASYNC_BATCH = 1024;

/** As many as there are: no ring holds more records. */
const LIMIT_MAX = 2 ** 30;

/** Options of a consumer. */
export interface ConsumerOptions {
  /** How `wait` and `run` wait; default {@link spinThenSleep}. */
  wait?: WaitStrategy;
  /** Attach although another consumer is attached, which must be known to be dead; default false. */
  takeOver?: boolean;
}

/**
 * The reading end of a ring with one producer. Opening it resumes at the head: at the first record that no consumer
 * before it has freed, so that nothing is lost when a consumer dies. Records are freed in batches (see `drain`); those
 * of a batch that was interrupted come again.
 *
 * @example
 * using consumer = new SpscConsumer(ring);
 * consumer.run((type, at) => {
 *   console.log(type, consumer.f64[at >> 3]);
 * });
 */
export class SpscConsumer implements Disposable {
  /** The ring's memory. */
  readonly buffer: SharedArrayBuffer;
  /** All of the memory as bytes: index it with the offset that the handler gets. */
  readonly u8: Uint8Array<SharedArrayBuffer>;
  /** All of the memory as 32-bit integers: index it with the offset divided by 4. */
  readonly i32: Int32Array<SharedArrayBuffer>;
  /** All of the memory as doubles: index it with the offset divided by 8; payloads start at multiples of 8. */
  readonly f64: Float64Array<SharedArrayBuffer>;

  readonly #words: Words;
  readonly #mask: number;
  readonly #freeEvery: number;
  readonly #strategy: WaitStrategy;
  readonly #epoch: number;
  #head: number;
  #disposed = false;

  /**
   * @throws {InputError} `CORRUPT` when the buffer is not a ring for one producer
   * @throws {StateError} `STATE_INVALID` when a consumer is attached and `takeOver` is not set
   */
  constructor(buffer: SharedArrayBuffer, options: ConsumerOptions = {}) {
    const { wait = spinThenSleep(), takeOver = false } = options;
    const words = openRingBuffer(buffer, KIND_SPSC);
    const capacity = words[WORD_CAPACITY]!;
    this.buffer = buffer;
    this.u8 = new Uint8Array(buffer);
    this.i32 = words;
    this.f64 = new Float64Array(buffer);
    this.#words = words;
    this.#mask = capacity - 1;
    this.#freeEvery = capacity / 4;
    this.#strategy = wait;
    this.#epoch = attach(words, WORD_CONSUMER_ATTACHED, WORD_CONSUMER_EPOCH, takeOver, "consumer");
    this.#head = Atomics.load(words, WORD_HEAD);
  }

  /**
   * Hands the records that are published to the handler, at most `limit`, and returns how many. Their room is freed at
   * the end, and earlier whenever a quarter of the ring has been read: so many records at most come again when the
   * consumer dies in between. A record whose handler throws counts as consumed; the error passes on.
   *
   * @throws {StateError} after dispose, or when another consumer has taken over
   */
  drain(handler: RecordHandler, limit: number = LIMIT_MAX): number {
    const words = this.#words;
    const tail = Atomics.load(words, WORD_TAIL);
    if (words[WORD_PING] !== words[WORD_PONG] || words[WORD_CONSUMER_EPOCH] !== this.#epoch || this.#disposed) {
      this.#attend();
    }
    let left = limit > LIMIT_MAX ? LIMIT_MAX : limit | 0;
    const wanted = left;
    while (this.#head !== tail && left > 0) left -= this.#drainRun(handler, tail, left);
    return wanted - left;
  }

  /**
   * Waits until a record is there. False: time over, ring closed and empty, woken for a sign of life, or a spin-only
   * strategy at its end.
   *
   * @throws {UnavailableError} on a thread that may not block; use `waitAsync` there
   */
  wait(timeoutMs: number = Number.POSITIVE_INFINITY): boolean {
    const words = this.#words;
    this.#attend();
    return waitForChange(words, WORD_TAIL, this.#head, WORD_CONSUMER_SLEEPING, this.#strategy, timeoutMs);
  }

  /** Like `wait`, without blocking the thread. */
  waitAsync(timeoutMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    this.#attend();
    return waitForChangeAsync(this.#words, WORD_TAIL, this.#head, WORD_CONSUMER_SLEEPING, timeoutMs);
  }

  /** Drains and waits until the ring is closed and empty. Blocks the thread: for a Worker that does nothing else. */
  run(handler: RecordHandler): void {
    while (!this.finished) {
      if (this.drain(handler) === 0) this.wait();
    }
  }

  /**
   * Like `run`, without blocking the thread: between two batches of at most 1,024 records the event loop gets its turn.
   * Stops early, without an error, when the signal aborts.
   */
  async runAsync(handler: RecordHandler, signal?: AbortSignal): Promise<void> {
    const onAbort = (): void => wake(this.#words, WORD_CONSUMER_SLEEPING);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      while (!this.finished && !signal?.aborted) {
        if (this.drain(handler, ASYNC_BATCH) === 0) await this.waitAsync();
        else await nextTurn();
      }
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Whether the ring is closed and every record consumed. */
  get finished(): boolean {
    return this.closed && this.size === 0;
  }

  /** Says that this end takes no more; a producer that waits for room wakes and sees it. */
  close(): void {
    close(this.#words);
  }

  /** Whether either end has closed the ring. */
  get closed(): boolean {
    return Atomics.load(this.#words, WORD_CLOSED) !== 0;
  }

  /** Bytes published and not yet consumed, headers and padding included. */
  get size(): number {
    return (Atomics.load(this.#words, WORD_TAIL) - this.#head) | 0;
  }

  /** Detaches. What is not consumed stays for the next consumer. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    detach(this.#words, WORD_CONSUMER_ATTACHED, WORD_CONSUMER_EPOCH, this.#epoch);
    this.#disposed = true;
  }

  /** Hands over records up to the tail or for a quarter of the ring, then frees them. */
  #drainRun(handler: RecordHandler, tail: number, limit: number): number {
    const words = this.#words;
    const mask = this.#mask;
    const start = this.#head;
    const available = (tail - start) | 0;
    const stop = Math.min(available, this.#freeEvery);
    let read = 0;
    let handled = 0;
    try {
      while (read < stop && handled < limit) {
        const index = (start + read) & mask;
        const word = DATA_WORD + (index >> 2);
        const length = words[word]!;
        const type = words[word + 1]!;
        const advance = (length + 7) & ~7;
        if (length < HEADER_BYTES || advance > available - read) refuseHeader((start + read) | 0, length);
        read += advance;
        if (type === TYPE_PADDING) continue;
        handled++;
        handler(type, DATA_START + HEADER_BYTES + index, length - HEADER_BYTES);
      }
    } finally {
      this.#free((start + read) | 0);
    }
    return handled;
  }

  #free(position: number): void {
    this.#head = position;
    Atomics.store(this.#words, WORD_HEAD, position);
    if (Atomics.load(this.#words, WORD_PRODUCER_SLEEPING) !== 0) wake(this.#words, WORD_PRODUCER_SLEEPING);
  }

  #attend(): void {
    if (this.#disposed) throw new StateError("DISPOSED", "this consumer is disposed");
    if (Atomics.load(this.#words, WORD_CONSUMER_EPOCH) !== this.#epoch) {
      throw new StateError("STATE_INVALID", "another consumer has taken over this ring");
    }
    pong(this.#words);
  }
}
