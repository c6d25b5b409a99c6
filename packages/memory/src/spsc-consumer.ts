/**
 * The reading end of a ring with one producer.
 */
import { refuseHeader } from "./internal/ring-record.ts";
import { waitForChange, waitForChangeAsync } from "./internal/ring-wait.ts";
import { type ConsumerOptions, type RecordHandler, RingConsumer } from "./ring-consumer.ts";
import {
  HEADER_BYTES,
  KIND_SPSC,
  SPSC_DATA_START,
  SPSC_DATA_WORD,
  TYPE_PADDING,
  WORD_CAPACITY,
  WORD_CONSUMER_SLEEPING,
  WORD_TAIL,
} from "./ring-layout.ts";

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
export class SpscConsumer extends RingConsumer {
  readonly #mask: number;
  readonly #freeEvery: number;

  /**
   * @throws {InputError} `CORRUPT` when the buffer is not a ring for one producer
   * @throws {StateError} `STATE_INVALID` when a consumer is attached and `takeOver` is not set
   */
  constructor(buffer: SharedArrayBuffer, options: ConsumerOptions = {}) {
    super(buffer, KIND_SPSC, options);
    const capacity = this.words[WORD_CAPACITY]!;
    this.#mask = capacity - 1;
    this.#freeEvery = capacity >> 2;
  }

  override wait(timeoutMs: number = Number.POSITIVE_INFINITY): boolean {
    this.attend();
    return waitForChange(this.words, WORD_TAIL, this.head, WORD_CONSUMER_SLEEPING, this.strategy, timeoutMs);
  }

  override waitAsync(timeoutMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    this.attend();
    return waitForChangeAsync(this.words, WORD_TAIL, this.head, WORD_CONSUMER_SLEEPING, timeoutMs);
  }

  override get size(): number {
    return (Atomics.load(this.words, WORD_TAIL) - this.head) | 0;
  }

  /** @internal */
  protected override drainEnd(): number {
    return Atomics.load(this.words, WORD_TAIL);
  }

  /** @internal */
  protected override drainRun(handler: RecordHandler, end: number, limit: number): number {
    const words = this.words;
    const mask = this.#mask;
    const start = this.head;
    const available = (end - start) | 0;
    const stop = Math.min(available, this.#freeEvery);
    let read = 0;
    let handled = 0;
    try {
      while (read < stop && handled < limit) {
        const index = (start + read) & mask;
        const word = SPSC_DATA_WORD + (index >> 2);
        const length = words[word]!;
        const type = words[word + 1]!;
        const advance = (length + 7) & ~7;
        if (length < HEADER_BYTES || advance > available - read) refuseHeader((start + read) | 0, length);
        read += advance;
        if (type === TYPE_PADDING) continue;
        handled++;
        handler(type, SPSC_DATA_START + HEADER_BYTES + index, length - HEADER_BYTES);
      }
    } finally {
      this.free((start + read) | 0);
    }
    return handled;
  }
}
