/**
 * One thing for each Worker, made when first asked for.
 */
import { ConfigError, StateError } from "@hotpath/core";

/**
 * A slot per worker id, created lazily and disposed together: rings, arenas, counters that one thread keeps for each of
 * its Workers. Objects do not cross threads; for figures that Workers themselves write, see {@link WorkerCounters}.
 *
 * @example
 * using rings = new PerWorker(4, () => ({ ring: createSpscRing({ capacity: 1 << 16 }) }));
 * worker.postMessage(rings.get(2).ring);
 */
export class PerWorker<T> implements Disposable {
  /** Worker ids are 0 to this number less one. */
  readonly workers: number;
  readonly #create: (workerId: number) => T;
  readonly #slots = new Map<number, T>();
  #disposed = false;

  /**
   * @param workers how many ids there are: 1 to 65,536
   * @param create makes the thing of a worker
   */
  constructor(workers: number, create: (workerId: number) => T) {
    if (!Number.isInteger(workers) || workers < 1 || workers > 65_536) {
      throw new ConfigError("workers", workers, "an integer from 1 to 65536");
    }
    this.workers = workers;
    this.#create = create;
  }

  /**
   * The thing of a worker.
   *
   * @throws {ConfigError} when there is no such worker
   * @throws {StateError} `DISPOSED`
   */
  get(workerId: number): T {
    if (this.#disposed) throw new StateError("DISPOSED", "this per-worker storage is disposed");
    if (!Number.isInteger(workerId) || workerId < 0 || workerId >= this.workers) {
      throw new ConfigError("workerId", workerId, `an integer from 0 to ${this.workers - 1}`);
    }
    const found = this.#slots.get(workerId);
    if (found !== undefined || this.#slots.has(workerId)) return found as T;
    const created = this.#create(workerId);
    this.#slots.set(workerId, created);
    return created;
  }

  /** Worker ids and things made so far. */
  entries(): IterableIterator<[workerId: number, value: T]> {
    return this.#slots.entries();
  }

  /** Disposes of one worker's thing, such as when the Worker has ended; the next `get` makes another. */
  delete(workerId: number): void {
    const value = this.#slots.get(workerId);
    this.#slots.delete(workerId);
    dispose(value);
  }

  /** Disposes of all things that can be disposed, all of them even when one throws; the first error passes on. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const errors: unknown[] = [];
    for (const value of this.#slots.values()) {
      try {
        dispose(value);
      } catch (error) {
        errors.push(error);
      }
    }
    this.#slots.clear();
    if (errors.length > 0) throw errors[0];
  }
}

function dispose(value: unknown): void {
  (value as Partial<Disposable> | undefined)?.[Symbol.dispose]?.();
}
