import { defaultKernels, type FeedKernels } from "@hotpath/native";
import type { JsonScanner } from "../json/scanner.ts";
import type { VenueInstruments } from "../json/venue-instruments.ts";
import type { MarketBatch } from "../market-batch.ts";

/** Positions of the kernels are integers of 32 bits. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * Binance's `depthUpdate` by native code: the whole message in one call, or nothing of it. The rows are those that the
 * decoder's own scan of it makes; what the kernel does not take, that scan or `JSON.parse` reads.
 */
export class NativeDepth {
  readonly #read: NonNullable<FeedKernels["jsonDepth"]>;
  readonly #symbols: Int32Array;
  readonly #given: Float64Array;

  private constructor(read: NonNullable<FeedKernels["jsonDepth"]>, instruments: VenueInstruments, isPartial: boolean) {
    this.#read = read;
    this.#symbols = instruments.table;
    this.#given = Float64Array.of(Number.NaN, 0, isPartial ? 1 : 0);
  }

  /**
   * Null where this process has no such code.
   *
   * @param isPartial whether a message without the name of its stream is a whole book
   */
  static of(instruments: VenueInstruments, isPartial: boolean): NativeDepth | null {
    const read = defaultKernels().feeds?.jsonDepth ?? null;
    return read === null ? null : new NativeDepth(read, instruments, isPartial);
  }

  /** Takes the message on which the scanner stands, for which `out` has room. @returns false if it did not */
  takes(scanner: JsonScanner, out: MarketBatch): boolean {
    const { bytes, at, end } = scanner;
    const { memory } = out;
    // A buffer that was given away has no bytes left.
    if (!scanner.isAlone || end > bytes.length || bytes.length > MOST_BYTES || memory.length > MOST_BYTES) return false;
    const given = this.#given;
    given[0] = out.receivedMicros;
    given[1] = out.receivedNanos;
    const behind = this.#read(bytes, at, end, bytes.length, this.#symbols, memory, out.places, out.count, given);
    if (behind === 0) return false;
    out.count = behind;
    scanner.at = end;
    return true;
  }
}
