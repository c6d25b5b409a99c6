import type { ItchColumns } from "../itch50/itch-columns.ts";
import { ITCH_LENGTHS } from "../itch50/itch-messages.ts";

/** The high word of an integer of 8 bytes from which on it is not safe. */
const UNSAFE = 2 ** 21;
const WORD = 2 ** 32;

const [A, B, C, D, E, F, H, P, Q, S, U, X] = [65, 66, 67, 68, 69, 70, 72, 80, 81, 83, 85, 88] as const;

/**
 * Decodes messages of `bytes` (of which `view` is a view), each after its length in 2 bytes, from `at` on, into rows, until
 * there is no room, the next message is not whole before `end`, or there is something wrong with it.
 *
 * The hottest loop of the package: every field has one load (a DataView's, which the compiler makes a load and a swap of
 * bytes), columns are locals, and what a type does not use is not written (`ItchColumns.clear` has set it to 0).
 *
 * @param sequence the number of the first message
 * @returns where it stopped
 */
export function decodeRun(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  end: number,
  columns: ItchColumns,
  sequence: number,
): number {
  const { locate, tracking, timestamp, reference, other, shares, price, side } = columns;
  const { code, stockHigh, stockLow, type } = columns;
  const lengths = ITCH_LENGTHS;
  const rows = type.length;
  const firstRow = columns.count;
  let at = from;
  let row = firstRow;
  while (row < rows && at + 3 <= end) {
    const length = view.getUint16(at);
    const letter = view.getUint8(at + 2);
    const next = at + 2 + length;
    if (lengths[letter] !== length || next > end) break;
    const p = at + 2;
    switch (letter) {
      case A:
      case F: {
        const high = view.getUint32(p + 11);
        const word = view.getUint8(p + 19);
        if (high >= UNSAFE || (word !== B && word !== S)) {
          columns.count = row;
          return at;
        }
        reference[row] = high * WORD + view.getUint32(p + 15);
        side[row] = word === B ? 1 : 2;
        shares[row] = view.getUint32(p + 20);
        stockHigh[row] = view.getUint32(p + 24);
        stockLow[row] = view.getUint32(p + 28);
        price[row] = view.getUint32(p + 32);
        if (letter === F) columns.keep(row, bytes, p, length);
        break;
      }
      case D: {
        const high = view.getUint32(p + 11);
        if (high >= UNSAFE) {
          columns.count = row;
          return at;
        }
        reference[row] = high * WORD + view.getUint32(p + 15);
        break;
      }
      case X: {
        const high = view.getUint32(p + 11);
        if (high >= UNSAFE) {
          columns.count = row;
          return at;
        }
        reference[row] = high * WORD + view.getUint32(p + 15);
        shares[row] = view.getUint32(p + 19);
        break;
      }
      case E:
      case C: {
        const high = view.getUint32(p + 11);
        const otherHigh = view.getUint32(p + 23);
        if (high >= UNSAFE || otherHigh >= UNSAFE) {
          columns.count = row;
          return at;
        }
        reference[row] = high * WORD + view.getUint32(p + 15);
        shares[row] = view.getUint32(p + 19);
        other[row] = otherHigh * WORD + view.getUint32(p + 27);
        if (letter === C) {
          code[row] = view.getUint8(p + 31);
          price[row] = view.getUint32(p + 32);
        }
        break;
      }
      case U: {
        const high = view.getUint32(p + 11);
        const otherHigh = view.getUint32(p + 19);
        if (high >= UNSAFE || otherHigh >= UNSAFE) {
          columns.count = row;
          return at;
        }
        reference[row] = high * WORD + view.getUint32(p + 15);
        other[row] = otherHigh * WORD + view.getUint32(p + 23);
        shares[row] = view.getUint32(p + 27);
        price[row] = view.getUint32(p + 31);
        break;
      }
      default:
        if (!decodeRare(bytes, view, p, letter, length, columns, row)) {
          columns.count = row;
          return at;
        }
    }
    type[row] = letter;
    locate[row] = view.getUint16(p + 1);
    tracking[row] = view.getUint16(p + 3);
    timestamp[row] = view.getUint16(p + 5) * WORD + view.getUint32(p + 7);
    columns.sequence[row] = sequence + (row - firstRow);
    row++;
    at = next;
  }
  columns.count = row;
  return at;
}

/** Trades and what is administrative. False if an integer that names something is not safe, or a side is none. */
function decodeRare(
  bytes: Uint8Array,
  view: DataView,
  p: number,
  letter: number,
  length: number,
  columns: ItchColumns,
  row: number,
): boolean {
  const matchAt = letter === P ? 36 : letter === Q ? 31 : letter === B ? 11 : -1;
  if (matchAt >= 0) {
    const high = view.getUint32(p + matchAt);
    if (high >= UNSAFE) return false;
    columns.other[row] = high * WORD + view.getUint32(p + matchAt + 4);
  }
  if (letter === P) {
    const high = view.getUint32(p + 11);
    const side = view.getUint8(p + 19);
    if (high >= UNSAFE || (side !== B && side !== S)) {
      columns.other[row] = 0;
      return false;
    }
    columns.reference[row] = high * WORD + view.getUint32(p + 15);
    columns.side[row] = side === B ? 1 : 2;
    columns.shares[row] = view.getUint32(p + 20);
    columns.stockHigh[row] = view.getUint32(p + 24);
    columns.stockLow[row] = view.getUint32(p + 28);
    columns.price[row] = view.getUint32(p + 32);
    return true;
  }
  if (letter === Q) {
    columns.price[row] = view.getUint32(p + 27);
    columns.code[row] = view.getUint8(p + 39);
  } else if (letter === S) {
    columns.code[row] = view.getUint8(p + 11);
  } else if (letter === H) {
    columns.code[row] = view.getUint8(p + 19);
  }
  columns.keep(row, bytes, p, length);
  return true;
}
