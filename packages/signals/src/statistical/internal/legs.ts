import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import type { SignalGenerator } from "../../signal-generator.ts";
import { squash } from "./squash.ts";

/** Which spreads each symbol is a leg of. */
export interface Legs {
  /** The spreads of symbol s stand from `first[s]` to `first[s + 1]` in `spreads`, and which leg of them it is in `legs`. */
  readonly first: Int32Array;
  readonly spreads: Int32Array;
  readonly legs: Int32Array;
}

/**
 * Sorts spreads by their legs.
 *
 * @param spreads the symbols of each
 * @throws {ConfigError} a symbol that is not there, or twice in a spread
 */
export function legsOf(symbols: number, spreads: readonly (readonly number[])[], path: string): Legs {
  const bySymbol: [spread: number, leg: number][][] = Array.from({ length: symbols }, () => []);
  for (const [spread, members] of spreads.entries())
    for (const [leg, symbol] of members.entries()) {
      if (!(Number.isInteger(symbol) && symbol >= 0 && symbol < symbols))
        throw new ConfigError(`${path}[${spread}]`, symbol, `symbols from 0 to ${symbols - 1}`);
      if (members.indexOf(symbol) !== leg) throw new ConfigError(`${path}[${spread}]`, symbol, "each symbol once");
      bySymbol[symbol]!.push([spread, leg]);
    }
  const first = new Int32Array(symbols + 1);
  for (let s = 0; s < symbols; s++) first[s + 1] = first[s]! + bySymbol[s]!.length;
  const flat = bySymbol.flat();
  return { first, spreads: Int32Array.from(flat, ([spread]) => spread), legs: Int32Array.from(flat, ([, leg]) => leg) };
}

/** Spreads between symbols, of which each symbol is a leg of some. */
export interface Spreads extends Snapshotable {
  update(symbol: number, price: number): void;
  /** The spread's z. */
  value(spread: number): number;
  /** The signal for holding the spread. */
  score(spread: number): number;
  reason(spread: number): string;
  /** Whether the leg is held the way that the spread is. */
  isLong(spread: number, leg: number): boolean;
}

/** The signal for holding a spread that is z deviations dear: s of how far beyond the entry, with the opposite sign. */
export function reversionScore(z: number, entry: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (!(Math.abs(z) > entry)) return 0;
  return -squash(z > 0 ? z - entry : z + entry, 1);
}

/** Makes the signals of spreads those of their legs. */
export class LegGenerator implements SignalGenerator {
  readonly name: string;
  readonly valueKind = "pure";
  readonly #spreads: Spreads;
  readonly #legs: Legs;

  constructor(name: string, spreads: Spreads, legs: Legs) {
    this.name = name;
    this.#spreads = spreads;
    this.#legs = legs;
  }

  /** The mean over the symbol's spreads that are warm; 0 for a symbol in none, NaN while all are warming up. */
  update(symbol: number, price: number): number {
    this.#spreads.update(symbol, price);
    const { first, spreads, legs } = this.#legs;
    let sum = 0;
    let count = 0;
    for (let k = first[symbol]!; k < first[symbol + 1]!; k++) {
      const spread = spreads[k]!;
      const score = this.#spreads.score(spread);
      if (Number.isNaN(score)) continue;
      sum += this.#spreads.isLong(spread, legs[k]!) ? score : -score;
      count++;
    }
    if (count > 0) return sum / count;
    return first[symbol] === first[symbol + 1] ? 0 : Number.NaN;
  }

  /** z of the symbol's first spread; 0 for a symbol in none. */
  value(symbol: number): number {
    const { first, spreads } = this.#legs;
    return first[symbol] === first[symbol + 1] ? 0 : this.#spreads.value(spreads[first[symbol]!]!);
  }

  reason(symbol: number): string {
    const { first, spreads } = this.#legs;
    const mine = Array.from(spreads.subarray(first[symbol]!, first[symbol + 1]!));
    return mine.length === 0 ? "in no spread" : mine.map((spread) => this.#spreads.reason(spread)).join("; ");
  }

  snapshot(writer: SnapshotWriter): void {
    this.#spreads.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#spreads.restore(reader);
  }
}
