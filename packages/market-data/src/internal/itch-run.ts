import type { ItchColumns } from "../itch50/itch-columns.ts";
import { ITCH_LENGTHS } from "../itch50/itch-messages.ts";

const WORD = 2 ** 32;
/** The shift that leaves of the high word of an integer of 8 bytes what makes it unsafe. */
const UNSAFE_SHIFT = 21;

const [A, B, C, D, E, F, H, P, Q, S, U, X] = [65, 66, 67, 68, 69, 70, 72, 80, 81, 83, 85, 88] as const;

/**
 * Decodes messages of orders and trades, each after its length in 2 bytes, from `from` on, into rows, until there is no
 * room, the next message is not whole before `end`, is of another kind, or there is something wrong with it.
 *
 * The hottest loop of the package. Every field has one load (a DataView's, which compiles to a load and a swap of bytes);
 * what a type does not use is not written (`ItchColumns.clear` has set it to 0); and there is no call in it, since one call,
 * even one that is never reached, keeps the compiler from holding the addresses of the columns: 50 against 68 million
 * messages/s. Signed loads, since they need no check for values that an int32 cannot hold; the columns are unsigned.
 *
 * @param sequence the number of the first message
 * @returns where it stopped
 */
export function decodeRun(view: DataView, from: number, end: number, columns: ItchColumns, sequence: number): number {
  const { type, locate, tracking, timestamp, sequence: sequences, reference, other } = columns;
  const { shares, price, side, code, stockHigh, stockLow } = columns;
  const lengths = ITCH_LENGTHS;
  const rows = type.length;
  let number = sequence;
  let at = from;
  let row = columns.count;
  loop: while (row < rows && at + 3 <= end) {
    const length = view.getUint16(at);
    const p = at + 2;
    const letter = view.getUint8(p);
    if (lengths[letter] !== length || p + length > end) break;
    switch (letter) {
      case A: {
        const high = view.getInt32(p + 11);
        const word = view.getUint8(p + 19);
        if (high >>> UNSAFE_SHIFT !== 0 || (word !== B && word !== S)) break loop;
        reference[row] = high * WORD + view.getUint32(p + 15);
        side[row] = word === B ? 1 : 2;
        shares[row] = view.getInt32(p + 20);
        stockHigh[row] = view.getInt32(p + 24);
        stockLow[row] = view.getInt32(p + 28);
        price[row] = view.getInt32(p + 32);
        break;
      }
      case D: {
        const high = view.getInt32(p + 11);
        if (high >>> UNSAFE_SHIFT !== 0) break loop;
        reference[row] = high * WORD + view.getUint32(p + 15);
        break;
      }
      case X: {
        const high = view.getInt32(p + 11);
        if (high >>> UNSAFE_SHIFT !== 0) break loop;
        reference[row] = high * WORD + view.getUint32(p + 15);
        shares[row] = view.getInt32(p + 19);
        break;
      }
      case E:
      case C: {
        const high = view.getInt32(p + 11);
        const otherHigh = view.getInt32(p + 23);
        if ((high | otherHigh) >>> UNSAFE_SHIFT !== 0) break loop;
        reference[row] = high * WORD + view.getUint32(p + 15);
        shares[row] = view.getInt32(p + 19);
        other[row] = otherHigh * WORD + view.getUint32(p + 27);
        if (letter === C) {
          code[row] = view.getUint8(p + 31);
          price[row] = view.getInt32(p + 32);
        }
        break;
      }
      case U: {
        const high = view.getInt32(p + 11);
        const otherHigh = view.getInt32(p + 19);
        if ((high | otherHigh) >>> UNSAFE_SHIFT !== 0) break loop;
        reference[row] = high * WORD + view.getUint32(p + 15);
        other[row] = otherHigh * WORD + view.getUint32(p + 23);
        shares[row] = view.getInt32(p + 27);
        price[row] = view.getInt32(p + 31);
        break;
      }
      case P: {
        const high = view.getInt32(p + 11);
        const otherHigh = view.getInt32(p + 36);
        const word = view.getUint8(p + 19);
        if ((high | otherHigh) >>> UNSAFE_SHIFT !== 0 || (word !== B && word !== S)) break loop;
        reference[row] = high * WORD + view.getUint32(p + 15);
        side[row] = word === B ? 1 : 2;
        shares[row] = view.getInt32(p + 20);
        stockHigh[row] = view.getInt32(p + 24);
        stockLow[row] = view.getInt32(p + 28);
        price[row] = view.getInt32(p + 32);
        other[row] = otherHigh * WORD + view.getUint32(p + 40);
        break;
      }
      default:
        break loop;
    }
    type[row] = letter;
    locate[row] = view.getUint16(p + 1);
    tracking[row] = view.getUint16(p + 3);
    timestamp[row] = view.getUint16(p + 5) * WORD + view.getUint32(p + 7);
    sequences[row] = number++;
    row++;
    at = p + length;
  }
  columns.count = row;
  return at;
}

/**
 * Decodes one message of any type but those of {@link decodeRun}; its length is that of its type, and it is whole.
 *
 * @param p where it begins, behind its length
 * @returns false, having written nothing, if it has an integer that names something and is not safe, or a bad side
 */
export function decodeOther(
  bytes: Uint8Array,
  view: DataView,
  p: number,
  columns: ItchColumns,
  sequence: number,
): boolean {
  const letter = bytes[p]!;
  const length = ITCH_LENGTHS[letter]!;
  const row = columns.count;
  const matchAt = letter === Q ? 31 : letter === B ? 11 : -1;
  if (matchAt >= 0 && view.getUint32(p + matchAt) >>> UNSAFE_SHIFT !== 0) return false;
  if (letter === F) {
    const word = bytes[p + 19]!;
    if (view.getUint32(p + 11) >>> UNSAFE_SHIFT !== 0 || (word !== B && word !== S)) return false;
    columns.reference[row] = view.getUint32(p + 11) * WORD + view.getUint32(p + 15);
    columns.side[row] = word === B ? 1 : 2;
    columns.shares[row] = view.getUint32(p + 20);
    columns.stockHigh[row] = view.getUint32(p + 24);
    columns.stockLow[row] = view.getUint32(p + 28);
    columns.price[row] = view.getUint32(p + 32);
  }
  if (matchAt >= 0) columns.other[row] = view.getUint32(p + matchAt) * WORD + view.getUint32(p + matchAt + 4);
  if (letter === Q) columns.price[row] = view.getUint32(p + 27);
  const codeAt = letter === Q ? 39 : letter === S ? 11 : letter === H ? 19 : -1;
  if (codeAt >= 0) columns.code[row] = bytes[p + codeAt]!;
  columns.keep(row, bytes, p, length);
  columns.type[row] = letter;
  columns.locate[row] = view.getUint16(p + 1);
  columns.tracking[row] = view.getUint16(p + 3);
  columns.timestamp[row] = view.getUint16(p + 5) * WORD + view.getUint32(p + 7);
  columns.sequence[row] = sequence;
  columns.count = row + 1;
  return true;
}

/** Whether {@link decodeRun} is for this type. */
export function isOrderMessage(letter: number): boolean {
  return [A, C, D, E, P, U, X].includes(letter as typeof A);
}
