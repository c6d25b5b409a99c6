/** What a target could not hold, counted by what it was. */
export class Losses {
  readonly #counts = new Map<string, number>();

  /** Losses of rows, and of parts of them. */
  get total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  /** A line each, the most frequent first. */
  lines(): string[] {
    return [...this.#counts].sort((one, other) => other[1] - one[1]).map(([what, count]) => `${count} ${what}`);
  }
}
