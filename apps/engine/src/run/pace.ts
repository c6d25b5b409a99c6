/** Lets so many events a second pass, and the process' other work in between. */
export class Pace {
  readonly #perMilli: number;
  readonly #began = performance.now();
  #taken = 0;

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
  }
}
