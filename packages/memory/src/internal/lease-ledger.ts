/**
 * Who holds what: the debug half of an object pool.
 */
import { StateError } from "@hotpath/core";

/** An object that was acquired and not released. */
export interface PoolLeak {
  /** The object; undefined when it was collected while out. */
  readonly object: object | undefined;
  /** The stack of the call that acquired it. */
  readonly stack: string;
}

interface Loan {
  /** Weak, so that an object which its holder forgot can be collected, and be noticed. */
  readonly object: WeakRef<object>;
  readonly stack: string;
}

/** Tracks the objects that are out. */
export class LeaseLedger<T extends object> {
  readonly #loans = new Map<number, Loan>();
  readonly #loanOf = new WeakMap<T, number>();
  /** Every object that was ever acquired here, to tell a double release from a foreign one. */
  readonly #known = new WeakSet<T>();
  readonly #collected: FinalizationRegistry<number>;
  #nextLoan = 1;
  #leaked = 0;

  constructor(onLeak: ((leak: PoolLeak) => void) | undefined) {
    this.#collected = new FinalizationRegistry((id) => {
      const loan = this.#loans.get(id);
      if (loan === undefined) return;
      this.#loans.delete(id);
      this.#leaked++;
      onLeak?.({ object: undefined, stack: loan.stack });
    });
  }

  /** Objects collected while out. */
  get leaked(): number {
    return this.#leaked;
  }

  /** Notes that the object goes out, and who asked. */
  add(object: T): void {
    const id = this.#nextLoan++;
    this.#known.add(object);
    this.#loanOf.set(object, id);
    this.#loans.set(id, { object: new WeakRef(object), stack: new Error("acquired").stack ?? "unknown" });
    this.#collected.register(object, id, object);
  }

  /**
   * Notes that the object came back.
   *
   * @throws {StateError} `DOUBLE_RELEASE` or, for an object that never went out here, `STATE_INVALID`
   */
  remove(object: T): void {
    const id = this.#loanOf.get(object);
    if (id === undefined) {
      if (this.#known.has(object)) throw new StateError("DOUBLE_RELEASE", "pool: this object was already released");
      throw new StateError("STATE_INVALID", "pool: this object does not belong to this pool");
    }
    this.#loanOf.delete(object);
    this.#loans.delete(id);
    this.#collected.unregister(object);
  }

  /** What is out now. */
  list(): PoolLeak[] {
    return Array.from(this.#loans.values(), ({ object, stack }) => ({ object: object.deref(), stack }));
  }
}
