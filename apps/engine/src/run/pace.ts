/** How long events that are late may keep the process from its other work, as a venue's answers, in milliseconds. */
const TURN_MILLIS = 2;

/** Lets so many events a second pass, and the process' other work in between. */
export class Pace {
  readonly #perMilli: number;
  readonly #began = performance.now();
  #taken = 0;
  /** When the process last had time for other work. */
  #paused = 0;

  /** @param perSecond greater than 0 */
  constructor(perSecond: number) {
    this.#perMilli = perSecond / 1000;
  }

  /** Returns when it is the next one's time. */
  async next(): Promise<void> {
    const due = this.#began + this.#taken / this.#perMilli;
    this.#taken += 1;
    const early = due - performance.now();
    if (early > 0) await Bun.sleep(early);
    else if (performance.now() - this.#paused >= TURN_MILLIS)
      await new Promise<void>((resolve) => setImmediate(resolve));
    else return;
    this.#paused = performance.now();
  }
}
