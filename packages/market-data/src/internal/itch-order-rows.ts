import { OrderRowKind, type OrderRows } from "@hotpath/order-book";
import { ITCH_LENGTHS } from "../itch50/itch-messages.ts";
import { MarketKind } from "../market-batch.ts";

const [A, B, C, D, E, F, P, S, U, X] = [65, 66, 67, 68, 69, 70, 80, 83, 85, 88] as const;
const WORD = 2 ** 32;
/** The shift that leaves of the high word of an integer of 8 bytes what makes it unsafe. */
const UNSAFE_SHIFT = 21;
/** What stands for a locate in the table of instruments, other than an instrument. */
const [UNWANTED, UNKNOWN] = [-1, -2] as const;
/** Rows at a time: few enough to stay in the nearest cache. */
const ROWS = 512;

const SILENT = 255;
/** What a type says: an order, a trade, nothing of either (`SILENT`), or something that is not for this loop (0). */
const KINDS: Uint8Array = kinds();

/** Messages of orders and hidden trades, decoded as far as books need them. Another message is in no row. */
export class ItchOrderRows implements OrderRows {
  count = 0;
  readonly kind: Uint8Array = new Uint8Array(ROWS);
  readonly side: Uint8Array = new Uint8Array(ROWS);
  readonly instrument: Int32Array = new Int32Array(ROWS);
  readonly price: Float64Array = new Float64Array(ROWS);
  readonly quantity: Float64Array = new Float64Array(ROWS);
  readonly id: Float64Array = new Float64Array(ROWS);
  readonly otherId: Float64Array = new Float64Array(ROWS);
  /** Where each message begins, at its length. */
  readonly at: Int32Array = new Int32Array(ROWS);
  /** How many messages of this run were before it. */
  readonly ordinal: Int32Array = new Int32Array(ROWS);
  /** Messages that the last run has taken, of these those of unwanted and of unknown stocks, and its trades. */
  readonly answer: Int32Array = new Int32Array(4);
}

/**
 * The twin of `next_message` in c/order_book_itch.h of @hotpath/native: decodes messages, each after its length, until there
 * is no room, or one stands there that is cut, damaged, names a stock for a locate that had none, or is of another type.
 * Without a call, as `decodeRun` is.
 *
 * @param trades rows of E, C and P that it may write before it stops
 * @returns where it stopped
 */
export function decodeOrderRows(
  view: DataView,
  from: number,
  end: number,
  rows: ItchOrderRows,
  instruments: Int32Array,
  trades: number,
): number {
  const { kind, side, instrument, price, quantity, id, otherId, at: positions, ordinal, answer } = rows;
  const room = kind.length;
  const lengths = ITCH_LENGTHS;
  const all = KINDS;
  let at = from;
  let row = 0;
  let messages = 0;
  let unwanted = 0;
  let unknown = 0;
  let noted = 0;
  loop: while (row < room && at + 3 <= end) {
    const length = view.getUint16(at);
    const p = at + 2;
    const letter = view.getUint8(p);
    const what = all[letter]!;
    if (what === 0 || lengths[letter] !== length || p + length > end) break;
    const owner = instruments[view.getUint16(p + 1)]!;
    if (what !== SILENT) {
      const high = view.getInt32(p + 11);
      let otherHigh = 0;
      switch (letter) {
        case A:
        case F:
        case P: {
          const word = view.getUint8(p + 19);
          if (owner === UNKNOWN || (word !== B && word !== S)) break loop;
          side[row] = word === B ? 1 : 2;
          quantity[row] = view.getUint32(p + 20);
          price[row] = view.getUint32(p + 32);
          if (letter === P) otherHigh = view.getInt32(p + 36);
          break;
        }
        case X:
          quantity[row] = view.getUint32(p + 19);
          break;
        case E:
        case C:
          otherHigh = view.getInt32(p + 23);
          quantity[row] = view.getUint32(p + 19);
          break;
        case U:
          otherHigh = view.getInt32(p + 19);
          otherId[row] = otherHigh * WORD + view.getUint32(p + 23);
          quantity[row] = view.getUint32(p + 27);
          price[row] = view.getUint32(p + 31);
          break;
      }
      if ((high | otherHigh) >>> UNSAFE_SHIFT !== 0) break;
      if (owner >= 0) {
        if (letter === E || letter === C || letter === P) {
          if (noted === trades) break;
          noted++;
        }
        kind[row] = what;
        instrument[row] = owner;
        id[row] = high * WORD + view.getUint32(p + 15);
        positions[row] = at;
        ordinal[row] = messages;
        row++;
      }
    }
    if (owner === UNWANTED) unwanted++;
    else if (owner === UNKNOWN) unknown++;
    messages++;
    at = p + length;
  }
  rows.count = row;
  answer[0] = messages;
  answer[1] = unwanted;
  answer[2] = unknown;
  answer[3] = noted;
  return at;
}

function kinds(): Uint8Array {
  const table = new Uint8Array(256);
  for (const letter of "YLVWKJINO") table[letter.charCodeAt(0)] = SILENT;
  table[A] = table[F] = OrderRowKind.Add;
  table[D] = OrderRowKind.Delete;
  table[X] = OrderRowKind.Reduce;
  table[E] = table[C] = OrderRowKind.Execute;
  table[U] = OrderRowKind.Replace;
  table[P] = MarketKind.Trade;
  return table;
}
