/** What is timed about one input. */
export const Sample = {
  None: 0,
  /** Each call of a stage. */
  Stages: 1,
  /** The input as a whole: on other inputs than the stages, so that one timing does not burden the other. */
  Whole: 2,
} as const;
/** A value of {@link Sample}. */
export type Sample = (typeof Sample)[keyof typeof Sample];

/**
 * Chooses the inputs that are timed: one in `every` on the average, at distances that vary, since inputs come in rhythms
 * (an order and its report in turn) which an even pace would miss or double. Its choices are no part of any state.
 */
export class Sampler {
  readonly #every: number;
  #left: number;
  #noise = 0x2545f491;
  #turn: Sample = Sample.Stages;

  /** @param every 0 for never */
  constructor(every: number) {
    this.#every = every;
    this.#left = every === 0 ? Number.POSITIVE_INFINITY : this.#distance();
  }

  /** What is timed about the next input. */
  next(): Sample {
    this.#left -= 1;
    if (this.#left > 0) return Sample.None;
    this.#left = this.#distance();
    this.#turn = this.#turn === Sample.Stages ? Sample.Whole : Sample.Stages;
    return this.#turn;
  }

  /** 1 to 2 × every − 1, evenly, by Marsaglia's xorshift (Journal of Statistical Software 8, 2003). */
  #distance(): number {
    let x = this.#noise;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#noise = x;
    return 1 + ((x >>> 0) % (2 * this.#every - 1));
  }
}
