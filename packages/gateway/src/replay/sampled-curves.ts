/** Points of a curve, at the most; the moment's own comes beside them. */
const POINTS = 499;

/**
 * Equity and mid prices by sequence, in a bounded number of points: at every input at first, and at every second, fourth …
 * one where there would be too many. Which points there are depends on the sequence alone, whatever way led there.
 */
export class SampledCurves {
  readonly #instruments: number;
  readonly #sequence = new Float64Array(POINTS);
  readonly #equity = new Float64Array(POINTS);
  readonly #mids: Float64Array;
  #count = 0;
  #stride = 1;

  constructor(instruments: number) {
    this.#instruments = instruments;
    this.#mids = new Float64Array(POINTS * instruments);
  }

  /** Whether the input of a sequence is a point. */
  isDue(sequence: number): boolean {
    return sequence % this.#stride === 0;
  }

  /** Adds the point of an input that is due. @param mids of all instruments, NaN where there is none */
  add(sequence: number, equity: number, mids: Float64Array): void {
    if (this.#count === POINTS) this.#thin();
    if (!this.isDue(sequence)) return;
    const place = this.#count;
    this.#sequence[place] = sequence;
    this.#equity[place] = equity;
    this.#mids.set(mids, place * this.#instruments);
    this.#count += 1;
  }

  /** Sequence and equity in turn. */
  equity(): number[] {
    return this.#pairs((place) => this.#equity[place]!);
  }

  /** Sequence and mid price of an instrument in turn, where there was one. */
  mids(instrument: number): number[] {
    return this.#pairs((place) => this.#mids[place * this.#instruments + instrument]!);
  }

  /** The points, to be taken back by {@link load}. */
  save(): CurvePoints {
    const count = this.#count;
    return {
      stride: this.#stride,
      sequence: this.#sequence.slice(0, count),
      equity: this.#equity.slice(0, count),
      mids: this.#mids.slice(0, count * this.#instruments),
    };
  }

  load({ stride, sequence, equity, mids }: CurvePoints): void {
    this.#stride = stride;
    this.#count = sequence.length;
    this.#sequence.set(sequence);
    this.#equity.set(equity);
    this.#mids.set(mids);
  }

  /** Every second point goes. */
  #thin(): void {
    this.#stride *= 2;
    const width = this.#instruments;
    let kept = 0;
    for (let place = 0; place < this.#count; place++) {
      if (!this.isDue(this.#sequence[place]!)) continue;
      this.#sequence[kept] = this.#sequence[place]!;
      this.#equity[kept] = this.#equity[place]!;
      this.#mids.copyWithin(kept * width, place * width, (place + 1) * width);
      kept += 1;
    }
    this.#count = kept;
  }

  #pairs(value: (place: number) => number): number[] {
    const pairs: number[] = [];
    for (let place = 0; place < this.#count; place++) {
      const y = value(place);
      if (Number.isFinite(y)) pairs.push(this.#sequence[place]!, y);
    }
    return pairs;
  }
}

/** What {@link SampledCurves} has. */
export interface CurvePoints {
  stride: number;
  sequence: Float64Array;
  equity: Float64Array;
  mids: Float64Array;
}
