import type { ItchColumns } from "../itch50/itch-columns.ts";
import type { MarketBatch } from "../market-batch.ts";

const [A, C, D, E, F, U, X, N] = [65, 67, 68, 69, 70, 85, 88, 78] as const;
/** Values of `MarketKind`, and the flags `Last` and `NonPrintable`, as constants that the compiler folds. */
const [ADD, REDUCE, DELETE, EXECUTE, REPLACE] = [1, 3, 4, 5, 6] as const;
const LAST = 2;
const NON_PRINTABLE = 16;

/**
 * Appends messages of orders, from a row on, to a batch, until one is of another type, or of an instrument below 0 in
 * `instruments` (by locate), or the columns of the batch are full. Without a call, as `decodeRun` is.
 *
 * @returns the row where it stopped
 */
export function normalizeOrders(
  columns: ItchColumns,
  from: number,
  batch: MarketBatch,
  instruments: Int32Array,
  midnightMicros: number,
): number {
  const { type, locate, timestamp, reference, other, shares, price, side, code, sequence } = columns;
  const rows = columns.count;
  const room = batch.kind.length;
  const { kind: kinds, flags: allFlags, side: sides, instrument: owners, code: codes, price: prices, quantity } = batch;
  const { otherPrice, otherQuantity, id, otherId, sequence: sequences, timeMicros, timeNanos } = batch;
  const { receiveMicros, receiveNanos, receivedMicros, receivedNanos } = batch;
  const none = Number.NaN;
  let row = from;
  let to = batch.count;
  for (; row < rows && to < room; row++, to++) {
    const instrument = instruments[locate[row]!]!;
    if (instrument < 0) break;
    const letter = type[row]!;
    let kind: number;
    let flags = LAST;
    let rowPrice = none;
    if (letter === A || letter === F) {
      kind = ADD;
      rowPrice = price[row]!;
    } else if (letter === D) {
      kind = DELETE;
    } else if (letter === E) {
      kind = EXECUTE;
    } else if (letter === U) {
      kind = REPLACE;
      rowPrice = price[row]!;
    } else if (letter === X) {
      kind = REDUCE;
    } else if (letter === C) {
      kind = EXECUTE;
      rowPrice = price[row]!;
      if (code[row] === N) flags = LAST | NON_PRINTABLE;
    } else {
      break;
    }
    const nanos = timestamp[row]!;
    const micros = Math.floor(nanos / 1000);
    kinds[to] = kind;
    allFlags[to] = flags;
    sides[to] = side[row]!;
    owners[to] = instrument;
    codes[to] = 0;
    prices[to] = rowPrice;
    quantity[to] = shares[row]!;
    otherPrice[to] = none;
    otherQuantity[to] = 0;
    id[to] = reference[row]!;
    otherId[to] = other[row]!;
    sequences[to] = sequence[row]!;
    timeMicros[to] = midnightMicros + micros;
    timeNanos[to] = nanos - micros * 1000;
    receiveMicros[to] = receivedMicros;
    receiveNanos[to] = receivedNanos;
  }
  batch.count = to;
  return row;
}
