/** A column of doubles that grows. */
export class ColumnBuilder {
  #values: Float64Array;
  #length = 0;

  /** @param expected room at the start */
  constructor(expected: number) {
    this.#values = new Float64Array(Math.max(16, expected));
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(2 * this.#length);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length++] = value;
  }

  /** What was pushed, in memory of its own. */
  take(): Float64Array {
    return this.#values.length === this.#length ? this.#values : this.#values.slice(0, this.#length);
  }
}
