import { Side } from "@hotpath/core";
import { MarketDataAction, type MarketDataEntries, MarketDataType } from "./market-data-entries.ts";

/** The kinds of rows that market data becomes: those of `MarketKind` of `@hotpath/market-data`, by the same numbers. */
export const MarketRowKind = {
  OrderAdd: 1,
  OrderModify: 2,
  OrderDelete: 4,
  BookSnapshot: 10,
  BookDelta: 11,
  Level: 12,
  Trade: 20,
} as const;
/** A value of {@link MarketRowKind}. */
export type MarketRowKind = (typeof MarketRowKind)[keyof typeof MarketRowKind];

/** Flags of rows, those of `MarketFlag` of `@hotpath/market-data`: part of a snapshot, and the last of a message. */
export const MarketRowFlag = { Snapshot: 1, Last: 2 } as const;
/** A value of {@link MarketRowFlag}. */
export type MarketRowFlag = (typeof MarketRowFlag)[keyof typeof MarketRowFlag];

/** Where rows go; a `MarketBatch` of `@hotpath/market-data` is one. */
export interface MarketRows {
  /** Makes sure that so many more rows fit. */
  ensure(more: number): boolean;
  /** Appends a row and answers its number. */
  add(
    kind: number,
    flags: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    id: number,
    sequence: number,
    timeMicros: number,
    timeNanos: number,
  ): number;
  /** Flags by row. */
  readonly flags: Uint8Array;
  /** Numbers of orders of levels by row. */
  readonly code: Uint32Array;
  /** Rows filled. */
  readonly count: number;
}

/** What {@link appendMarketRows} found. */
export const MarketRowsResult = {
  /** The rows are there. */
  Done: 0,
  /** There is no room: read and clear, then call again. */
  Full: 1,
  /** An entry of the book cannot be placed: no price or size, an id that is no number, a deletion of many levels. */
  Unplaced: 2,
} as const;
/** A value of {@link MarketRowsResult}. */
export type MarketRowsResult = (typeof MarketRowsResult)[keyof typeof MarketRowsResult];

/**
 * Appends the entries of one message as rows of a book's columns: for each run of entries of one instrument a `BookDelta`
 * or `BookSnapshot`, then a `Level` (or order) each, the last flagged so; trades as `Trade`. Entries that are neither bid,
 * offer nor trade are left out. A message is written whole or not at all.
 *
 * @param byOrder entries are single orders, named by a numeric MDEntryID; else they are whole price levels, by price
 */
export function appendMarketRows(entries: MarketDataEntries, rows: MarketRows, byOrder = false): MarketRowsResult {
  const { count, instrument } = entries;
  for (let i = 0; i < count; i++) if (!isPlaced(entries, i, byOrder)) return MarketRowsResult.Unplaced;
  if (!rows.ensure(count * 2)) return MarketRowsResult.Full;
  for (let from = 0; from < count; ) {
    let to = from + 1;
    while (to < count && instrument[to] === instrument[from]) to++;
    appendBook(entries, rows, from, to, byOrder);
    from = to;
  }
  for (let i = 0; i < count; i++) {
    if (entries.type[i] !== MarketDataType.Trade) continue;
    const { price, size, id, rptSeq, timeMicros, timeNanos } = entries;
    const sequence = Number.isNaN(rptSeq[i]!) ? entries.sequence : rptSeq[i]!;
    const number = Number.isNaN(id[i]!) ? 0 : id[i]!;
    rows.add(
      MarketRowKind.Trade,
      MarketRowFlag.Last,
      instrument[i]!,
      0,
      price[i]!,
      size[i]!,
      number,
      sequence,
      timeMicros[i]!,
      timeNanos[i]!,
    );
  }
  return MarketRowsResult.Done;
}

function isBook(type: number): boolean {
  return type === MarketDataType.Bid || type === MarketDataType.Offer;
}

/** Whether an entry says all that its row needs. */
function isPlaced(entries: MarketDataEntries, i: number, byOrder: boolean): boolean {
  const type = entries.type[i]!;
  const action = entries.action[i]!;
  const hasPrice = !Number.isNaN(entries.price[i]!);
  const hasSize = !Number.isNaN(entries.size[i]!);
  if (type === MarketDataType.Trade) return hasPrice && hasSize;
  if (!isBook(type)) return true;
  if (action === MarketDataAction.DeleteThru || action === MarketDataAction.DeleteFrom) return false;
  const deleted = action === MarketDataAction.Delete;
  if (byOrder) return !Number.isNaN(entries.id[i]!) && (deleted || (hasPrice && hasSize));
  return hasPrice && (deleted || hasSize);
}

/** The book's entries of one instrument, from `from` to `to`. */
function appendBook(entries: MarketDataEntries, rows: MarketRows, from: number, to: number, byOrder: boolean): void {
  const { action, type, instrument, price, size, id, orders, rptSeq, timeMicros, timeNanos } = entries;
  let last = -1;
  const snapshot = action[from] === MarketDataAction.Snapshot;
  const flags = snapshot ? MarketRowFlag.Snapshot : 0;
  for (let i = from; i < to; i++) {
    const isEmpty = snapshot && type[i] === MarketDataType.EmptyBook;
    if (!isBook(type[i]!) && !isEmpty) continue;
    const sequence = Number.isNaN(rptSeq[i]!) ? entries.sequence : rptSeq[i]!;
    if (last < 0) {
      const kind = snapshot ? MarketRowKind.BookSnapshot : MarketRowKind.BookDelta;
      last = rows.add(kind, flags, instrument[i]!, 0, Number.NaN, 0, sequence, sequence, timeMicros[i]!, timeNanos[i]!);
    }
    if (isEmpty) continue;
    const side = type[i] === MarketDataType.Bid ? Side.Buy : Side.Sell;
    const deleted = action[i] === MarketDataAction.Delete;
    const kind = byOrder ? orderKind(action[i]!) : MarketRowKind.Level;
    const quantity = deleted ? 0 : size[i]!;
    const number = byOrder ? id[i]! : 0;
    last = rows.add(
      kind,
      flags,
      instrument[i]!,
      side,
      price[i]!,
      quantity,
      number,
      sequence,
      timeMicros[i]!,
      timeNanos[i]!,
    );
    if (!byOrder) rows.code[last] = orders[i]!;
  }
  if (last >= 0) rows.flags[last]! |= MarketRowFlag.Last;
}

function orderKind(action: number): number {
  if (action === MarketDataAction.Delete) return MarketRowKind.OrderDelete;
  return action === MarketDataAction.Change ? MarketRowKind.OrderModify : MarketRowKind.OrderAdd;
}
