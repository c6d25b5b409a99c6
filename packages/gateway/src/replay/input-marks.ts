/** Inputs of one block. */
const BLOCK = 65_536;
/** Beside the marks themselves: that they are known. */
const KNOWN = 0x80;

/** What has come of each input that a replay has passed, a byte each: so that the one before is found without a replay. */
export class InputMarks {
  readonly #blocks = new Map<number, Uint8Array>();

  note(sequence: number, marks: number): void {
    const number = Math.floor(sequence / BLOCK);
    let block = this.#blocks.get(number);
    if (block === undefined) {
      block = new Uint8Array(BLOCK);
      this.#blocks.set(number, block);
    }
    block[sequence % BLOCK] = marks | KNOWN;
  }

  /** The marks of an input; undefined where no replay has passed it. */
  of(sequence: number): number | undefined {
    const marks = this.#blocks.get(Math.floor(sequence / BLOCK))?.[sequence % BLOCK] ?? 0;
    return (marks & KNOWN) === 0 ? undefined : marks & ~KNOWN;
  }
}
