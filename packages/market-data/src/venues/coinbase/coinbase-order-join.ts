import type { UuidTable } from "../../json/uuid-table.ts";

/**
 * What a decoder of Coinbase's `full` channel knows of each symbol's orders. Until a whole book has come that holds as of the first
 * message seen or later, any order may be resting: messages about unknown ones get numbers, and none is
 * forgotten, so that the whole book, when it comes, has the same numbers. Where messages are missing, all begins anew.
 */
export class CoinbaseOrderJoin {
  readonly #orders: UuidTable;
  /** By entry: whether resting orders may be unknown. */
  readonly #isOpen: Uint8Array;
  /** By entry: the number of the first message since it is so, and of the last. */
  readonly #first: Float64Array;
  readonly #last: Float64Array;
  /** By entry: words of ids that are done, and still known. */
  readonly #done: number[][];

  constructor(entries: number, orders: UuidTable) {
    this.#orders = orders;
    this.#isOpen = new Uint8Array(entries).fill(1);
    this.#first = new Float64Array(entries).fill(Number.NaN);
    this.#last = new Float64Array(entries).fill(Number.NaN);
    this.#done = Array.from({ length: entries }, () => []);
  }

  /** Forgets everything but the table. */
  reset(): void {
    this.#isOpen.fill(1);
    this.#first.fill(Number.NaN);
    this.#last.fill(Number.NaN);
    for (const list of this.#done) list.length = 0;
  }

  /** Whether resting orders of a symbol may be unknown. */
  isOpen(entry: number): boolean {
    return this.#isOpen[entry] === 1;
  }

  /** A message with this number is read: if some are missing before it, what was known is void. */
  see(entry: number, sequence: number): void {
    const last = this.#last[entry]!;
    if (sequence > last + 1) {
      this.lose(entry);
      this.#first[entry] = sequence;
    } else if (Number.isNaN(this.#first[entry]!)) this.#first[entry] = sequence;
    this.#last[entry] = Number.isNaN(last) ? sequence : Math.max(last, sequence);
  }

  /** What was known of a symbol is void. */
  lose(entry: number): void {
    this.#orders.removeOf(entry);
    this.#done[entry]!.length = 0;
    this.#isOpen[entry] = 1;
    this.#first[entry] = Number.NaN;
  }

  /** An order is done while others may be unknown: it is forgotten when they are not. */
  done(entry: number, words: Int32Array): void {
    this.#done[entry]!.push(words[0]!, words[1]!, words[2]!, words[3]!);
  }

  /** A whole book has come, as of this number. */
  joined(entry: number, sequence: number): void {
    // One that is older than the first message seen leaves orders between them unknown.
    if (sequence + 1 < this.#first[entry]!) return;
    const list = this.#done[entry]!;
    const words = new Int32Array(4);
    for (let at = 0; at < list.length; at += 4) {
      for (let word = 0; word < 4; word++) words[word] = list[at + word]!;
      this.#orders.remove(words);
    }
    list.length = 0;
    this.#isOpen[entry] = 0;
    // Those up to here are in it, seen or not.
    if (!(this.#last[entry]! >= sequence)) this.#last[entry] = sequence;
  }
}
