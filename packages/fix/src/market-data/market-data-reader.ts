import { DEPTH, FIRST, type FieldIndex } from "../reader/field-index.ts";
import type { MessageReader } from "../reader/message-reader.ts";
import { readDateDays, readInteger, readTimeOnlyMicros, readTimeOnlyNanos, readUnits } from "../reader/values.ts";
import { InstrumentTable, type MarketDataInstrument } from "./instrument-table.ts";
import { MarketDataAction, type MarketDataEntries } from "./market-data-entries.ts";

/** How a {@link MarketDataReader} is made. */
export interface MarketDataReaderOptions {
  /** The instruments that are wanted; entries of others are counted and left out. */
  instruments: readonly MarketDataInstrument[];
  /** The tag by which instruments are named: 55 (Symbol) by default, or 48 (SecurityID). */
  instrumentTag?: number;
}

/** Why a message of market data was not taken. A book that lacks one of its entries is wrong, so none of it is. */
export const MARKET_DATA_FAULTS = [
  /** Neither W (snapshot, full refresh) nor X (incremental refresh), or without entries. */
  "notMarketData",
  /** An entry has no type of one character, or no action that is known. */
  "badEntry",
  /** A price that is no decimal number, has more decimals than the instrument, or is too large. */
  "badPrice",
  /** A size of that kind. */
  "badSize",
] as const;
/** A reason of {@link MARKET_DATA_FAULTS}. */
export type MarketDataFault = (typeof MARKET_DATA_FAULTS)[number];

const Fault = { notMarketData: 0, badEntry: 1, badPrice: 2, badSize: 3 } as const;

/** Places of the fields of one entry; −1 where it has none. */
const Slot = {
  Action: 0,
  Type: 1,
  Id: 2,
  RefId: 3,
  Instrument: 4,
  Price: 5,
  Size: 6,
  Date: 7,
  Time: 8,
  Position: 9,
  Orders: 10,
  RptSeq: 11,
} as const;
const SLOTS = 12;

const NO_MD_ENTRIES = 268;

/**
 * Reads market data (W, X) from a message into columns, one pass over its entries. An entry of an incremental refresh that
 * names no instrument is of the instrument of the entry before (FIX 4.4 Volume 3, Market Data – Incremental Refresh).
 *
 * @example
 * const marketData = new MarketDataReader({ instruments: [{ symbol: "AAPL", priceDecimals: 4, sizeDecimals: 0 }] });
 * if (marketData.read(reader, entries)) for (let row = 0; row < entries.count; row++) use(entries.price[row]);
 */
export class MarketDataReader {
  /** Messages taken. */
  messages = 0;
  /** Entries of instruments that are not in the table. */
  foreign = 0;
  readonly instruments: InstrumentTable;
  readonly #instrumentTag: number;
  readonly #faults = new Float64Array(MARKET_DATA_FAULTS.length);
  readonly #slots = new Int32Array(SLOTS);

  constructor(options: MarketDataReaderOptions) {
    this.instruments = new InstrumentTable(options.instruments);
    this.#instrumentTag = options.instrumentTag ?? 55;
  }

  /** Messages that were not taken, by reason. */
  faults(): Record<MarketDataFault, number> {
    return Object.fromEntries(MARKET_DATA_FAULTS.map((name, i) => [name, this.#faults[i]!])) as Record<
      MarketDataFault,
      number
    >;
  }

  /**
   * Reads the message that a reader holds.
   *
   * @returns false if it was not taken: then there are no rows
   */
  read(reader: MessageReader, entries: MarketDataEntries): boolean {
    const { index } = reader;
    entries.count = 0;
    const snapshot = reader.equals(35, "W");
    const at = index.find(NO_MD_ENTRIES);
    if ((!snapshot && !reader.equals(35, "X")) || at < 0 || !index.isGroup(at))
      return this.#refuse(entries, Fault.notMarketData);
    entries.reserve(index.instances[at]!);
    entries.sequence = reader.int(34);
    const named = index.find(this.#instrumentTag);
    let instrument = named < 0 ? -1 : this.instruments.find(index.bytes, index.starts[named]!, index.ends[named]!);
    const { tags, marks } = index;
    const end = index.nexts[at]!;
    const slots = this.#slots;
    for (let from = at + 1; from < end; ) {
      slots.fill(-1);
      let i = from;
      do {
        if ((marks[i]! & DEPTH) === 1) {
          const slot = this.#slotOf(tags[i]!);
          if (slot >= 0) slots[slot] = i;
        }
        i++;
      } while (i < end && marks[i] !== (FIRST | 1));
      from = i;
      const own = slots[Slot.Instrument]!;
      if (own >= 0) instrument = this.instruments.find(index.bytes, index.starts[own]!, index.ends[own]!);
      if (instrument < 0) this.foreign++;
      else {
        const fault = this.#row(index, entries, instrument, snapshot);
        if (fault >= 0) return this.#refuse(entries, fault);
      }
    }
    this.messages++;
    return true;
  }

  #refuse(entries: MarketDataEntries, fault: number): boolean {
    this.#faults[fault]!++;
    entries.count = 0;
    return false;
  }

  #slotOf(tag: number): number {
    switch (tag) {
      case 269:
        return Slot.Type;
      case 270:
        return Slot.Price;
      case 271:
        return Slot.Size;
      case 279:
        return Slot.Action;
      case 278:
        return Slot.Id;
      case 280:
        return Slot.RefId;
      case 272:
        return Slot.Date;
      case 273:
        return Slot.Time;
      case 290:
        return Slot.Position;
      case 346:
        return Slot.Orders;
      case 83:
        return Slot.RptSeq;
      default:
        return tag === this.#instrumentTag ? Slot.Instrument : -1;
    }
  }

  /** Writes the entry whose places are known; answers −1, or why it cannot be. */
  #row(index: FieldIndex, entries: MarketDataEntries, instrument: number, snapshot: boolean): number {
    const { bytes, starts, ends } = index;
    const slots = this.#slots;
    const row = entries.count;
    const type = slots[Slot.Type]!;
    if (type < 0 || ends[type]! - starts[type]! !== 1) return Fault.badEntry;
    entries.type[row] = bytes[starts[type]!]!;
    const action = snapshot ? MarketDataAction.Snapshot : integer(index, slots[Slot.Action]!, -1);
    if (!snapshot && !(action >= MarketDataAction.New && action <= MarketDataAction.Overlay)) return Fault.badEntry;
    entries.action[row] = action;
    entries.instrument[row] = instrument;
    const price = slots[Slot.Price]!;
    entries.price[row] = Number.NaN;
    if (price >= 0) {
      const units = readUnits(bytes, starts[price]!, ends[price]!, this.instruments.priceDecimals[instrument]!);
      if (Number.isNaN(units)) return Fault.badPrice;
      entries.price[row] = units;
    }
    const size = slots[Slot.Size]!;
    entries.size[row] = Number.NaN;
    if (size >= 0) {
      const units = readUnits(bytes, starts[size]!, ends[size]!, this.instruments.sizeDecimals[instrument]!);
      if (Number.isNaN(units)) return Fault.badSize;
      entries.size[row] = units;
    }
    entries.rptSeq[row] = integer(index, slots[Slot.RptSeq]!, Number.NaN);
    entries.position[row] = integer(index, slots[Slot.Position]!, 0);
    entries.orders[row] = integer(index, slots[Slot.Orders]!, 0);
    const id = slots[Slot.Id]!;
    entries.idStart[row] = id < 0 ? 0 : starts[id]!;
    entries.idLength[row] = id < 0 ? 0 : ends[id]! - starts[id]!;
    entries.id[row] = integer(index, id, Number.NaN);
    entries.refId[row] = integer(index, slots[Slot.RefId]!, Number.NaN);
    time(index, entries, row, slots[Slot.Date]!, slots[Slot.Time]!);
    entries.count = row + 1;
    return -1;
  }
}

/** The whole number at a place; `none` where there is none. */
function integer({ bytes, starts, ends }: FieldIndex, at: number, none: number): number {
  if (at < 0) return none;
  const value = readInteger(bytes, starts[at]!, ends[at]!);
  return Number.isNaN(value) ? none : value;
}

function time(
  { bytes, starts, ends }: FieldIndex,
  entries: MarketDataEntries,
  row: number,
  date: number,
  clock: number,
) {
  entries.timeMicros[row] = Number.NaN;
  entries.timeNanos[row] = 0;
  if (date < 0 || clock < 0) return;
  const days = readDateDays(bytes, starts[date]!, ends[date]!);
  const micros = readTimeOnlyMicros(bytes, starts[clock]!, ends[clock]!);
  entries.timeMicros[row] = days * 86400e6 + micros;
  entries.timeNanos[row] = readTimeOnlyNanos(bytes, starts[clock]!, ends[clock]!);
}
