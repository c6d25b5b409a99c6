import { hashBytes } from "@hotpath/core";

/** Ids from here on are hashes; numbers of the venue's own lie below. */
const HASHES = 2 ** 52;
/** Texts of one generation: one to two of them are remembered, to see whether two texts have one hash. */
const GENERATION = 65_536;

/**
 * A venue's ids (ExecID 17, OrderID 37), which are texts, as numbers of an engine: a whole number below 2^52 without leading
 * zeros stands for itself, every other text for 52 bits of its hash, above. The same text is the same number in every process.
 */
export class ExecutionIds {
  /** Ids that had another one's hash: they count as unknown. */
  collisions = 0;
  #texts = new Map<number, string>();
  #before = new Map<number, string>();
  readonly #encoder = new TextEncoder();

  /** The number of an id; 0, for unknown, where there is none or where it has the hash of another. */
  of(text: string | undefined): number {
    if (text === undefined || text === "" || text === "0") return 0;
    if (/^[1-9]\d{0,15}$/.test(text) && Number(text) < HASHES) return Number(text);
    const id = HASHES + Number.parseInt(hashBytes(this.#encoder.encode(text)).slice(0, 13), 16);
    const known = this.#texts.get(id) ?? this.#before.get(id);
    if (known === text) return id;
    if (known !== undefined) {
      this.collisions += 1;
      return 0;
    }
    if (this.#texts.size === GENERATION) {
      this.#before = this.#texts;
      this.#texts = new Map();
    }
    this.#texts.set(id, text);
    return id;
  }
}
