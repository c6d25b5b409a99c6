/** Room to sort figures in, so that ranking allocates nothing. */
export class RankOrder {
  #from: Int32Array;
  #to: Int32Array;

  constructor(size: number) {
    this.#from = new Int32Array(size);
    this.#to = new Int32Array(size);
  }

  /** Writes the positions of figures, evenly over (−1, 1), NaN for NaN; how many figures there are. */
  rank(figures: Float64Array, positions: Float64Array): number {
    let count = 0;
    for (let i = 0; i < figures.length; i++) {
      positions[i] = Number.NaN;
      if (!Number.isNaN(figures[i]!)) this.#from[count++] = i;
    }
    for (let width = 1; width < count; width *= 2) {
      merge(figures, this.#from, this.#to, count, width);
      const swap = this.#from;
      this.#from = this.#to;
      this.#to = swap;
    }
    place(figures, this.#from, count, positions);
    return count;
  }
}

/** Merges neighbouring runs of a width: a pass of the stable bottom-up sort. */
const merge = (figures: Float64Array, from: Int32Array, to: Int32Array, count: number, width: number): void => {
  for (let start = 0; start < count; start += 2 * width) {
    const middle = Math.min(start + width, count);
    const end = Math.min(start + 2 * width, count);
    let a = start;
    let b = middle;
    for (let k = start; k < end; k++) {
      const first = b >= end || (a < middle && figures[from[a]!]! <= figures[from[b]!]!);
      to[k] = first ? from[a++]! : from[b++]!;
    }
  }
};

/** Equal figures share the middle of their places. */
const place = (figures: Float64Array, order: Int32Array, count: number, positions: Float64Array): void => {
  for (let k = 0; k < count; ) {
    let end = k + 1;
    while (end < count && figures[order[end]!]! === figures[order[k]!]!) end++;
    const position = (k + end - count) / count;
    for (let m = k; m < end; m++) positions[order[m]!] = position;
    k = end;
  }
};
