/** The last things that happened, newest first. */
export class Recent<T> {
  readonly #capacity: number;
  #items: T[] = [];

  /** @param capacity how many are kept */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** What is given, the newest last. */
  static of<T>(items: readonly T[]): Recent<T> {
    const recent = new Recent<T>(Math.max(1, items.length));
    for (const item of items) recent.add(item);
    return recent;
  }

  get length(): number {
    return Math.min(this.#items.length, this.#capacity);
  }

  add(item: T): void {
    this.#items.push(item);
    if (this.#items.length > 2 * this.#capacity) this.#items = this.#items.slice(-this.#capacity);
  }

  /** The newest one that is so; undefined if none is. */
  find(isWanted: (item: T) => boolean): T | undefined {
    return this.#items.findLast(isWanted);
  }

  /** Takes one out. */
  remove(item: T): void {
    const at = this.#items.lastIndexOf(item);
    if (at !== -1) this.#items.splice(at, 1);
  }

  /** The newest first, at most `most`. */
  take(most: number): T[] {
    return this.#items.slice(-Math.min(most, this.length)).reverse();
  }

  /** All that are kept, the newest first. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let k = 1; k <= this.length; k++) yield this.#items[this.#items.length - k]!;
  }

  clear(): void {
    this.#items = [];
  }
}
