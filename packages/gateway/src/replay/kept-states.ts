import type { MomentViewState } from "./moment-view.ts";

/** The whole state after an input. */
export interface KeptState {
  sequence: number;
  /** As the engine's snapshot has it. */
  engine: Uint8Array;
  view: MomentViewState;
}

/**
 * States that a replay comes back to, one every so many inputs. Where they would take more memory than allowed, every second
 * one goes: a seek then costs at most twice as many inputs.
 */
export class KeptStates {
  readonly #bytesMax: number;
  #states: KeptState[] = [];
  #every: number;
  #bytes = 0;

  /** @param every inputs between two states @param bytesMax of all states but the first */
  constructor(every: number, bytesMax: number) {
    this.#every = every;
    this.#bytesMax = bytesMax;
  }

  /** Inputs between two states. */
  get every(): number {
    return this.#every;
  }

  /** What they take. */
  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#states.length;
  }

  /** Whether the state after an input is wanted and not there. */
  isDue(sequence: number): boolean {
    return sequence % this.#every === 0 && this.before(sequence)?.sequence !== sequence;
  }

  add(state: KeptState): void {
    const place = this.#place(state.sequence);
    if (this.#states[place - 1]?.sequence === state.sequence) return;
    this.#states.splice(place, 0, state);
    this.#bytes += sizeOf(state);
    while (this.#bytes > this.#bytesMax && this.#states.length > 2) this.#thin();
  }

  /** The last state up to an input; undefined if there is none. */
  before(sequence: number): KeptState | undefined {
    return this.#states[this.#place(sequence) - 1];
  }

  /** How many states there are up to an input. */
  #place(sequence: number): number {
    let [low, high] = [0, this.#states.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#states[middle]!.sequence <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first stays, for there is no other way to it. */
  #thin(): void {
    this.#every *= 2;
    const states = this.#states.filter(({ sequence }, place) => place === 0 || sequence % this.#every === 0);
    // States that lie apart, as where a replay began, are no multiples: then the second half of them has to do.
    this.#states = states.length < this.#states.length ? states : states.filter((_, place) => place % 2 === 0);
    this.#bytes = this.#states.reduce((sum, state) => sum + sizeOf(state), 0);
  }
}

function sizeOf({ engine, view }: KeptState): number {
  const { orders, fills, quotes, signals, curves } = view;
  const columns = [quotes, signals, curves.sequence, curves.equity, curves.mids];
  const objects = orders.working.length + orders.ended.entries.length + fills.length;
  return engine.byteLength + columns.reduce((sum, column) => sum + column.byteLength, 0) + 16 * objects;
}
