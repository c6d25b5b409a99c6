import { type Decoder, type MarketBatch, RejectLog } from "@hotpath/market-data";
import type { FeedInstrument, FeedReader } from "./formats.ts";

/** So much of a file is read before its symbols and units are decided. */
const PROBE_BYTES = 4 * 2 ** 20;
const NO_BYTES = new Uint8Array(0);
const NO_REJECTS: RejectLog = new RejectLog([]);

/**
 * A reader of files that do not say of which symbols and units they are: it holds their beginning until that is long
 * enough to tell, and decodes it then.
 */
export abstract class ProbedReader<D extends Decoder<MarketBatch>> implements FeedReader {
  abstract readonly instruments: readonly FeedInstrument[];
  /** What decodes the file; undefined until its beginning is known. */
  protected decoder: D | undefined;
  readonly #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** Bytes that were held and are not decoded yet. */
  #rest: Uint8Array = NO_BYTES;

  /** Makes the decoder that the beginning of the file asks for. */
  protected abstract open(start: Uint8Array): D;

  get messages(): number {
    return this.decoder?.messages ?? 0;
  }

  get offset(): number {
    return this.decoder === undefined ? this.#heldBytes : this.decoder.offset + this.#rest.length;
  }

  get rejects(): RejectLog {
    return this.decoder?.rejects ?? NO_REJECTS;
  }

  decode(bytes: Uint8Array, out: MarketBatch): number {
    if (this.decoder === undefined) {
      this.#held.push(bytes.slice());
      this.#heldBytes += bytes.length;
      if (this.#heldBytes >= PROBE_BYTES) this.#begin(out);
      return bytes.length;
    }
    return this.#drain(out) ? this.decoder.decode(bytes, out) : 0;
  }

  end(out: MarketBatch): void {
    if (this.decoder === undefined) this.#begin(out);
    // An empty batch has room for all: no row takes fewer than six of the bytes that are held.
    if (this.#drain(out)) this.decoder?.end(out);
  }

  #begin(out: MarketBatch): void {
    const held = Buffer.concat(this.#held);
    this.#held.length = 0;
    this.decoder = this.open(held);
    this.#rest = held;
    this.#drain(out);
  }

  /** Decodes what is left of the bytes that were held. @returns whether nothing is left */
  #drain(out: MarketBatch): boolean {
    while (this.#rest.length > 0) {
      const taken = this.decoder!.decode(this.#rest, out);
      this.#rest = this.#rest.subarray(taken);
      if (taken === 0 || this.#rest.length > 0) return false;
    }
    return true;
  }
}
