import { type Decoder, type MarketBatch, RejectLog } from "@hotpath/market-data";
import { newYorkMidnight } from "@hotpath/market-data/itch50";
import { isCapture, PITCH_PRICE_DECIMALS, PitchCapture, PitchDecoder } from "@hotpath/market-data/pitch";
import { DAY_UNKNOWN, learnSymbols } from "../decoding-reader.ts";
import type { BookFormat, FeedInstrument, FeedReader, FormatInput } from "../formats.ts";

/** Cboe's Multicast PITCH: a capture of its multicast, or its units one after the other. */
export const pitch: BookFormat = {
  name: "pitch",
  about: "Cboe Multicast PITCH, in pcap or pcap-ng, or units one after the other",
  endings: [".pitch"],
  open: (input) => new PitchReader(input),
};

const NO_REJECTS: RejectLog = new RejectLog([]);
/** So many bytes tell a capture from units. */
const START_BYTES = 4;

class PitchReader implements FeedReader {
  readonly instruments: FeedInstrument[] = [];
  readonly #midnight: number | undefined;
  #decoder: (Decoder<MarketBatch> & { symbols: readonly string[]; gaps: number; missing: number }) | undefined;
  /** The first bytes, while they are too few. */
  #start: Uint8Array = new Uint8Array(0);

  constructor(input: FormatInput) {
    this.#midnight = input.date === undefined ? undefined : newYorkMidnight(input.date);
  }

  get midnightMicros(): number {
    const decoder = this.#decoder;
    return this.#midnight ?? (decoder instanceof PitchCapture ? decoder.midnightMicros || 0 : 0);
  }

  get messages(): number {
    return this.#decoder?.messages ?? 0;
  }

  get offset(): number {
    return this.#decoder?.offset ?? this.#start.length;
  }

  get rejects(): RejectLog {
    return this.#decoder?.rejects ?? NO_REJECTS;
  }

  decode(bytes: Uint8Array, out: MarketBatch): number {
    if (this.#decoder === undefined) {
      const held = this.#start.length;
      this.#start = Uint8Array.of(...this.#start, ...bytes.subarray(0, START_BYTES - held));
      const taken = this.#start.length - held;
      if (this.#start.length === START_BYTES) this.#open(out);
      return taken;
    }
    const taken = this.#decoder.decode(bytes, out);
    this.#learn();
    return taken;
  }

  end(out: MarketBatch): void {
    if (this.#decoder === undefined && this.#start.length > 0) this.#open(out);
    this.#decoder?.end(out);
    this.#learn();
  }

  notes(): string[] {
    const { gaps = 0, missing = 0 } = this.#decoder ?? {};
    const notes: string[] = [];
    if (this.#decoder instanceof PitchDecoder && this.#midnight === undefined) notes.push(DAY_UNKNOWN);
    if (gaps > 0) notes.push(`${missing} messages missing in ${gaps} gaps: books were cleared there`);
    return notes;
  }

  /** Few bytes make no row, so that there is room. */
  #open(out: MarketBatch): void {
    const midnightMicros = this.#midnight;
    if (!isCapture(this.#start)) this.#decoder = new PitchDecoder({ midnightMicros: midnightMicros ?? 0 });
    else this.#decoder = new PitchCapture(midnightMicros === undefined ? {} : { midnightMicros });
    this.#decoder.decode(this.#start, out);
  }

  #learn(): void {
    learnSymbols(this.instruments, this.#decoder?.symbols ?? [], PITCH_PRICE_DECIMALS);
  }
}
