/** A course of values over time or inputs, in two columns that a chart takes as they are. */
export class Points {
  readonly #bucket: number;
  readonly #capacity: number;
  #x: Float64Array<ArrayBuffer> = new Float64Array(64);
  #y: Float64Array<ArrayBuffer> = new Float64Array(64);
  #length = 0;

  /**
   * @param bucket points whose x falls into the same one are one point, of which the last counts; 0 keeps all
   * @param capacity points that are kept; the oldest go first
   */
  constructor(bucket: number, capacity: number) {
    this.#bucket = bucket;
    this.#capacity = capacity;
  }

  /** Points of pairs in turn: x, y, x, y … */
  static ofPairs(pairs: readonly number[]): Points {
    const points = new Points(0, pairs.length / 2);
    for (let k = 0; k + 1 < pairs.length; k += 2) points.add(pairs[k]!, pairs[k + 1]!);
    return points;
  }

  get length(): number {
    return Math.min(this.#length, this.#capacity);
  }

  /** The kept x, oldest first: a view that the next {@link add} may change. */
  get x(): Float64Array {
    return this.#x.subarray(this.#length - this.length, this.#length);
  }

  /** The kept y, beside x. */
  get y(): Float64Array {
    return this.#y.subarray(this.#length - this.length, this.#length);
  }

  /** Adds a point, behind the others: x never falls. */
  add(x: number, y: number): void {
    const at = this.#bucket > 0 ? Math.floor(x / this.#bucket) * this.#bucket : x;
    const last = this.#length - 1;
    if (last >= 0 && this.#x[last]! >= at && this.#bucket > 0) {
      this.#y[last] = y;
      return;
    }
    if (this.#length === this.#x.length) this.#makeRoom();
    this.#x[this.#length] = at;
    this.#y[this.#length] = y;
    this.#length += 1;
  }

  clear(): void {
    this.#length = 0;
  }

  #makeRoom(): void {
    const kept = this.length;
    if (this.#length >= 2 * this.#capacity) {
      this.#x.copyWithin(0, this.#length - kept, this.#length);
      this.#y.copyWithin(0, this.#length - kept, this.#length);
      this.#length = kept;
      return;
    }
    const size = Math.min(2 * this.#x.length, Math.max(2 * this.#capacity, this.#x.length + 1));
    const [x, y] = [new Float64Array(size), new Float64Array(size)];
    x.set(this.#x);
    y.set(this.#y);
    this.#x = x;
    this.#y = y;
  }
}
