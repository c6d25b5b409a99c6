/**
 * A writing end of a ring with many producers.
 */
import { CapacityError, ConfigError, StateError } from "@hotpath/core";
import { wake } from "./internal/ring-control.ts";
import { checkRecord } from "./internal/ring-record.ts";
import {
  CLAIMED_BIT,
  HEADER_BYTES,
  KIND_MPSC,
  LENGTH_MASK,
  LINE_CLAIM_POSITION,
  LINE_CLAIM_UNITS,
  LINE_STATE,
  MPSC_DATA_START,
  MPSC_DATA_WORD,
  OWNER_SHIFT,
  PADDING_BIT,
  PRODUCER_FREE,
  PRODUCER_LINE_WORDS,
  PRODUCER_LIVE,
  PRODUCERS_MAX,
  TYPE_PADDING,
  WORD_CAPACITY,
  WORD_CONSUMER_SLEEPING,
  WORD_HEAD,
  WORD_PRODUCER_LINES,
  WORD_TAIL,
} from "./ring-layout.ts";
import { FULL, RingProducer } from "./ring-producer.ts";
import { spinThenSleep, type WaitStrategy } from "./wait-strategy.ts";

/** Options of a producer of a ring with many. */
export interface MpscProducerOptions {
  /**
   * Bytes of the ring to claim at a time, to be filled with records and published together when full or flushed;
   * default 0: each record is claimed and published alone. While a batch is open the records that other producers claim
   * behind it wait for it, so flush whenever there is nothing more to send.
   */
  batchBytes?: number;
  /** How `waitForSpace` waits; default {@link spinThenSleep}. */
  wait?: WaitStrategy;
}

/**
 * A writing end of a ring with many producers.
 *
 * @example
 * using producer = new MpscProducer(ring);
 * producer.write(1, bytes);
 */
export class MpscProducer extends RingProducer {
  /** This producer's number in the ring, 0 to 63: what `retireProducer` asks for when its Worker has died. */
  readonly id: number;

  readonly #units: number;
  readonly #maxPayload: number;
  readonly #batchUnits: number;
  readonly #line: number;
  /** Units of the region from its start: next record, end; both 0 when none is open. */
  #first = 0;
  #next = 0;
  #end = 0;
  /** Header of the region's first record once that is complete: stored last, it publishes the region. */
  #firstHeader = 0;
  /** Units and header of the open claim; 0 when none is. */
  #claimUnits = 0;
  #claimHeader = 0;
  #disposed = false;

  /**
   * @throws {InputError} `CORRUPT` when the buffer is not a ring for many producers
   * @throws {CapacityError} when 64 producers are attached
   */
  constructor(buffer: SharedArrayBuffer, options: MpscProducerOptions = {}) {
    const { batchBytes = 0, wait = spinThenSleep() } = options;
    super(buffer, KIND_MPSC, wait);
    const capacity = this.words[WORD_CAPACITY]!;
    this.#units = capacity >> 3;
    this.#maxPayload = Math.min(capacity >> 1, LENGTH_MASK & ~7) - HEADER_BYTES;
    if (!Number.isInteger(batchBytes) || batchBytes < 0 || batchBytes > this.#maxPayload) {
      throw new ConfigError("batchBytes", batchBytes, `an integer from 0 to ${this.#maxPayload}`);
    }
    this.#batchUnits = (batchBytes + 7) >> 3;
    this.id = this.#register();
    this.#line = WORD_PRODUCER_LINES + this.id * PRODUCER_LINE_WORDS;
  }

  override tryClaim(type: number, length: number): number {
    if (
      length >>> 0 > this.#maxPayload ||
      (length | 0) !== length ||
      (type | 0) !== type ||
      type <= TYPE_PADDING ||
      this.#claimUnits !== 0 ||
      this.#disposed
    ) {
      this.#refuse(type, length);
    }
    const units = (length + (HEADER_BYTES + 7)) >> 3;
    if (this.#next + units > this.#end && !this.#openRegion(units)) return FULL;
    const at = this.#next;
    this.#claimUnits = units;
    this.#claimHeader = length + HEADER_BYTES;
    this.words[MPSC_DATA_WORD + at * 2 + 1] = type;
    return MPSC_DATA_START + HEADER_BYTES + at * 8;
  }

  override commit(): void {
    const units = this.#claimUnits;
    if (units === 0) this.#refuseCommit();
    if (this.#next === this.#first) this.#firstHeader = this.#claimHeader;
    else this.words[MPSC_DATA_WORD + this.#next * 2] = this.#claimHeader;
    this.#claimUnits = 0;
    this.#next += units;
    if (this.#next + units > this.#end) this.flush();
  }

  override abort(): void {
    if (this.#claimUnits === 0) this.#refuseCommit();
    this.#claimUnits = 0;
    if (this.#batchUnits === 0) this.flush();
  }

  override flush(): void {
    if (this.#end === 0 || this.#claimUnits !== 0) return;
    const words = this.words;
    const rest = this.#end - this.#next;
    if (this.#firstHeader === 0) this.#firstHeader = PADDING_BIT | (rest * 8);
    else if (rest > 0) words[MPSC_DATA_WORD + this.#next * 2] = PADDING_BIT | (rest * 8);
    Atomics.store(words, MPSC_DATA_WORD + this.#first * 2, this.#firstHeader);
    this.#first = 0;
    this.#next = 0;
    this.#end = 0;
    this.#firstHeader = 0;
    if (Atomics.load(words, WORD_CONSUMER_SLEEPING) !== 0) wake(words, WORD_CONSUMER_SLEEPING);
  }

  /** Greatest payload of one record in bytes: half the capacity, at most 16 MiB, less the header. */
  override get maxPayload(): number {
    return this.#maxPayload;
  }

  override [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#claimUnits = 0;
    this.flush();
    Atomics.compareExchange(this.words, this.#line + LINE_STATE, PRODUCER_LIVE, PRODUCER_FREE);
    this.#disposed = true;
  }

  #register(): number {
    for (let id = 0; id < PRODUCERS_MAX; id++) {
      const state = WORD_PRODUCER_LINES + id * PRODUCER_LINE_WORDS + LINE_STATE;
      if (Atomics.compareExchange(this.words, state, PRODUCER_FREE, PRODUCER_LIVE) === PRODUCER_FREE) return id;
    }
    throw new CapacityError(`ring: ${PRODUCERS_MAX} producers are attached`);
  }

  /** Publishes the region in use and opens one that holds at least `units`. */
  #openRegion(units: number): boolean {
    this.flush();
    if (this.#claimRegion(Math.max(units, this.#batchUnits))) return true;
    if (units < this.#batchUnits && this.#claimRegion(units)) return true;
    this.refusals++;
    return false;
  }

  /**
   * Claims a contiguous region by moving the tail. What is about to be claimed stands in this producer's line before
   * the tail moves, so that a consumer can finish the claim of a producer that dies before its header is written.
   * The plain stores are seen by whoever sees the tail that the compare-and-swap after them wrote, and the header by
   * whoever sees the announcement withdrawn.
   */
  #claimRegion(units: number): boolean {
    const { words } = this;
    const line = this.#line;
    for (;;) {
      const tail = Atomics.load(words, WORD_TAIL);
      const index = tail & (this.#units - 1);
      const toEnd = this.#units - index;
      const needed = units <= toEnd ? units : units + toEnd;
      if (needed > this.#units - ((tail - this.knownHead) | 0)) {
        this.knownHead = Atomics.load(words, WORD_HEAD);
        if (needed > this.#units - ((tail - this.knownHead) | 0)) {
          words[line + LINE_CLAIM_UNITS] = 0;
          return false;
        }
      }
      words[line + LINE_CLAIM_POSITION] = tail;
      words[line + LINE_CLAIM_UNITS] = needed;
      if (Atomics.compareExchange(words, WORD_TAIL, tail, (tail + needed) | 0) !== tail) continue;
      const start = needed === units ? index : 0;
      words[MPSC_DATA_WORD + start * 2] = CLAIMED_BIT | (this.id << OWNER_SHIFT) | (units * 8);
      if (start !== index) Atomics.store(words, MPSC_DATA_WORD + index * 2, PADDING_BIT | (toEnd * 8));
      Atomics.store(words, line + LINE_CLAIM_UNITS, 0);
      this.#first = start;
      this.#next = start;
      this.#end = start + units;
      return true;
    }
  }

  #refuse(type: number, length: number): void {
    if (this.#disposed) throw new StateError("DISPOSED", "this producer is disposed");
    if (this.#claimUnits !== 0) throw new StateError("STATE_INVALID", "a claim is open: commit or abort it");
    checkRecord(type, length, this.#maxPayload);
  }

  #refuseCommit(): never {
    throw new StateError("STATE_INVALID", "no claim is open");
  }
}
