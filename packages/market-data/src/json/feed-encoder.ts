import { formatFixed, type Side } from "@hotpath/core";
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import type { VenueInstruments } from "./venue-instruments.ts";

/** Writes rows as a venue's messages: for simulators, recorders and tests. What it writes, the venue's decoder reads. */
export interface JsonFeedEncoder {
  /**
   * The text of the message that begins at a row.
   *
   * @returns undefined if the venue has no such message
   */
  encode(batch: MarketBatch, row: number): string | undefined;
}

/** The row behind the message that begins at a row. */
export function endOfMessage(batch: MarketBatch, row: number): number {
  const kind = batch.kind[row];
  if (kind !== MarketKind.BookSnapshot && kind !== MarketKind.BookDelta) return row + 1;
  let end = row;
  while (end < batch.count && (batch.flags[end]! & MarketFlag.Last) === 0) end++;
  return Math.min(end + 1, batch.count);
}

/** What encoders of venues share: the fields of one message as texts. */
export class EncodedFields {
  readonly instruments: VenueInstruments;
  batch!: MarketBatch;
  row = 0;
  end = 0;
  /** Entry of the message's symbol. */
  entry = -1;
  symbol = "";

  constructor(instruments: VenueInstruments) {
    this.instruments = instruments;
  }

  /** Sets the message. @returns false if its instrument has no symbol here */
  begin(batch: MarketBatch, row: number): boolean {
    this.batch = batch;
    this.row = row;
    this.end = endOfMessage(batch, row);
    this.entry = this.instruments.entryOfIndex(batch.instrument[row]!);
    this.symbol = this.instruments.symbols[this.entry] ?? "";
    return this.entry >= 0;
  }

  /** A price as text with all its decimals; `"0"` of a side without price. */
  price(units: number): string {
    return Number.isNaN(units) ? "0" : formatFixed(units, this.instruments.priceDecimals[this.entry]!);
  }

  /** A size as text with all its decimals. */
  size(units: number): string {
    return formatFixed(units, this.instruments.sizeDecimals[this.entry]!);
  }

  /** The message's time in milliseconds, or in microseconds where it has parts of a millisecond; 0 if it has none. */
  get time(): number {
    const micros = this.batch.timeMicros[this.row]!;
    if (Number.isNaN(micros)) return 0;
    return micros % 1000 === 0 ? micros / 1000 : micros;
  }

  /** The levels of one side, or of both as they stand, each as `write` tells. */
  levels(side: Side | undefined, write: (price: string, size: string, row: number) => string): string {
    const { batch } = this;
    const parts: string[] = [];
    for (let row = this.row + 1; row < this.end; row++) {
      if (side !== undefined && batch.side[row] !== side) continue;
      parts.push(write(this.price(batch.price[row]!), this.size(batch.quantity[row]!), row));
    }
    return `[${parts.join(",")}]`;
  }
}

/** A level as `["price","size"]`. */
export function quotedPair(price: string, size: string): string {
  return `["${price}","${size}"]`;
}
