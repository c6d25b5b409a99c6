import { type DbnLayout, dbnField } from "./dbn-layout.ts";
import { type DbnMetadata, textOf } from "./dbn-metadata.ts";

/** From when until when an instrument id had a symbol. */
export interface DbnSymbolSpan {
  /** First nanosecond since the Unix epoch. */
  from: bigint;
  /** The nanosecond after the last. */
  until: bigint;
  symbol: string;
}

const NANOS_PER_DAY = 86_400_000_000_000n;
/** The most spans that are kept. */
const MAX_SPANS = 2 ** 20;
const ALWAYS = 2n ** 64n - 1n;

/**
 * What symbol an instrument id had, and when: from the mappings of the metadata (by UTC day) and from the symbol mapping
 * records of a live stream (by nanosecond). Where two say something of one moment, the later one to arrive holds.
 */
export class DbnSymbolMap {
  /** Spans that were not kept because there are {@link MAX_SPANS}. */
  dropped = 0;
  readonly #spans = new Map<number, DbnSymbolSpan[]>();
  #count = 0;

  /** Instrument ids that have a symbol at some time. */
  get size(): number {
    return this.#spans.size;
  }

  /** The symbol of an instrument id at a time (nanoseconds since the Unix epoch), or undefined. */
  symbolAt(instrumentId: number, time: bigint): string | undefined {
    const spans = this.#spans.get(instrumentId);
    if (spans === undefined) return undefined;
    for (let i = spans.length - 1; i >= 0; i--) {
      const span = spans[i]!;
      if (time >= span.from && time < span.until) return span.symbol;
    }
    return undefined;
  }

  /** The symbol of an instrument id on a UTC day given as `20230115`, or undefined. */
  symbolOn(instrumentId: number, date: number): string | undefined {
    return this.symbolAt(instrumentId, startOfDay(date));
  }

  /** The instrument id that had a symbol at a time, or undefined. */
  instrumentIdAt(symbol: string, time: bigint): number | undefined {
    for (const instrumentId of this.#spans.keys())
      if (this.symbolAt(instrumentId, time) === symbol) return instrumentId;
    return undefined;
  }

  /** Every span of an instrument id, in the order of arrival. */
  spansOf(instrumentId: number): readonly DbnSymbolSpan[] {
    return this.#spans.get(instrumentId) ?? [];
  }

  /** Every instrument id with its spans. */
  entries(): IterableIterator<[number, DbnSymbolSpan[]]> {
    return this.#spans.entries();
  }

  /** Adds what a symbol mapped to, and when. */
  add(instrumentId: number, span: DbnSymbolSpan): void {
    const spans = this.#spans.get(instrumentId);
    if (spans?.some((known) => isEqual(known, span))) return;
    if (this.#count === MAX_SPANS) {
      this.dropped++;
      return;
    }
    this.#count++;
    if (spans === undefined) this.#spans.set(instrumentId, [span]);
    else spans.push(span);
  }

  /**
   * Adds the mappings of metadata: those from symbols to instrument ids, or, where ids were asked for, from ids to
   * symbols. Other symbologies have no ids and are passed over.
   */
  addMetadata(metadata: DbnMetadata): void {
    const isInverse = metadata.stypeIn === "instrument_id";
    if (!isInverse && metadata.stypeOut !== "instrument_id") return;
    for (const mapping of metadata.mappings)
      for (const interval of mapping.intervals) {
        const id = isInverse ? mapping.rawSymbol : interval.symbol;
        const symbol = isInverse ? interval.symbol : mapping.rawSymbol;
        if (!/^\d{1,10}$/.test(id)) continue;
        this.add(Number(id), { from: startOfDay(interval.startDate), until: startOfDay(interval.endDate), symbol });
      }
  }

  /** Adds a symbol mapping record: the symbol that was asked for, for as long as it says. */
  addRecord(bytes: Uint8Array, at: number, layout: DbnLayout): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const symbol = dbnField(layout, "stypeInSymbol");
    const until = view.getBigUint64(at + dbnField(layout, "endTs").offset, true);
    const from = view.getBigUint64(at + dbnField(layout, "startTs").offset, true);
    this.add(view.getUint32(at + 4, true), {
      from: from === ALWAYS ? 0n : from,
      until,
      symbol: textOf(bytes, at + symbol.offset, symbol.size),
    });
  }
}

function isEqual(one: DbnSymbolSpan, other: DbnSymbolSpan): boolean {
  return one.from === other.from && one.until === other.until && one.symbol === other.symbol;
}

/** Midnight UTC of a day given as `20230115`, in nanoseconds since the Unix epoch. */
function startOfDay(date: number): bigint {
  const day = Date.UTC(Math.floor(date / 10_000), (Math.floor(date / 100) % 100) - 1, date % 100) / 86_400_000;
  return BigInt(day) * NANOS_PER_DAY;
}
