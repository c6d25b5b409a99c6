/**
 * The hot loop of `mbo`: a run of plain records straight into the columns of a batch. It has no call in it but reads, so
 * that the columns and the instrument stay in registers; whatever is not plain ends the run and is left to the decoder:
 * another record, an instrument not seen lately, a clear, a level, a code, price, time or id that needs a second look.
 */
import { type MarketBatch, MarketKind } from "../market-batch.ts";
import { DbnFlag, FLAG_BITS, SIDE_CODES } from "./dbn-codes.ts";
import { type DbnInstruments, RECENT } from "./dbn-instruments.ts";
import { DBN_LAYOUT } from "./dbn-layout.ts";

const TWO_32 = 4294967296;
/** High words below it are exact in the arithmetic here: times before 2242, ids below 2^53, prices below 2^53. */
const TIME_MOST = 2_000_000_000;
const ID_MOST = 0x200000;
const PRICE_MOST = 0x80000;
const SIZE = DBN_LAYOUT.mbo.size;
const WORDS = SIZE / 4;
const RTYPE = DBN_LAYOUT.mbo.rtypes[0]!;
const ODD_FLAGS = DbnFlag.TopOfBook | DbnFlag.PriceLevel;
const NO_SIZE = 0xffffffff;

/** `MarketKind` by action; 0 for what is not plain. */
const KINDS: Uint8Array = new Uint8Array(256);
KINDS["A".charCodeAt(0)] = MarketKind.OrderAdd;
KINDS["C".charCodeAt(0)] = MarketKind.OrderReduce;
KINDS["M".charCodeAt(0)] = MarketKind.OrderModify;
KINDS["T".charCodeAt(0)] = MarketKind.Trade;
KINDS["F".charCodeAt(0)] = MarketKind.OrderFill;
/**
 * Takes plain records of `mbo` from `from` on while there is room.
 *
 * @returns where the first one stands that was not taken
 */
export function takeOrderRun(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  out: MarketBatch,
  instruments: DbnInstruments,
): number {
  const { kind, flags, side, instrument, code, price, quantity, otherPrice, otherQuantity, id, otherId } = out;
  const { sequence, timeMicros, timeNanos, receiveMicros, receiveNanos } = out;
  const { recent, indexes, units } = instruments;
  const rows = kind.length;
  const last = bytes.length - SIZE;
  let row = out.count;
  let at = from;
  for (; at <= last && row < rows; at += SIZE, row++) {
    if (bytes[at] !== WORDS || bytes[at + 1] !== RTYPE) break;
    const number = view.getInt32(at + 4, true);
    const slot = (number & (RECENT - 1)) * 3;
    if (recent[slot + 1] !== number || recent[slot] !== view.getUint16(at + 2, true)) break;
    const known = recent[slot + 2]!;
    const index = indexes[known]!;
    const unit = units[known]!;
    const bits = bytes[at + 36]!;
    const what = KINDS[bytes[at + 38]!]!;
    const whose = SIDE_CODES[bytes[at + 39]!]!;
    const size = view.getUint32(at + 32, true);
    const idHigh = view.getUint32(at + 20, true);
    const priceHigh = view.getInt32(at + 28, true);
    const eventHigh = view.getUint32(at + 12, true);
    const receivedHigh = view.getUint32(at + 44, true);
    if (index < 0 || unit === 0 || what === 0 || whose === 0 || (bits & ODD_FLAGS) !== 0) break;
    if (size === 0 || size === NO_SIZE || idHigh >= ID_MOST || priceHigh >= PRICE_MOST || priceHigh < 0) break;
    if (eventHigh >= TIME_MOST || receivedHigh >= TIME_MOST || (whose === 3 && what !== MarketKind.Trade)) break;
    const raw = priceHigh * TWO_32 + view.getUint32(at + 24, true);
    const scaled = Math.floor(raw / unit + 0.5);
    if (scaled * unit !== raw) break;
    const event = eventHigh * 296 + view.getUint32(at + 8, true);
    const eventMicros = Math.floor((event + 0.5) * 0.001);
    const received = receivedHigh * 296 + view.getUint32(at + 40, true);
    const receivedMicros = Math.floor((received + 0.5) * 0.001);
    kind[row] = what;
    flags[row] = FLAG_BITS[bits]!;
    side[row] = whose === 3 ? 0 : whose;
    instrument[row] = index;
    code[row] = 0;
    price[row] = scaled;
    quantity[row] = size;
    otherPrice[row] = Number.NaN;
    otherQuantity[row] = 0;
    id[row] = idHigh * TWO_32 + view.getUint32(at + 16, true);
    otherId[row] = 0;
    sequence[row] = view.getUint32(at + 52, true);
    timeMicros[row] = eventHigh * 4294967 + eventMicros;
    timeNanos[row] = event - eventMicros * 1000;
    receiveMicros[row] = receivedHigh * 4294967 + receivedMicros;
    receiveNanos[row] = received - receivedMicros * 1000;
  }
  out.count = row;
  return at;
}
