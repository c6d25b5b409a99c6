import { ConfigError, Side } from "@hotpath/core";
import type { Decoder } from "../../decoder.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../../market-batch.ts";
import { RejectLog } from "../../reject-log.ts";
import { type SbeField, sbeField } from "../sbe-field.ts";
import { type SbeBlock, SbeReader, SbeWrap } from "../sbe-reader.ts";
import type { SbeBlockDefinition } from "../sbe-schema.ts";
import { BINANCE_STREAM_SCHEMA } from "./binance-schema.ts";

/** Why a frame was not taken. */
export const BINANCE_SBE_REJECTS = [
  /** Fewer bytes than a header, or a block, group or symbol that reaches beyond the frame. */
  "malformed",
  /** A message of another schema. */
  "otherSchema",
  /** A message that the schema does not have. */
  "unknownTemplate",
  /** A symbol that was not asked for. */
  "unknownSymbol",
  /** A price that the instrument's decimals cannot hold exactly. */
  "badPrice",
  /** A quantity that the instrument's decimals cannot hold exactly, or a negative one. */
  "badQuantity",
  /** A time or an update id that is no safe integer. */
  "badNumber",
  /** More rows than the batch may ever hold. */
  "noRoom",
] as const;
/** A reason of {@link BINANCE_SBE_REJECTS}. */
export type BinanceSbeReject = (typeof BINANCE_SBE_REJECTS)[number];

const [MALFORMED, OTHER_SCHEMA, UNKNOWN_TEMPLATE, UNKNOWN_SYMBOL, BAD_PRICE, BAD_QUANTITY, BAD_NUMBER, NO_ROOM] = [
  0, 1, 2, 3, 4, 5, 6, 7,
] as const;
const TAKEN = -1;

/** What a symbol is in a batch. */
export interface BinanceSbeSymbol {
  /** As Binance writes it, `BTCUSDT`. */
  symbol: string;
  /** Index of the instrument in the batch. */
  index: number;
  priceDecimals: number;
  sizeDecimals: number;
}

interface Known extends BinanceSbeSymbol {
  bytes: Uint8Array;
}

/** The fields of one kind of message, found once. */
interface Fields {
  [name: string]: SbeField;
}

const [TRADES, BEST, SNAPSHOT, DIFF] = BINANCE_STREAM_SCHEMA.messages as unknown as readonly [
  SbeBlockDefinition,
  SbeBlockDefinition,
  SbeBlockDefinition,
  SbeBlockDefinition,
];
const trades = fieldsOf(TRADES);
const trade = fieldsOf(TRADES.groups[0]!);
const best = fieldsOf(BEST);
const snapshot = fieldsOf(SNAPSHOT);
const diff = fieldsOf(DIFF);
const level = fieldsOf(SNAPSHOT.groups[0]!);

/**
 * Turns Binance's SBE streams into {@link MarketBatch} rows: trades, the quote of `bestBidAsk`, `depth<N>` as a snapshot,
 * `depth` as a delta whose `id` and `sequence` are the first and last update of it.
 *
 * `decode` takes one frame of the WebSocket at a time: a frame holds one message, whole. It takes the frame, or nothing
 * where the batch is full.
 */
export class BinanceSbeDecoder implements Decoder<MarketBatch> {
  messages = 0;
  offset = 0;
  readonly rejects: RejectLog<BinanceSbeReject> = new RejectLog<BinanceSbeReject>(BINANCE_SBE_REJECTS);
  readonly #reader = new SbeReader(BINANCE_STREAM_SCHEMA);
  readonly #symbols = new Map<number, Known[]>();
  #known: Known | undefined;

  /** @throws {ConfigError} for symbols that are said twice or have decimals that cannot be */
  constructor(symbols: readonly BinanceSbeSymbol[]) {
    for (const [i, given] of symbols.entries()) {
      for (const name of ["priceDecimals", "sizeDecimals"] as const)
        if (!Number.isInteger(given[name]) || given[name] < 0 || given[name] > 15)
          throw new ConfigError(`symbols[${i}].${name}`, given[name], "an integer from 0 to 15");
      const bytes = new TextEncoder().encode(given.symbol);
      const hash = hashOf(bytes, 0, bytes.length);
      const list = this.#symbols.get(hash) ?? [];
      if (list.some((other) => other.symbol === given.symbol))
        throw new ConfigError(`symbols[${i}].symbol`, given.symbol, "a symbol that no other has");
      this.#symbols.set(hash, [...list, { ...given, bytes }]);
    }
  }

  decode(frame: Uint8Array, out: MarketBatch): number {
    if (frame.length === 0) return 0;
    const count = out.count;
    const result = this.#take(frame, out);
    if (result === NO_ROOM && count > 0) return 0;
    if (result !== TAKEN) {
      out.count = count;
      this.rejects.add(result, this.offset);
    }
    this.messages++;
    this.offset += frame.length;
    return frame.length;
  }

  end(): void {}

  #take(frame: Uint8Array, out: MarketBatch): number {
    const reader = this.#reader;
    const wrapped = reader.wrap(frame);
    if (wrapped === SbeWrap.OtherSchema) return OTHER_SCHEMA;
    if (wrapped === SbeWrap.UnknownTemplate) return UNKNOWN_TEMPLATE;
    if (wrapped !== SbeWrap.Message) return MALFORMED;
    const { block, message } = reader;
    const known = this.#find(frame, block.dataStart(0), block.dataLength(0));
    if (known === undefined) return UNKNOWN_SYMBOL;
    if (message === TRADES) return this.#trades(block, known, out);
    if (message === BEST) return this.#best(block, known, out);
    return this.#depth(block, known, out, message === DIFF);
  }

  #trades(block: SbeBlock, known: Known, out: MarketBatch): number {
    const time = block.number(trades.transactTime!);
    const priceDecimals = -block.number(trades.priceExponent!);
    const sizeDecimals = -block.number(trades.qtyExponent!);
    const group = block.group(0);
    if (Number.isNaN(time)) return BAD_NUMBER;
    if (!out.ensure(group.count)) return NO_ROOM;
    const { entry } = group;
    while (group.next()) {
      const price = entry.units(trade.price!, priceDecimals, known.priceDecimals);
      const quantity = entry.units(trade.qty!, sizeDecimals, known.sizeDecimals);
      const id = entry.number(trade.id!);
      if (Number.isNaN(price)) return BAD_PRICE;
      if (!(quantity >= 0)) return BAD_QUANTITY;
      if (Number.isNaN(id)) return BAD_NUMBER;
      const side = entry.number(trade.isBuyerMaker!) === 1 ? Side.Sell : Side.Buy;
      out.add(MarketKind.Trade, 0, known.index, side, price, quantity, id, -1, time, 0);
    }
    if (group.count > 0) out.flags[out.count - 1]! |= MarketFlag.Last;
    return TAKEN;
  }

  #best(block: SbeBlock, known: Known, out: MarketBatch): number {
    const time = block.number(best.eventTime!);
    const sequence = block.number(best.bookUpdateId!);
    const priceDecimals = -block.number(best.priceExponent!);
    const sizeDecimals = -block.number(best.qtyExponent!);
    const bid = block.units(best.bidPrice!, priceDecimals, known.priceDecimals);
    const bidSize = block.units(best.bidQty!, sizeDecimals, known.sizeDecimals);
    const ask = block.units(best.askPrice!, priceDecimals, known.priceDecimals);
    const askSize = block.units(best.askQty!, sizeDecimals, known.sizeDecimals);
    if (Number.isNaN(bid) || Number.isNaN(ask)) return BAD_PRICE;
    if (!(bidSize >= 0) || !(askSize >= 0)) return BAD_QUANTITY;
    if (Number.isNaN(time) || Number.isNaN(sequence)) return BAD_NUMBER;
    if (!out.ensure(1)) return NO_ROOM;
    const shown = bidSize > 0 ? bid : Number.NaN;
    const { Quote } = MarketKind;
    const row = out.add(Quote, MarketFlag.Last, known.index, 0, shown, bidSize, 0, sequence, time, 0);
    out.otherPrice[row] = askSize > 0 ? ask : Number.NaN;
    out.otherQuantity[row] = askSize;
    return TAKEN;
  }

  #depth(block: SbeBlock, known: Known, out: MarketBatch, isDiff: boolean): number {
    const fields = isDiff ? diff : snapshot;
    const time = block.number(fields.eventTime!);
    const last = block.number(isDiff ? fields.lastBookUpdateId! : fields.bookUpdateId!);
    const first = isDiff ? block.number(fields.firstBookUpdateId!) : 0;
    if (Number.isNaN(time + last + first)) return BAD_NUMBER;
    if (!out.ensure(1 + block.group(0).count + block.group(1).count)) return NO_ROOM;
    const kind = isDiff ? MarketKind.BookDelta : MarketKind.BookSnapshot;
    const flags = isDiff ? 0 : MarketFlag.Snapshot;
    const row = out.add(kind, flags, known.index, 0, Number.NaN, 0, first, last, time, 0);
    if (isDiff) out.otherId[row] = -1;
    const priceDecimals = -block.number(fields.priceExponent!);
    const sizeDecimals = -block.number(fields.qtyExponent!);
    for (let other = 0; other < 2; other++) {
      const group = block.group(other);
      const { entry } = group;
      const side = other === 0 ? Side.Buy : Side.Sell;
      while (group.next()) {
        const price = entry.units(level.price!, priceDecimals, known.priceDecimals);
        const quantity = entry.units(level.qty!, sizeDecimals, known.sizeDecimals);
        if (Number.isNaN(price)) return BAD_PRICE;
        if (!(quantity >= 0)) return BAD_QUANTITY;
        out.add(MarketKind.Level, flags, known.index, side, price, quantity, 0, last, time, 0);
      }
    }
    out.flags[out.count - 1]! |= MarketFlag.Last;
    return TAKEN;
  }

  /** The symbol at the end of a message; most follow one of the same. */
  #find(bytes: Uint8Array, start: number, length: number): Known | undefined {
    if (this.#known !== undefined && isEqual(this.#known.bytes, bytes, start, length)) return this.#known;
    const list = this.#symbols.get(hashOf(bytes, start, length));
    if (list === undefined) return undefined;
    for (let i = 0; i < list.length; i++)
      if (isEqual(list[i]!.bytes, bytes, start, length)) {
        this.#known = list[i]!;
        return this.#known;
      }
    return undefined;
  }
}

function fieldsOf(block: SbeBlockDefinition): Fields {
  return Object.fromEntries(block.fields.map(({ name }) => [name, sbeField(block, name)]));
}

function isEqual(symbol: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (symbol.length !== length) return false;
  for (let i = 0; i < length; i++) if (symbol[i] !== bytes[start + i]) return false;
  return true;
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array, start: number, length: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[start + i]!, 0x01000193);
  return hash >>> 0;
}
