import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { CrossSection } from "./cross-section.ts";
import { checkInteger, checkSymbols, figure } from "./internal/column-state.ts";
import { SampledSignal, type Sampling } from "./internal/sampled-signal.ts";

/** How {@link crossSectionalMomentum} is made. */
export interface CrossSectionalMomentumOptions {
  /** Samples over which the return is taken, 1 to 10,000. Default 12. */
  lookback?: number;
  /** The newest samples that are left out of it, 0 to 1,000: the month that reverts. Default 1. */
  skip?: number;
  /** Updates from one sample to the next, or `"bar"`: the closes of bars. Default 16. */
  every?: Sampling;
  /** Symbols with a return that a ranking must have, from 2 on. Default 3. */
  least?: number;
}

/**
 * Follows the winners among the symbols and sells the losers: N. Jegadeesh, S. Titman, *J. Finance* 48 (1993). The signal is the symbol's
 * {@link CrossSection.position} by its return over the lookback, the newest `skip` samples left out.
 *
 * The symbols are ranked when each of them has had a new sample, or one of them its second since the last ranking: one that
 * trades no more holds nobody up, and keeps its last return. The order in which the samples of a round come does not
 * matter. All symbols of the set are in it. Make it with {@link crossSectionalMomentum}.
 */
export class CrossSectionalMomentum extends SampledSignal {
  readonly name = "crossSection";
  /** Returns and positions. */
  readonly section: CrossSection;
  readonly #least: number;
  readonly #slots: number;
  readonly #lookback: number;
  readonly #ring: Float64Array;
  /** By symbol: samples so far, the slot of the next, whether one came since the last ranking; then the number of these, and of ranked ones. */
  readonly #counts: Int32Array;

  /** @throws {ConfigError} an option out of range */
  constructor(symbols: number, options: CrossSectionalMomentumOptions = {}) {
    const { lookback = 12, skip = 1, every = 16, least = 3 } = options;
    checkSymbols(symbols);
    checkInteger("lookback", lookback, 1, 10_000);
    checkInteger("skip", skip, 0, 1000);
    checkInteger("least", least, 2, 1_000_000);
    const slots = lookback + skip + 1;
    const ring = new Float64Array(symbols * slots);
    const counts = new Int32Array(3 * symbols + 2);
    super("signals.cross-sectional-momentum", symbols, every, [ring], [counts]);
    this.section = new CrossSection(symbols);
    this.#least = least;
    this.#slots = slots;
    this.#lookback = lookback;
    this.#ring = ring;
    this.#counts = counts;
  }

  protected sample(symbol: number, price: number): number {
    if (!(price > 0)) return this.signalOf(symbol);
    const counts = this.#counts;
    const at = 3 * symbol;
    const round = counts.length - 2;
    if (counts[at + 2] === 1) this.#rank();
    const slots = this.#slots;
    const slot = counts[at + 1]!;
    this.#ring[symbol * slots + slot] = price;
    counts[at + 1] = slot + 1 === slots ? 0 : slot + 1;
    if (counts[at]! < slots) counts[at]! += 1;
    if (counts[at] === slots) {
      const first = symbol * slots;
      // The oldest stands where the next one will.
      const end = counts[at + 1]! + this.#lookback;
      this.section.set(
        symbol,
        this.#ring[first + (end >= slots ? end - slots : end)]! / this.#ring[first + counts[at + 1]!]! - 1,
      );
    }
    counts[at + 2] = 1;
    counts[round]! += 1;
    if (counts[round] === this.section.symbols) this.#rank();
    return this.signalOf(symbol);
  }

  #rank(): void {
    const counts = this.#counts;
    const round = counts.length - 2;
    counts[round + 1] = this.section.rank();
    counts[round] = 0;
    for (let at = 2; at < round; at += 3) counts[at] = 0;
  }

  override update(symbol: number, price: number): number {
    super.update(symbol, price);
    return this.#counts[this.#counts.length - 1]! >= this.#least ? this.section.position(symbol) : Number.NaN;
  }

  /** The symbol's return over the lookback; NaN before the warm-up. */
  value(symbol: number): number {
    return this.section.figure(symbol);
  }

  reason(symbol: number): string {
    const position = this.section.position(symbol);
    if (Number.isNaN(position)) return "warming up";
    const count = this.#counts[this.#counts.length - 1]!;
    const rank = (count + 1 - position * count) / 2;
    return `rank ${rank} of ${count} by its return of ${figure(100 * this.value(symbol))} % over ${this.#lookback} samples`;
  }

  override snapshot(writer: SnapshotWriter): void {
    super.snapshot(writer);
    this.section.snapshot(writer);
  }

  override restore(reader: SnapshotReader): void {
    super.restore(reader);
    this.section.restore(reader);
  }
}

/** Momentum of each symbol among all. */
export function crossSectionalMomentum(
  options: CrossSectionalMomentumOptions = {},
): (symbols: number) => CrossSectionalMomentum {
  return (symbols) => new CrossSectionalMomentum(symbols, options);
}
