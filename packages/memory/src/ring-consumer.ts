/**
 * What the reading ends of both kinds of ring have in common.
 */
import { StateError } from "@hotpath/core";
import { nextTurn, type Words } from "./internal/atomics.ts";
import { attach, close, detach, pong, wake } from "./internal/ring-control.ts";
import { openRingBuffer } from "./ring-buffer.ts";
import {
  WORD_CLOSED,
  WORD_CONSUMER_ATTACHED,
  WORD_CONSUMER_EPOCH,
  WORD_CONSUMER_SLEEPING,
  WORD_HEAD,
  WORD_PING,
  WORD_PONG,
  WORD_PRODUCER_SLEEPING,
} from "./ring-layout.ts";
import { spinThenSleep, type WaitStrategy } from "./wait-strategy.ts";

/**
 * Receives one record. The payload lies at byte `offset` of the consumer's views, `length` bytes long, and is valid
 * only during the call.
 */
export type RecordHandler = (type: number, offset: number, length: number) => void;

/** Options of a consumer. */
export interface ConsumerOptions {
  /** How `wait` and `run` wait; default {@link spinThenSleep}. */
  wait?: WaitStrategy;
  /** Attach although another consumer is attached, which must be known to be dead; default false. */
  takeOver?: boolean;
}

/** As many as there are: no ring holds more records. */
const LIMIT_MAX = 2 ** 30;

/** Records that `runAsync` hands over before the event loop gets its turn. */
const ASYNC_BATCH = 1024;

/** The reading end of a ring. Opened as {@link SpscConsumer} or {@link MpscConsumer}. */
export abstract class RingConsumer implements Disposable {
  /** The ring's memory. */
  readonly buffer: SharedArrayBuffer;
  /** All of the memory as bytes: index it with the offset that the handler gets. */
  readonly u8: Uint8Array<SharedArrayBuffer>;
  /** All of the memory as 32-bit integers: index it with the offset divided by 4. */
  readonly i32: Int32Array<SharedArrayBuffer>;
  /** All of the memory as doubles: index it with the offset divided by 8; payloads start at multiples of 8. */
  readonly f64: Float64Array<SharedArrayBuffer>;

  /** @internal */
  protected readonly words: Words;
  /** @internal */
  protected readonly strategy: WaitStrategy;
  /** @internal Position of the first record that is not consumed. */
  protected head: number;
  readonly #epoch: number;
  #disposed = false;

  /** @internal */
  protected constructor(buffer: SharedArrayBuffer, kind: number, options: ConsumerOptions) {
    const { wait = spinThenSleep(), takeOver = false } = options;
    const words = openRingBuffer(buffer, kind);
    this.buffer = buffer;
    this.u8 = new Uint8Array(buffer);
    this.i32 = words;
    this.f64 = new Float64Array(buffer);
    this.words = words;
    this.strategy = wait;
    this.#epoch = attach(words, WORD_CONSUMER_ATTACHED, WORD_CONSUMER_EPOCH, takeOver, "consumer");
    this.head = Atomics.load(words, WORD_HEAD);
  }

  /**
   * Hands the records that are published to the handler, at most `limit`, and returns how many. Their room is freed at
   * the end, and earlier whenever a quarter of the ring has been read: so many records at most come again when the
   * consumer dies in between. A record whose handler throws counts as consumed; the error passes on. The handler must
   * not drain the same ring.
   *
   * @throws {StateError} after dispose, or when another consumer has taken over
   */
  drain(handler: RecordHandler, limit: number = LIMIT_MAX): number {
    const words = this.words;
    let left = limit > LIMIT_MAX ? LIMIT_MAX : limit | 0;
    const wanted = left;
    const end = this.drainEnd();
    if (words[WORD_PING] !== words[WORD_PONG] || words[WORD_CONSUMER_EPOCH] !== this.#epoch || this.#disposed) {
      this.attend();
    }
    while (this.head !== end && left > 0) {
      const before = this.head;
      left -= this.drainRun(handler, end, left);
      if (this.head === before) break;
    }
    return wanted - left;
  }

  /** @internal The position up to which a drain that starts now may go. */
  protected abstract drainEnd(): number;

  /** @internal Hands over records for at most a quarter of the ring, frees them and returns how many. */
  protected abstract drainRun(handler: RecordHandler, end: number, limit: number): number;

  /**
   * Waits until a record is there. False: time over, ring closed and empty, woken for a sign of life, or a spin-only
   * strategy at its end.
   *
   * @throws {UnavailableError} on a thread that may not block; use `waitAsync` there
   */
  abstract wait(timeoutMs?: number): boolean;

  /** Like `wait`, without blocking the thread. */
  abstract waitAsync(timeoutMs?: number): Promise<boolean>;

  /** Bytes between the first unconsumed record and the tail, headers and padding included. */
  abstract get size(): number;

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
    const onAbort = (): void => wake(this.words, WORD_CONSUMER_SLEEPING);
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

  /** Says that no more records are wanted; a producer that waits for room wakes and sees it. */
  close(): void {
    close(this.words);
  }

  /** Whether either end has closed the ring. */
  get closed(): boolean {
    return Atomics.load(this.words, WORD_CLOSED) !== 0;
  }

  /** Detaches. What is not consumed stays for the next consumer. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    detach(this.words, WORD_CONSUMER_ATTACHED, WORD_CONSUMER_EPOCH, this.#epoch);
    this.#disposed = true;
  }

  /** @internal Publishes the head and wakes producers that wait for it. */
  protected free(head: number): void {
    this.head = head;
    Atomics.store(this.words, WORD_HEAD, head);
    if (Atomics.load(this.words, WORD_PRODUCER_SLEEPING) !== 0) wake(this.words, WORD_PRODUCER_SLEEPING);
  }

  /** @internal Answers pings; refuses when this end is not the ring's consumer any more. */
  protected attend(): void {
    if (this.#disposed) throw new StateError("DISPOSED", "this consumer is disposed");
    if (Atomics.load(this.words, WORD_CONSUMER_EPOCH) !== this.#epoch) {
      throw new StateError("STATE_INVALID", "another consumer has taken over this ring");
    }
    pong(this.words);
  }
}
