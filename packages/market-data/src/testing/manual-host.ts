import { ManualClock } from "@hotpath/core";
import type { FeedHost } from "../feed/feed-host.ts";

/** A clock and timers that move when they are told to. */
export class ManualHost implements Pick<FeedHost, "clock" | "after"> {
  readonly clock: ManualClock;
  readonly #timers = new Set<{ due: bigint; callback: () => void }>();

  constructor(start = 1_700_000_000_000_000_000n) {
    this.clock = new ManualClock(start);
  }

  /** Timers that are set. */
  get timers(): number {
    return this.#timers.size;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { due: this.clock.now() + BigInt(Math.round(milliseconds * 1e6)), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves the clock, and lets the timers run off that are due on the way. */
  advance(milliseconds: number): void {
    const end = this.clock.now() + BigInt(Math.round(milliseconds * 1e6));
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => Number(a.due - b.due));
      if (next === undefined || next.due > end) break;
      this.#timers.delete(next);
      this.clock.set(next.due);
      next.callback();
    }
    this.clock.set(end);
  }

  /** Moves the clock to the next timer. @returns false if there is none */
  next(): boolean {
    const [next] = [...this.#timers].sort((a, b) => Number(a.due - b.due));
    if (next === undefined) return false;
    this.advance(Number(next.due - this.clock.now()) / 1e6);
    return true;
  }
}
