/**
 * The writing end of a ring with one producer.
 */
import { ConfigError, StateError } from "@hotpath/core";
import { attach, detach, wake } from "./internal/ring-control.ts";
import { checkRecord } from "./internal/ring-record.ts";
import {
  HEADER_BYTES,
  KIND_SPSC,
  SPSC_DATA_START,
  SPSC_DATA_WORD,
  TYPE_PADDING,
  WORD_CAPACITY,
  WORD_CONSUMER_SLEEPING,
  WORD_HEAD,
  WORD_PRODUCER_ATTACHED,
  WORD_PRODUCER_EPOCH,
  WORD_TAIL,
} from "./ring-layout.ts";
import { FULL, RingProducer } from "./ring-producer.ts";
import { spinThenSleep, type WaitStrategy } from "./wait-strategy.ts";

/** Options of the producer of a ring with one. */
export interface SpscProducerOptions {
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
export class SpscProducer extends RingProducer {
  readonly #capacity: number;
  readonly #maxPayload: number;
  readonly #mask: number;
  readonly #publishEvery: number;
  readonly #epoch: number;
  /**
   * Position behind the last record, be it committed or still open. The one value that each record hands to the next:
   * a second one, copied at commit, would double the chain of dependent loads and stores.
   */
  #next: number;
  /** Bytes of the open claim; 0 when none is. */
  #open = 0;
  /** Up to here the room is known to be free and contiguous: one comparison on the hot path answers both. */
  #runEnd: number;
  #published: number;
  #unpublished = 0;
  #disposed = false;

  /**
   * @throws {InputError} `CORRUPT` when the buffer is not a ring for one producer
   * @throws {StateError} `STATE_INVALID` when a producer is attached and `takeOver` is not set
   */
  constructor(buffer: SharedArrayBuffer, options: SpscProducerOptions = {}) {
    const { publishEvery = 1, wait = spinThenSleep(), takeOver = false } = options;
    if (!Number.isInteger(publishEvery) || publishEvery < 1) {
      throw new ConfigError("publishEvery", publishEvery, "an integer of at least 1");
    }
    super(buffer, KIND_SPSC, wait);
    const words = this.words;
    this.#capacity = words[WORD_CAPACITY]!;
    this.#mask = this.#capacity - 1;
    this.#maxPayload = (this.#capacity >> 1) - HEADER_BYTES;
    this.#publishEvery = publishEvery;
    this.#epoch = attach(words, WORD_PRODUCER_ATTACHED, WORD_PRODUCER_EPOCH, takeOver, "producer");
    this.#next = Atomics.load(words, WORD_TAIL);
    this.#published = this.#next;
    this.#runEnd = this.#next;
  }

  override tryClaim(type: number, length: number): number {
    const start = this.#next;
    const required = (length + (HEADER_BYTES + 7)) & ~7;
    if (
      ((this.#runEnd - start) | 0) < required ||
      length >>> 0 > this.#maxPayload ||
      (length | 0) !== length ||
      (type | 0) !== type ||
      type <= TYPE_PADDING ||
      this.#open !== 0
    ) {
      return this.#claimSlowly(type, length);
    }
    const words = this.words;
    const index = start & this.#mask;
    const word = SPSC_DATA_WORD + (index >> 2);
    words[word] = length + HEADER_BYTES;
    words[word + 1] = type;
    this.#next = (start + required) | 0;
    this.#open = required;
    return SPSC_DATA_START + HEADER_BYTES + index;
  }

  override commit(): void {
    if (this.#open === 0) this.#refuseCommit();
    this.#open = 0;
    if (++this.#unpublished >= this.#publishEvery) this.flush();
  }

  /** Gives the claim back: nothing was written, except padding where the record would have begun at the region's start. */
  override abort(): void {
    if (this.#open === 0) this.#refuseCommit();
    this.#next = (this.#next - this.#open) | 0;
    this.#open = 0;
  }

  override flush(): void {
    const tail = (this.#next - this.#open) | 0;
    if (tail === this.#published) return;
    this.#published = tail;
    this.#unpublished = 0;
    Atomics.store(this.words, WORD_TAIL, tail);
    if (Atomics.load(this.words, WORD_CONSUMER_SLEEPING) !== 0) wake(this.words, WORD_CONSUMER_SLEEPING);
  }

  /** Greatest payload of one record in bytes: half the capacity less the header. */
  override get maxPayload(): number {
    return this.#maxPayload;
  }

  /** Bytes published or gathered that the consumer has not freed, headers and padding included. */
  get size(): number {
    return (this.#next - this.#open - Atomics.load(this.words, WORD_HEAD)) | 0;
  }

  /** Gives back an open claim, publishes what is gathered and detaches. The ring stays open for the next producer. */
  override [Symbol.dispose](): void {
    if (this.#disposed) return;
    if (this.#open !== 0) this.abort();
    this.flush();
    detach(this.words, WORD_PRODUCER_ATTACHED, WORD_PRODUCER_EPOCH, this.#epoch);
    this.#disposed = true;
    this.#runEnd = this.#next;
  }

  /** Everything that is rare: misuse, the end of the region, room that must be looked for. */
  #claimSlowly(type: number, length: number): number {
    if (this.#disposed) throw new StateError("DISPOSED", "this producer is disposed");
    if (this.#open !== 0) throw new StateError("STATE_INVALID", "a claim is open: commit or abort it");
    checkRecord(type, length, this.#maxPayload);
    const required = (length + (HEADER_BYTES + 7)) & ~7;
    const index = this.#next & this.#mask;
    const toEnd = this.#capacity - index;
    const needed = required <= toEnd ? required : required + toEnd;
    if (!this.#findRoom(needed)) return FULL;
    if (required > toEnd) this.#pad(index, toEnd);
    const free = this.#capacity - ((this.#next - this.knownHead) | 0);
    const run = Math.min(free, this.#capacity - (this.#next & this.#mask));
    this.#runEnd = (this.#next + run) | 0;
    return this.tryClaim(type, length);
  }

  /** Fills the rest of the region. Nobody sees it before the next publication. */
  #pad(index: number, toEnd: number): void {
    const word = SPSC_DATA_WORD + (index >> 2);
    this.words[word] = toEnd;
    this.words[word + 1] = TYPE_PADDING;
    this.#next = (this.#next + toEnd) | 0;
  }

  #findRoom(needed: number): boolean {
    if (needed <= this.#capacity - ((this.#next - this.knownHead) | 0)) return true;
    this.knownHead = Atomics.load(this.words, WORD_HEAD);
    if (needed <= this.#capacity - ((this.#next - this.knownHead) | 0)) return true;
    this.refusals++;
    this.flush();
    return false;
  }

  #refuseCommit(): never {
    throw new StateError("STATE_INVALID", "no claim is open");
  }
}
