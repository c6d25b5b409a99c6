import { ColumnState, checkSymbols } from "./internal/column-state.ts";
import { RankOrder } from "./internal/rank-order.ts";

/**
 * Figures of many symbols side by side, ranked. `set` is O(1), `rank` O(n log n); neither allocates. Symbols without a
 * figure (NaN) have no rank.
 *
 * @example
 * const section = new CrossSection(3);
 * for (const [symbol, figure] of [0.02, -0.01, 0.05].entries()) section.set(symbol, figure);
 * section.rank();
 * section.position(2); // 2/3, the best of three: (2 · 2 + 1 − 3) ÷ 3
 */
export class CrossSection extends ColumnState {
  readonly symbols: number;
  readonly #figures: Float64Array;
  readonly #positions: Float64Array;
  /** Mean and deviation of the figures when they were ranked. */
  readonly #moments: Float64Array;
  readonly #order: RankOrder;

  /** @throws {ConfigError} a number out of range */
  constructor(symbols: number) {
    const figures = new Float64Array(checkSymbols(symbols)).fill(Number.NaN);
    const positions = new Float64Array(symbols).fill(Number.NaN);
    const moments = Float64Array.of(Number.NaN, Number.NaN);
    super("signals.cross-section", [figures, positions, moments]);
    this.symbols = symbols;
    this.#figures = figures;
    this.#positions = positions;
    this.#moments = moments;
    this.#order = new RankOrder(symbols);
  }

  /** A symbol's figure; it counts from the next ranking on. What is not finite is none. */
  set(symbol: number, figure: number): void {
    this.#figures[symbol] = figure - figure === 0 ? figure : Number.NaN;
  }

  /** Ranks the figures; how many there are. */
  rank(): number {
    const figures = this.#figures;
    const count = this.#order.rank(figures, this.#positions);
    let mean = 0;
    for (let s = 0; s < figures.length; s++) if (!Number.isNaN(figures[s]!)) mean += figures[s]!;
    mean /= count;
    let squares = 0;
    for (let s = 0; s < figures.length; s++) {
      if (Number.isNaN(figures[s]!)) continue;
      const distance = figures[s]! - mean;
      squares += distance * distance;
    }
    this.#moments[0] = mean;
    this.#moments[1] = Math.sqrt(squares / count);
    return count;
  }

  /** A symbol's figure, as it was set last. */
  figure(symbol: number): number {
    return this.#figures[symbol]!;
  }

  /**
   * Where the symbol stood at the last ranking, from −1 + 1/n for the least to 1 − 1/n for the greatest of n, evenly; equal figures
   * share the middle of their places. NaN for one without.
   */
  position(symbol: number): number {
    return this.#positions[symbol]!;
  }

  /** The symbol's figure less the mean of all at the last ranking, in their deviation (divisor n); 0 where all are equal. */
  zScore(symbol: number): number {
    const distance = this.#figures[symbol]! - this.#moments[0]!;
    return this.#moments[1]! > 0 ? distance / this.#moments[1]! : distance * 0;
  }
}

/** The positions of figures among each other, as {@link CrossSection.position} has them. */
export function crossSectionalPositions(figures: Float64Array): Float64Array {
  const out = new Float64Array(figures.length);
  new RankOrder(figures.length).rank(
    figures.map((figure) => (figure - figure === 0 ? figure : Number.NaN)),
    out,
  );
  return out;
}
