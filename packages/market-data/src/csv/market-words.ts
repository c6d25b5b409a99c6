import { Side } from "@hotpath/core";
import { MarketFlag, MarketKind } from "../market-batch.ts";

const BUY = ["buy", "b", "bid", "1", "+1", "bought"];
const SELL = ["sell", "s", "ask", "a", "-1", "sold", "offer"];
const NONE = ["", "unknown", "none", "n", "0", "n/a"];
const TRUE = ["true", "t", "1", "yes"];
const FALSE = ["false", "f", "0", "no"];
const LONGEST = 16;

/** Words of CSV files for sides and truths, in any case. */
export class MarketWords {
  readonly #sides = tableOf([
    [BUY, Side.Buy],
    [SELL, Side.Sell],
    [NONE, 0],
  ]);
  readonly #truths = tableOf([
    [TRUE, 1],
    [FALSE, 0],
  ]);
  /** The last word of each kind, which most rows repeat. */
  readonly #last = { side: new LastWord(), truth: new LastWord() };

  /** A `Side`, 0 where it is not known, −1 for a word that is none. */
  side(bytes: Uint8Array, from: number, to: number): number {
    return this.#last.side.find(bytes, from, to, this.#sides);
  }

  /** 1, 0, or −1 for a word that is neither. */
  truth(bytes: Uint8Array, from: number, to: number): number {
    return this.#last.truth.find(bytes, from, to, this.#truths);
  }
}

/** Remembers two words and what they mean: nearly all that such a column has. */
class LastWord {
  readonly #texts = [new Uint8Array(LONGEST), new Uint8Array(LONGEST)];
  readonly #lengths = Int32Array.of(-1, -1);
  readonly #values = Int32Array.of(-1, -1);
  #next = 0;

  find(bytes: Uint8Array, from: number, to: number, table: ReadonlyMap<string, number>): number {
    const length = to - from;
    if (length > LONGEST) return -1;
    for (let slot = 0; slot < 2; slot++) {
      if (this.#lengths[slot] !== length) continue;
      const text = this.#texts[slot]!;
      let i = 0;
      while (i < length && bytes[from + i] === text[i]) i++;
      if (i === length) return this.#values[slot]!;
    }
    const value = table.get(wordOf(bytes, from, to).toLowerCase()) ?? -1;
    this.#texts[this.#next]!.set(bytes.subarray(from, to));
    this.#lengths[this.#next] = length;
    this.#values[this.#next] = value;
    this.#next ^= 1;
    return value;
  }
}

/** The kind of this name, or 0. */
export function kindOfText(bytes: Uint8Array, from: number, to: number): number {
  return KINDS.get(wordOf(bytes, from, to)) ?? 0;
}

/** The flags of names with `|` between them, or −1. */
export function flagsOfText(bytes: Uint8Array, from: number, to: number): number {
  if (from === to) return 0;
  const word = wordOf(bytes, from, to);
  const known = FLAGS.get(word);
  if (known !== undefined) return known;
  let flags = 0;
  for (const name of word.split("|")) {
    const flag = FLAGS.get(name);
    if (flag === undefined) return -1;
    flags |= flag;
  }
  return flags;
}

const KINDS: ReadonlyMap<string, number> = new Map(Object.entries(MarketKind));
const FLAGS: ReadonlyMap<string, number> = new Map(Object.entries(MarketFlag));
const LONGEST_WORD = 128;

function wordOf(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > LONGEST_WORD) return "?";
  let word = "";
  for (let at = from; at < to; at++) word += String.fromCharCode(bytes[at]!);
  return word;
}

function tableOf(entries: readonly (readonly [readonly string[], number])[]): ReadonlyMap<string, number> {
  return new Map(entries.flatMap(([words, value]) => words.map((word) => [word, value] as const)));
}
