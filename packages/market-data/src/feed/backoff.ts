import { ConfigError, type Random } from "@hotpath/core";

/** How long to wait before the next of several attempts. */
export interface BackoffOptions {
  /** Before the second attempt; 500 by default. */
  firstMillis?: number;
  /** Never longer than this; 30,000 by default. */
  mostMillis?: number;
  /** The share of a wait that chance may take off it, 0 to 1; 0.5 by default. */
  jitter?: number;
}

/**
 * Exponential backoff with jitter: each wait is twice the one before, up to a bound, less a random share, so that many
 * clients that failed together do not return together.
 */
export class Backoff {
  /** Failures since the last success. */
  attempt = 0;
  readonly #first: number;
  readonly #most: number;
  readonly #jitter: number;
  readonly #random: Random;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(random: Random, options: BackoffOptions = {}, path = "backoff") {
    const { firstMillis = 500, mostMillis = 30_000, jitter = 0.5 } = options;
    if (!(firstMillis > 0)) throw new ConfigError(`${path}.firstMillis`, firstMillis, "a number above 0");
    if (!(mostMillis >= firstMillis)) throw new ConfigError(`${path}.mostMillis`, mostMillis, "at least firstMillis");
    if (!(jitter >= 0 && jitter <= 1)) throw new ConfigError(`${path}.jitter`, jitter, "a number from 0 to 1");
    this.#first = firstMillis;
    this.#most = mostMillis;
    this.#jitter = jitter;
    this.#random = random;
  }

  /** Counts a failure. @returns the milliseconds to wait */
  next(): number {
    const wait = Math.min(this.#most, this.#first * 2 ** Math.min(this.attempt, 40));
    this.attempt++;
    return wait * (1 - this.#jitter * this.#random.uniform());
  }

  /** It worked: the next wait is the first one again. */
  reset(): void {
    this.attempt = 0;
  }
}
