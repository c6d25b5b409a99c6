/**
 * What the writing ends of both kinds of ring have in common.
 */
import type { Words } from "./internal/atomics.ts";
import { close, consumerAnswers, consumerAnswersAsync } from "./internal/ring-control.ts";
import { waitForChange, waitForChangeAsync } from "./internal/ring-wait.ts";
import { openRingBuffer } from "./ring-buffer.ts";
import { WORD_CLOSED, WORD_CONSUMER_ATTACHED, WORD_HEAD, WORD_PRODUCER_SLEEPING } from "./ring-layout.ts";
import type { WaitStrategy } from "./wait-strategy.ts";

/** Returned by `tryClaim` when the ring has no room. */
export const FULL = -1;

/** The writing end of a ring. Opened as {@link SpscProducer} or {@link MpscProducer}. */
export abstract class RingProducer implements Disposable {
  /** The ring's memory. */
  readonly buffer: SharedArrayBuffer;
  /** All of the memory as bytes: index it with the offset that `tryClaim` gives. */
  readonly u8: Uint8Array<SharedArrayBuffer>;
  /** All of the memory as 32-bit integers: index it with the offset divided by 4. */
  readonly i32: Int32Array<SharedArrayBuffer>;
  /** All of the memory as doubles: index it with the offset divided by 8; payloads start at multiples of 8. */
  readonly f64: Float64Array<SharedArrayBuffer>;

  /** @internal */
  protected readonly words: Words;
  /** @internal The head as last read. */
  protected knownHead: number;
  /** @internal */
  protected refusals = 0;
  readonly #strategy: WaitStrategy;

  /** @internal */
  protected constructor(buffer: SharedArrayBuffer, kind: number, strategy: WaitStrategy) {
    const words = openRingBuffer(buffer, kind);
    this.buffer = buffer;
    this.u8 = new Uint8Array(buffer);
    this.i32 = words;
    this.f64 = new Float64Array(buffer);
    this.words = words;
    this.#strategy = strategy;
    this.knownHead = Atomics.load(words, WORD_HEAD);
  }

  /**
   * Claims room for a record and gives the byte offset of its payload in the views, or {@link FULL}. Write the payload,
   * then `commit` or `abort`. When the ring is full, gathered records are published first, so that it can drain.
   *
   * @param type what the record is: an integer from 1 to 2^31 - 1
   * @param length bytes of payload, 0 to `maxPayload`
   * @throws {InputError} `INPUT_OUT_OF_RANGE` when type or length is out of range
   * @throws {StateError} when a claim is open, or after dispose
   */
  abstract tryClaim(type: number, length: number): number;

  /** Ends the claim: the record is complete. It is published now, or with its batch. */
  abstract commit(): void;

  /** Gives the claim back: the consumer never sees the record. */
  abstract abort(): void;

  /** Publishes the records gathered so far, and wakes the consumer if it sleeps. */
  abstract flush(): void;

  /** Greatest payload of one record in bytes. */
  abstract get maxPayload(): number;

  /** Gives back an open claim, publishes what is gathered and detaches. The ring stays open for others. */
  abstract [Symbol.dispose](): void;

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
   * `timeoutMs`, or when the ring is closed: then ask `isConsumerAlive`. A spin-only strategy gives up after its spins.
   */
  writeBlocking(type: number, payload: Uint8Array, timeoutMs: number = Number.POSITIVE_INFINITY): boolean {
    while (!this.write(type, payload)) {
      if (!this.waitForSpace(timeoutMs)) return false;
    }
    return true;
  }

  /**
   * Waits until the consumer has freed something since the last refused claim. Returns false when it has not: time over,
   * ring closed, or a spin-only strategy at its end.
   *
   * @throws {UnavailableError} on a thread that may not block; use `waitForSpaceAsync` there
   */
  waitForSpace(timeoutMs: number = Number.POSITIVE_INFINITY): boolean {
    this.flush();
    return waitForChange(this.words, WORD_HEAD, this.knownHead, WORD_PRODUCER_SLEEPING, this.#strategy, timeoutMs);
  }

  /** Like `waitForSpace`, without blocking the thread. */
  waitForSpaceAsync(timeoutMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    this.flush();
    return waitForChangeAsync(this.words, WORD_HEAD, this.knownHead, WORD_PRODUCER_SLEEPING, timeoutMs);
  }

  /** Publishes what is gathered and says that nothing more will come: the consumer's `run` ends after the last record. */
  close(): void {
    this.flush();
    close(this.words);
  }

  /** Whether either end has closed the ring. */
  get closed(): boolean {
    return Atomics.load(this.words, WORD_CLOSED) !== 0;
  }

  /** Whether a consumer is attached. One that died without `dispose` stays attached: see `isConsumerAlive`. */
  get isConsumerAttached(): boolean {
    return Atomics.load(this.words, WORD_CONSUMER_ATTACHED) !== 0;
  }

  /**
   * Asks the consumer for a sign of life and waits for it. A consumer answers in `drain`, `wait` and in its sleep; one
   * that stays inside a handler for longer than `timeoutMs` counts as dead. Blocks the thread.
   */
  isConsumerAlive(timeoutMs: number): boolean {
    return consumerAnswers(this.words, timeoutMs);
  }

  /** Like `isConsumerAlive`, without blocking the thread. */
  isConsumerAliveAsync(timeoutMs: number): Promise<boolean> {
    return consumerAnswersAsync(this.words, timeoutMs);
  }

  /** Claims refused because the ring was full. */
  get fullCount(): number {
    return this.refusals;
  }
}
