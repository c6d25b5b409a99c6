/**
 * The writing end of a ring with one producer.
 */
import { ConfigError, StateError } from "@hotpath/core";
import type { Words } from "./internal/atomics.ts";
import { attach, close, consumerAnswers, consumerAnswersAsync, detach, wake } from "./internal/ring-control.ts";
import { refuseRecord } from "./internal/ring-record.ts";
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
  WORD_CONSUMER_SLEEPING,
  WORD_HEAD,
  WORD_PRODUCER_ATTACHED,
  WORD_PRODUCER_EPOCH,
  WORD_PRODUCER_SLEEPING,
  WORD_TAIL,
} from "./ring-layout.ts";
import { spinThenSleep, type WaitStrategy } from "./wait-strategy.ts";

/** Options of a producer. */
export interface ProducerOptions {
  /**
   * Records to gather before they are published together; default 1. A greater number costs latency, which `flush`
   * ends at any moment, and saves most of the price of a message. Unpublished records die with their producer.
   */
  publishEvery?: number;
  /** How `waitForSpace` waits; default {@link spinThenSleep}. */
  wait?: WaitStrategy;
  /** Attach although another producer is attached, which must be known to be dead; default false. */
  takeOver?: boolean;
}

/** Returned by `tryClaim` when the ring has no room. */
export const FULL = -1;

/**
 * The writing end of a ring with one producer. Opening it resumes behind the last published record.
 *
 * @example
 * using producer = new SpscProducer(ring, { publishEvery: 64 });
 * const at = producer.tryClaim(7, 16); // type 7, 16 bytes
 * if (at !== FULL) {
 *   producer.f64[at >> 3] = 100.05;
 *   producer.f64[(at >> 3) + 1] = 25;
 *   producer.commit();
 * }
 * producer.flush();
 */
export class SpscProducer implements Disposable {
  /** The ring's memory. */
  readonly buffer: SharedArrayBuffer;
  /** All of the memory as bytes: index it with the offset that `tryClaim` gives. */
  readonly u8: Uint8Array<SharedArrayBuffer>;
  /** All of the memory as 32-bit integers: index it with the offset divided by 4. */
  readonly i32: Int32Array<SharedArrayBuffer>;
  /** All of the memory as doubles: index it with the offset divided by 8; payloads start at multiples of 8. */
  readonly f64: Float64Array<SharedArrayBuffer>;

  readonly #words: Words;
  readonly #capacity: number;
  readonly #maxPayload: number;
  readonly #mask: number;
  readonly #publishEvery: number;
  readonly #strategy: WaitStrategy;
  readonly #epoch: number;
  /** Position behind the last committed record. */
  #tail: number;
  /** Position behind the open claim; the tail when none is open. */
  #claimedTail: number;
  /** Up to here the room is known to be free and contiguous: one comparison on the hot path answers both. */
  #runEnd: number;
  #published: number;
  #knownHead: number;
  #unpublished = 0;
  #fullCount = 0;
  #disposed = false;

  /**
   * @throws {InputError} `CORRUPT` when the buffer is not a ring for one producer
   * @throws {StateError} `STATE_INVALID` when a producer is attached and `takeOver` is not set
   */
  constructor(buffer: SharedArrayBuffer, options: ProducerOptions = {}) {
    const { publishEvery = 1, wait = spinThenSleep(), takeOver = false } = options;
    if (!Number.isInteger(publishEvery) || publishEvery < 1) {
      throw new ConfigError("publishEvery", publishEvery, "an integer of at least 1");
    }
    const words = openRingBuffer(buffer, KIND_SPSC);
    this.buffer = buffer;
    this.u8 = new Uint8Array(buffer);
    this.i32 = words;
    this.f64 = new Float64Array(buffer);
    this.#words = words;
    this.#capacity = words[WORD_CAPACITY]!;
    this.#mask = this.#capacity - 1;
    this.#maxPayload = (this.#capacity >> 1) - HEADER_BYTES;
    this.#publishEvery = publishEvery;
    this.#strategy = wait;
    this.#epoch = attach(words, WORD_PRODUCER_ATTACHED, WORD_PRODUCER_EPOCH, takeOver, "producer");
    this.#tail = Atomics.load(words, WORD_TAIL);
    this.#claimedTail = this.#tail;
    this.#published = this.#tail;
    this.#knownHead = Atomics.load(words, WORD_HEAD);
    this.#runEnd = this.#tail;
  }

  /**
   * Claims room for a record and gives the byte offset of its payload in the views, or {@link FULL}. Write the payload,
   * then `commit` or `abort`. When the ring is full, gathered records are published first, so that it can drain.
   *
   * @param type what the record is: an integer from 1 to 2³¹ − 1
   * @param length bytes of payload, 0 to `maxPayload`
   * @throws {InputError} when type or length is out of range
   * @throws {StateError} when a claim is open, or after dispose
   */
  tryClaim(type: number, length: number): number {
    const tail = this.#tail;
    const required = (length + (HEADER_BYTES + 7)) & ~7;
    if (
      ((this.#runEnd - tail) | 0) < required ||
      length >>> 0 > this.#maxPayload ||
      type <= TYPE_PADDING ||
      this.#claimedTail !== tail
    ) {
      return this.#claimSlowly(type, length);
    }
    const words = this.#words;
    const index = tail & this.#mask;
    const word = DATA_WORD + (index >> 2);
    words[word] = length + HEADER_BYTES;
    words[word + 1] = type;
    this.#claimedTail = (tail + required) | 0;
    return DATA_START + HEADER_BYTES + index;
  }

  /** Ends the claim: the record is complete. It is published now, or with its batch. */
  commit(): void {
    const tail = this.#claimedTail;
    if (tail === this.#tail) this.#refuseCommit();
    this.#tail = tail;
    if (++this.#unpublished >= this.#publishEvery) this.flush();
  }

  /** Gives the claim back: nothing was written, except padding where the record would have begun at the region's start. */
  abort(): void {
    if (this.#claimedTail === this.#tail) this.#refuseCommit();
    this.#claimedTail = this.#tail;
  }

  /** Copies a record in. Returns false when the ring has no room. Errors are those of `tryClaim`. */
  write(type: number, payload: Uint8Array): boolean {
    const at = this.tryClaim(type, payload.length);
    if (at === FULL) return false;
    this.u8.set(payload, at);
    this.commit();
    return true;
  }

  /**
   * Like `write`, but waits for room while the consumer makes progress. Returns false when no room came for
   * `timeoutMs`, or when the ring is closed: then ask `isConsumerAlive`.
   */
  writeBlocking(type: number, payload: Uint8Array, timeoutMs: number = Number.POSITIVE_INFINITY): boolean {
    while (!this.write(type, payload)) {
      if (!this.waitForSpace(timeoutMs)) return false;
    }
    return true;
  }

  /** Publishes the records gathered so far, and wakes the consumer if it sleeps. */
  flush(): void {
    if (this.#tail === this.#published) return;
    this.#published = this.#tail;
    this.#unpublished = 0;
    Atomics.store(this.#words, WORD_TAIL, this.#tail);
    if (Atomics.load(this.#words, WORD_CONSUMER_SLEEPING) !== 0) wake(this.#words, WORD_CONSUMER_SLEEPING);
  }

  /**
   * Waits until the consumer has freed something since the last refused claim. Returns false when it has not: time over,
   * ring closed, or a spin-only strategy at its end.
   *
   * @throws {UnavailableError} on a thread that may not block; use `waitForSpaceAsync` there
   */
  waitForSpace(timeoutMs: number = Number.POSITIVE_INFINITY): boolean {
    this.flush();
    return waitForChange(this.#words, WORD_HEAD, this.#knownHead, WORD_PRODUCER_SLEEPING, this.#strategy, timeoutMs);
  }

  /** Like `waitForSpace`, without blocking the thread. */
  waitForSpaceAsync(timeoutMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    this.flush();
    return waitForChangeAsync(this.#words, WORD_HEAD, this.#knownHead, WORD_PRODUCER_SLEEPING, timeoutMs);
  }

  /** Publishes what is gathered and says that nothing more will come: the consumer's `run` ends after the last record. */
  close(): void {
    this.flush();
    close(this.#words);
  }

  /** Whether either end has closed the ring. */
  get closed(): boolean {
    return Atomics.load(this.#words, WORD_CLOSED) !== 0;
  }

  /** Whether a consumer is attached. One that died without `dispose` stays attached: see `isConsumerAlive`. */
  get isConsumerAttached(): boolean {
    return Atomics.load(this.#words, WORD_CONSUMER_ATTACHED) !== 0;
  }

  /**
   * Asks the consumer for a sign of life and waits for it. A consumer answers in `drain`, `wait` and in its sleep; one
   * that stays inside a handler for longer than `timeoutMs` counts as dead. Blocks the thread.
   */
  isConsumerAlive(timeoutMs: number): boolean {
    return consumerAnswers(this.#words, timeoutMs);
  }

  /** Like `isConsumerAlive`, without blocking the thread. */
  isConsumerAliveAsync(timeoutMs: number): Promise<boolean> {
    return consumerAnswersAsync(this.#words, timeoutMs);
  }

  /** Greatest payload of one record in bytes: half the capacity less the header. */
  get maxPayload(): number {
    return this.#maxPayload;
  }

  /** Bytes published or gathered that the consumer has not freed, headers and padding included. */
  get size(): number {
    return (this.#tail - Atomics.load(this.#words, WORD_HEAD)) | 0;
  }

  /** Claims refused because the ring was full. */
  get fullCount(): number {
    return this.#fullCount;
  }

  /** Gives back an open claim, publishes what is gathered and detaches. The ring stays open for the next producer. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#claimedTail = this.#tail;
    this.flush();
    detach(this.#words, WORD_PRODUCER_ATTACHED, WORD_PRODUCER_EPOCH, this.#epoch);
    this.#disposed = true;
    this.#runEnd = this.#tail;
  }

  /** Everything that is rare: misuse, the end of the region, room that must be looked for. */
  #claimSlowly(type: number, length: number): number {
    if (this.#disposed) throw new StateError("DISPOSED", "this producer is disposed");
    if (this.#claimedTail !== this.#tail) throw new StateError("STATE_INVALID", "a claim is open: commit or abort it");
    if (!(type > TYPE_PADDING && length >= 0 && length <= this.#maxPayload)) {
      refuseRecord(type, length, this.#maxPayload);
    }
    const required = (length + (HEADER_BYTES + 7)) & ~7;
    const index = this.#tail & this.#mask;
    const toEnd = this.#capacity - index;
    const needed = required <= toEnd ? required : required + toEnd;
    if (!this.#findRoom(needed)) return FULL;
    if (required > toEnd) this.#pad(index, toEnd);
    const free = this.#capacity - ((this.#tail - this.#knownHead) | 0);
    const run = Math.min(free, this.#capacity - (this.#tail & this.#mask));
    this.#runEnd = (this.#tail + run) | 0;
    return this.tryClaim(type, length);
  }

  /** Fills the rest of the region. Nobody sees it before the next publication. */
  #pad(index: number, toEnd: number): void {
    const word = DATA_WORD + (index >> 2);
    this.#words[word] = toEnd;
    this.#words[word + 1] = TYPE_PADDING;
    this.#tail = (this.#tail + toEnd) | 0;
    this.#claimedTail = this.#tail;
  }

  #findRoom(needed: number): boolean {
    if (needed <= this.#capacity - ((this.#tail - this.#knownHead) | 0)) return true;
    this.#knownHead = Atomics.load(this.#words, WORD_HEAD);
    if (needed <= this.#capacity - ((this.#tail - this.#knownHead) | 0)) return true;
    this.#fullCount++;
    this.flush();
    return false;
  }

  #refuseCommit(): never {
    throw new StateError("STATE_INVALID", "no claim is open");
  }
}
