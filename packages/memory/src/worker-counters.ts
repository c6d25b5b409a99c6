/**
 * Counters that many Workers raise and anybody may read, without contention.
 */
import { ConfigError, InputError, StateError, UnavailableError } from "@hotpath/core";

/** "HPWC" */
const MAGIC = 0x48505743;
/** Words of the head: magic, workers, counters, words of a worker's block. */
const HEAD_WORDS = 32;
/** Words of a line: 128 bytes, for prefetchers that fetch lines in pairs. */
const LINE_WORDS = 32;
/** Words of a counter: low, high, version of the pair. */
const COUNTER_WORDS = 3;

/** Options of a set of counters. */
export interface WorkerCounterOptions {
  /** Workers that count: 1 to 1,024. */
  workers: number;
  /** Counters of each: 1 to 1,024. */
  counters: number;
}

/**
 * Allocates counters, all 0. Send the buffer to the Workers; each opens it with {@link WorkerCounters}.
 *
 * @throws {ConfigError} when a number is out of range
 */
export function createWorkerCounters(options: WorkerCounterOptions): SharedArrayBuffer {
  for (const key of ["workers", "counters"] as const) {
    const value = options[key];
    if (!Number.isInteger(value) || value < 1 || value > 1024) throw new ConfigError(key, value, "1 to 1024");
  }
  if (typeof SharedArrayBuffer === "undefined") throw new UnavailableError("SharedArrayBuffer is missing");
  const block = Math.ceil((options.counters * COUNTER_WORDS) / LINE_WORDS) * LINE_WORDS;
  const buffer = new SharedArrayBuffer((HEAD_WORDS + options.workers * block) * 4);
  new Int32Array(buffer).set([MAGIC, options.workers, options.counters, block]);
  return buffer;
}

/**
 * Counters of a group of Workers. Each Worker writes a block of lines of its own, so that counting costs a plain store
 * and never a cache line fight; reading sums over the Workers. Counts are exact up to 2⁵³. A reader sees a count at
 * some moment shortly before; after the two have synchronised (a message, a ring), at that moment or later.
 *
 * @example
 * const counters = new WorkerCounters(buffer, workerId);
 * counters.add(0, 1);
 */
export class WorkerCounters implements Disposable {
  readonly #words: Int32Array;
  readonly #workers: number;
  readonly #counters: number;
  readonly #block: number;
  readonly #own: number;
  #disposed = false;

  /**
   * @param workerId the Worker that counts here, one end each; leave it out to read only
   * @throws {InputError} `CORRUPT` when the buffer is not one of {@link createWorkerCounters}
   */
  constructor(buffer: SharedArrayBuffer, workerId?: number) {
    const words = new Int32Array(buffer);
    if (words[0] !== MAGIC) throw new InputError("CORRUPT", "not a buffer of worker counters");
    this.#words = words;
    this.#workers = words[1]!;
    this.#counters = words[2]!;
    this.#block = words[3]!;
    if (workerId !== undefined && (!Number.isInteger(workerId) || workerId < 0 || workerId >= this.#workers)) {
      throw new ConfigError("workerId", workerId, `an integer from 0 to ${this.#workers - 1}`);
    }
    this.#own = workerId === undefined ? -1 : HEAD_WORDS + workerId * this.#block;
  }

  /**
   * Raises this Worker's counter.
   *
   * @param by an integer from 0 to 2³¹ − 1; default 1
   * @throws {StateError} when this end only reads, or is disposed
   */
  add(counter: number, by = 1): void {
    const word = this.#own + counter * COUNTER_WORDS;
    if (this.#own < 0 || this.#disposed || by < 0 || !(counter >= 0 && counter < this.#counters)) this.#refuse(counter);
    const words = this.#words;
    const before = words[word]!;
    const after = (before + by) | 0;
    if (after >>> 0 >= before >>> 0) words[word] = after;
    else this.#carry(word, after);
  }

  /** Sum of a counter over all Workers. */
  sum(counter: number): number {
    let sum = 0;
    for (let worker = 0; worker < this.#workers; worker++) sum += this.read(worker, counter);
    return sum;
  }

  /** A counter of one Worker. */
  read(workerId: number, counter: number): number {
    if (!(counter >= 0 && counter < this.#counters)) this.#refuse(counter);
    if (!(workerId >= 0 && workerId < this.#workers)) {
      throw new ConfigError("workerId", workerId, `an integer from 0 to ${this.#workers - 1}`);
    }
    const words = this.#words;
    const word = HEAD_WORDS + workerId * this.#block + counter * COUNTER_WORDS;
    for (;;) {
      const version = Atomics.load(words, word + 2);
      const high = Atomics.load(words, word + 1);
      const low = Atomics.load(words, word);
      if ((version & 1) === 0 && Atomics.load(words, word + 2) === version) return high * 2 ** 32 + (low >>> 0);
    }
  }

  /** Ends counting here. The counts stay. */
  [Symbol.dispose](): void {
    this.#disposed = true;
  }

  /** The low word wrapped: both words change under an odd version, so that no reader sees one without the other. */
  #carry(word: number, low: number): void {
    const words = this.#words;
    Atomics.add(words, word + 2, 1);
    Atomics.add(words, word + 1, 1);
    Atomics.store(words, word, low);
    Atomics.add(words, word + 2, 1);
  }

  #refuse(counter: number): never {
    if (this.#disposed) throw new StateError("DISPOSED", "these counters are disposed");
    if (!(counter >= 0 && counter < this.#counters)) {
      throw new ConfigError("counter", counter, `an integer from 0 to ${this.#counters - 1}`);
    }
    if (this.#own >= 0) throw new InputError("INPUT_OUT_OF_RANGE", "counters only rise");
    throw new StateError("STATE_INVALID", "these counters are open for reading only: give a workerId");
  }
}
