/**
 * The reading end of a ring with many producers.
 */
import { refuseHeader } from "./internal/ring-record.ts";
import { finishDeadClaim, freeRetired } from "./internal/ring-retire.ts";
import { waitForChange, waitForChangeAsync } from "./internal/ring-wait.ts";
import { type ConsumerOptions, type RecordHandler, RingConsumer } from "./ring-consumer.ts";
import {
  HEADER_BYTES,
  KIND_MPSC,
  LENGTH_MASK,
  MPSC_DATA_START,
  MPSC_DATA_WORD,
  PADDING_BIT,
  WORD_CAPACITY,
  WORD_CONSUMER_SLEEPING,
  WORD_DEAD_PRODUCERS,
  WORD_FREEING,
  WORD_TAIL,
} from "./ring-layout.ts";

/**
 * The reading end of a ring with many producers. Opening it resumes at the head, as {@link SpscConsumer} does.
 *
 * A producer that dies with a record claimed holds up every record behind it, until {@link retireProducer} says that it is dead.
 *
 * @example
 * using consumer = new MpscConsumer(ring);
 * consumer.drain((type, at, length) => handle(consumer.u8, type, at, length));
 */
export class MpscConsumer extends RingConsumer {
  readonly #units: number;
  readonly #freeEvery: number;

  /**
   * @throws {InputError} `CORRUPT` when the buffer is not a ring for many producers
   * @throws {StateError} `STATE_INVALID` when a consumer is attached and `takeOver` is not set
   */
  constructor(buffer: SharedArrayBuffer, options: ConsumerOptions = {}) {
    super(buffer, KIND_MPSC, options);
    this.#units = this.words[WORD_CAPACITY]! >> 3;
    this.#freeEvery = this.#units >> 2;
    this.#finishFreeing();
  }

  override wait(timeoutMs: number = Number.POSITIVE_INFINITY): boolean {
    for (;;) {
      this.attend();
      const word = this.#headWord();
      const header = this.#readable(word);
      if (header > 0) return true;
      if (!waitForChange(this.words, word, header, WORD_CONSUMER_SLEEPING, this.strategy, timeoutMs)) return false;
    }
  }

  override async waitAsync(timeoutMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    for (;;) {
      this.attend();
      const word = this.#headWord();
      const header = this.#readable(word);
      if (header > 0) return true;
      if (!(await waitForChangeAsync(this.words, word, header, WORD_CONSUMER_SLEEPING, timeoutMs))) return false;
    }
  }

  override get size(): number {
    return ((Atomics.load(this.words, WORD_TAIL) - this.head) | 0) * 8;
  }

  /** @internal */
  protected override drainEnd(): number {
    const tail = Atomics.load(this.words, WORD_TAIL);
    if (this.words[WORD_DEAD_PRODUCERS] !== 0) this.#readable(this.#headWord());
    return tail;
  }

  /** @internal */
  protected override drainRun(handler: RecordHandler, end: number, limit: number): number {
    const words = this.words;
    const start = this.head;
    const first = start & (this.#units - 1);
    const stop = Math.min((end - start) | 0, this.#freeEvery, this.#units - first);
    let read = 0;
    let handled = 0;
    try {
      while (read < stop && handled < limit) {
        const at = first + read;
        const header = Atomics.load(words, MPSC_DATA_WORD + at * 2);
        if (header <= 0) break;
        const length = header & LENGTH_MASK;
        const units = (length + 7) >> 3;
        if (length < HEADER_BYTES || at + units > this.#units) refuseHeader((start + read) | 0, header);
        read += units;
        if ((header & PADDING_BIT) !== 0) continue;
        handled++;
        handler(words[MPSC_DATA_WORD + at * 2 + 1]!, MPSC_DATA_START + HEADER_BYTES + at * 8, length - HEADER_BYTES);
      }
    } finally {
      if (read > 0) this.#clear(first, read);
    }
    return handled;
  }

  /**
   * Clears what was read and frees it: the next header there must be found 0. How far the clearing goes is written down
   * first, so that a successor can finish it; otherwise it would wait for ever at a header that this end cleared.
   */
  #clear(first: number, units: number): void {
    const head = (this.head + units) | 0;
    Atomics.store(this.words, WORD_FREEING, head);
    this.words.fill(0, MPSC_DATA_WORD + first * 2, MPSC_DATA_WORD + (first + units) * 2);
    this.free(head);
  }

  /** Ends what a predecessor was doing when it died. */
  #finishFreeing(): void {
    const units = (Atomics.load(this.words, WORD_FREEING) - this.head) | 0;
    if (units > 0) this.#clear(this.head & (this.#units - 1), units);
  }

  #headWord(): number {
    return MPSC_DATA_WORD + (this.head & (this.#units - 1)) * 2;
  }

  /** The header at the head, after the claims of dead producers there have been finished. */
  #readable(word: number): number {
    const { words } = this;
    if (Atomics.load(words, WORD_DEAD_PRODUCERS) === 0) return Atomics.load(words, word);
    freeRetired(words, this.head);
    if (Atomics.load(words, word) <= 0) finishDeadClaim(words, this.head, this.#units);
    return Atomics.load(words, word);
  }
}
