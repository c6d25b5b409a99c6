/**
 * A pool of objects of one kind, made once and used again.
 *
 * Short-lived objects that do not escape cost nothing in modern engines: measure before pooling them. Pools pay for
 * objects that are dear to make (buffers, connections, large graphs) or that live long enough to burden the collector.
 */
import { CapacityError, ConfigError, StateError } from "@hotpath/core";
import { LeaseLedger, type PoolLeak } from "./internal/lease-ledger.ts";

/** What `acquire` does when every object is out: make more, throw a CapacityError, or return undefined. */
export type ExhaustedPolicy = "grow" | "throw" | "undefined";

/** Options of an object pool. */
export interface ObjectPoolOptions<T extends object, P extends ExhaustedPolicy = ExhaustedPolicy> {
  /** Makes an object. */
  create: () => T;
  /** Brings a released object back to its first state, before anyone can acquire it. */
  reset?: (object: T) => void;
  /** Lets go of what an object owns, when the pool is disposed. */
  destroy?: (object: T) => void;
  /** Objects made at construction: 1 to 2²⁴. */
  capacity: number;
  /** What to do when all are out; default `throw`. */
  whenExhausted?: P;
  /** Objects at most under the policy `grow`; default 16 × capacity. */
  capacityMax?: number;
  /** Tracks every object that is out and who took it; slower by a stack trace an acquisition; default false. */
  debug?: boolean;
  /** Told of leaks in debug mode: an object collected while out, or still out at dispose (which then throws nothing). */
  onLeak?: (leak: PoolLeak) => void;
}

/** An object on loan, given back at the end of a `using` scope. */
export interface Lease<T> extends Disposable {
  /** The object. Do not keep it beyond the lease. */
  readonly value: T;
}

/** Figures of a pool. */
export interface ObjectPoolStats {
  /** Objects made so far. */
  readonly created: number;
  /** Objects out now. */
  readonly out: number;
  /** Most objects ever out at once. */
  readonly peak: number;
  /** How often all were out. */
  readonly exhausted: number;
  /** Objects known to have been lost (debug mode). */
  readonly leaked: number;
}

/** What `acquire` returns under a policy. */
export type Acquired<T, P extends ExhaustedPolicy> = P extends "undefined" ? T | undefined : T;

/**
 * A pool of objects. Without `debug`, only a release too many is noticed; with it, every double release and every
 * release of a foreign object is a StateError, and leaks are reported with the stack that acquired.
 *
 * @example
 * using pool = new ObjectPool({ create: () => new Uint8Array(4096), capacity: 8 });
 * {
 *   using lease = pool.lease();
 *   lease.value[0] = 1;
 * } // released here
 */
export class ObjectPool<T extends object, P extends ExhaustedPolicy = "throw"> implements Disposable {
  readonly #options: ObjectPoolOptions<T, P>;
  readonly #policy: ExhaustedPolicy;
  readonly #capacityMax: number;
  readonly #free: T[] = [];
  readonly #ledger: LeaseLedger<T> | undefined;
  #created = 0;
  #peak = 0;
  #exhausted = 0;
  #disposed = false;

  /** @throws {ConfigError} when a capacity is out of range */
  constructor(options: ObjectPoolOptions<T, P>) {
    const { capacity, whenExhausted = "throw", debug = false, onLeak } = options;
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 2 ** 24) {
      throw new ConfigError("capacity", capacity, "an integer from 1 to 2^24");
    }
    if (!["grow", "throw", "undefined"].includes(whenExhausted)) {
      throw new ConfigError("whenExhausted", whenExhausted, "grow, throw, undefined");
    }
    const capacityMax = options.capacityMax ?? (whenExhausted === "grow" ? capacity * 16 : capacity);
    if (!Number.isInteger(capacityMax) || capacityMax < capacity) {
      throw new ConfigError("capacityMax", capacityMax, "an integer of at least capacity");
    }
    this.#options = options;
    this.#policy = whenExhausted;
    this.#capacityMax = capacityMax;
    this.#ledger = debug ? new LeaseLedger<T>(onLeak) : undefined;
    for (let i = 0; i < capacity; i++) this.#free.push(this.#create());
  }

  /**
   * Takes an object: the one released last, which is still warm.
   *
   * @throws {CapacityError} when all are out, under `throw`, or under `grow` at `capacityMax`
   * @throws {StateError} `DISPOSED`
   */
  acquire(): Acquired<T, P> {
    const object = this.#free.pop() ?? this.#whenExhausted();
    const out = this.#created - this.#free.length;
    if (out > this.#peak) this.#peak = out;
    if (this.#ledger !== undefined && object !== undefined) this.#ledger.add(object);
    return object as Acquired<T, P>;
  }

  /**
   * Gives an object back, reset.
   *
   * @throws {StateError} `DOUBLE_RELEASE` when every object is in already, or in debug mode this one; `STATE_INVALID` in
   * debug mode when the object is not of this pool
   */
  release(object: T): void {
    if (this.#disposed) throw new StateError("DISPOSED", "this pool is disposed");
    if (this.#free.length >= this.#created) {
      throw new StateError("DOUBLE_RELEASE", "pool: more objects released than acquired");
    }
    this.#ledger?.remove(object);
    this.#options.reset?.(object);
    this.#free.push(object);
  }

  /**
   * Takes an object for the rest of a `using` scope. Errors are those of `acquire`; under the policy `undefined` an
   * exhausted pool is a CapacityError here.
   */
  lease(): Lease<T> {
    const value = this.acquire() as T | undefined;
    if (value === undefined) throw new CapacityError(`pool: all ${this.#created} objects are out`);
    return new PoolLease<T>(value, this as unknown as Releases<T>);
  }

  /** Figures of the pool so far. */
  stats(): ObjectPoolStats {
    return {
      created: this.#created,
      out: this.#created - this.#free.length,
      peak: this.#peak,
      exhausted: this.#exhausted,
      leaked: this.#ledger?.leaked ?? 0,
    };
  }

  /** Who holds what is out, in debug mode; empty otherwise. */
  outstanding(): PoolLeak[] {
    return this.#ledger?.list() ?? [];
  }

  /**
   * Ends the pool and destroys the objects that are in it.
   *
   * @throws {StateError} `STATE_INVALID` in debug mode, without `onLeak`, when objects are still out: it names the first
   * holder's stack
   */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const { destroy, onLeak } = this.#options;
    if (destroy !== undefined) for (const object of this.#free) destroy(object);
    this.#free.length = 0;
    const leaks = this.outstanding();
    if (onLeak !== undefined) for (const leak of leaks) onLeak(leak);
    else if (leaks.length > 0) {
      throw new StateError("STATE_INVALID", `pool: ${leaks.length} objects never released; first ${leaks[0]!.stack}`);
    }
  }

  #create(): T {
    this.#created++;
    return this.#options.create();
  }

  #whenExhausted(): T | undefined {
    if (this.#disposed) throw new StateError("DISPOSED", "this pool is disposed");
    this.#exhausted++;
    if (this.#policy === "undefined") return undefined;
    if (this.#policy === "grow" && this.#created < this.#capacityMax) return this.#create();
    throw new CapacityError(`pool: all ${this.#created} objects are out`);
  }
}

interface Releases<T> {
  release(object: T): void;
}

class PoolLease<T> implements Lease<T> {
  readonly #pool: Releases<T>;
  #value: T | undefined;

  constructor(value: T, pool: Releases<T>) {
    this.#value = value;
    this.#pool = pool;
  }

  get value(): T {
    if (this.#value === undefined) throw new StateError("DISPOSED", "this lease has ended");
    return this.#value;
  }

  [Symbol.dispose](): void {
    const value = this.#value;
    if (value === undefined) return;
    this.#value = undefined;
    this.#pool.release(value);
  }
}
