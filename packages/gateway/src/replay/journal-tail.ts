import { JournalReader } from "@hotpath/journal";

/** Finds places in a journal that is being written: its last input, and the last one up to a time. */
export class JournalTail implements Disposable {
  readonly #reader: JournalReader;
  #last = 0;

  /** @throws {InputError} or {IoError} as `JournalReader.open` does */
  constructor(folder: string) {
    this.#reader = JournalReader.open(folder);
  }

  /** Number of the last input: found by the journal's index. */
  last(): number {
    this.#reader.seek(Number.MAX_SAFE_INTEGER);
    this.#last = Math.max(this.#last, this.#reader.sequence);
    return this.#last;
  }

  /** Number of the last input before the first one that is later than a time; 0 where that is the first of all. */
  upTo(time: bigint): number {
    const last = this.last();
    return this.#reader.seekTime(time + 1n) ? this.#reader.sequence : last;
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
  }
}
