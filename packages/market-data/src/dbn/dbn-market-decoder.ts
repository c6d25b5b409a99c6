import { assert, Side } from "@hotpath/core";
import { microsOf64, nanosOf64, rescale64 } from "../internal/wide-fields.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { WideIdTable } from "../wide-id-table.ts";
import {
  ACTION_CANCEL,
  ACTION_TRADE,
  DbnFlag,
  isAction,
  isLevel,
  kindOf,
  NO_ROW,
  NO_SIZE,
  sideOf,
  startsWithHeartbeat,
  stateOf,
} from "./dbn-codes.ts";
import { DbnInstruments, type DbnInstrumentsOptions } from "./dbn-instruments.ts";
import { DBN_LAYOUT, type DbnLayout, dbnField } from "./dbn-layout.ts";
import { takeOrderRun } from "./dbn-order-run.ts";
import { takeQuoteRun } from "./dbn-quote-run.ts";
import { DbnRejectCode, DbnStream, type DbnStreamOptions, FULL, TAKEN } from "./dbn-stream.ts";

/** How a {@link DbnMarketDecoder} is made. */
export interface DbnMarketDecoderOptions extends DbnStreamOptions, DbnInstrumentsOptions {
  /** The most order ids beyond 2^53 − 1 that are held; 4,194,304 by default. */
  maxWideIds?: number;
}

const { badPrice, badTime, badQuantity, badCode, idsFull, instrumentsFull, noRoom } = DbnRejectCode;
/** A price that is not representable; NaN is one that is undefined. */
const NOT_EXACT = Number.POSITIVE_INFINITY;
/** The first number for interned ids: −1 means "none" elsewhere. */
const FIRST_WIDE_ID = -2;
const LEVEL_SIZE = 32;
const LEVELS = 10;

const layouts = DBN_LAYOUT;
const MBO = layouts.mbo.index;
const TRADE = layouts.trade.index;
const MBP1 = layouts.mbp1.index;
const MBP10 = layouts.mbp10.index;
const BBO = layouts.bbo.index;
const CMBP1 = layouts.cmbp1.index;
const CBBO = layouts.cbbo.index;
const STATUS = layouts.status.index;
const SYSTEM_V1 = layouts.systemV1.index;
const SYSTEM_V2 = layouts.systemV2.index;
const MBO_RTYPE = layouts.mbo.rtypes[0]!;
const MBP1_RTYPE = layouts.mbp1.rtypes[0]!;
const [MBO_ID, MBO_PRICE, MBO_SIZE, MBO_FLAGS, MBO_ACTION, MBO_SIDE, MBO_RECEIVED, MBO_SEQUENCE] = offsets(
  layouts.mbo,
  ["orderId", "price", "size", "flags", "action", "side", "tsRecv", "sequence"],
) as [number, number, number, number, number, number, number, number];
/** Where the records of trades and of best prices agree. */
const [PRICE, SIZE, SIDE, FLAGS, RECEIVED, LEVEL] = offsets(layouts.mbp10, [
  "price",
  "size",
  "side",
  "flags",
  "tsRecv",
  "bidPx00",
]) as [number, number, number, number, number, number];
const [ACTION, SEQUENCE] = offsets(layouts.mbp10, ["action", "sequence"]) as [number, number];
for (const layout of [layouts.trade, layouts.mbp1, layouts.bbo, layouts.cmbp1, layouts.cbbo])
  assert(dbnField(layout, "tsRecv").offset === RECEIVED, `${layout.name} is laid out like mbp10`);
const [STATUS_RECEIVED, STATUS_ACTION, STATUS_TRADING, STATUS_QUOTING] = offsets(layouts.status, [
  "tsRecv",
  "action",
  "isTrading",
  "isQuoting",
]) as [number, number, number, number];
const [SYSTEM_MESSAGE] = offsets(layouts.systemV2, ["msg"]) as [number];
const [SYSTEM_CODE] = offsets(layouts.systemV2, ["code"]) as [number];

/**
 * Turns DBN into {@link MarketBatch} rows.
 *
 * - `mbo`: A adds an order, C reduces it by the size (0: deletes it), M modifies it, R clears the book or, flagged as a
 *   snapshot, begins one. T is a trade and F a fill of a resting order: neither changes a book, as C or M of the same event do
 *   that. Records flagged as best price or price level become levels, not orders. N, where it ends an event, is a heartbeat.
 * - `trades`: trades. `mbp-1`, `tbbo`, `cmbp-1`, `tcbbo`: the quote, and the trade where it is one; `bbo`, `cbbo`: the quote.
 * - `mbp-10`: each record is a whole book of ten levels, and the trade where it is one.
 * - `status`: the trading state, `code` being ours. Gateway heartbeats are heartbeats.
 *
 * Bars, definitions, imbalances, statistics and errors have no row: see `DbnColumnDecoder` and `DbnRecordDecoder`. Sizes are
 * whole units. Order ids beyond 2^53 − 1 are numbered −2, −3 … : see {@link DbnMarketDecoder.orderId}.
 */
export class DbnMarketDecoder extends DbnStream<MarketBatch> {
  /** Records of instruments that were left out. */
  ignored = 0;
  /** Records of kinds that have no row. */
  withoutRow = 0;
  readonly #instruments: DbnInstruments;
  readonly #wideIds: WideIdTable;
  /** The venue's time of the record in hand. */
  #micros = 0;
  #nanos = 0;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: DbnMarketDecoderOptions = {}) {
    super(options);
    this.#instruments = new DbnInstruments(options);
    this.#wideIds = new WideIdTable(options.maxWideIds ?? 2 ** 22, "dbn.maxWideIds");
  }

  /** Pairs of publisher and instrument seen so far. */
  get instruments(): number {
    return this.#instruments.size;
  }

  /** Order ids beyond 2^53 − 1 that are held. */
  get wideIds(): number {
    return this.#wideIds.size;
  }

  /** The publisher and the instrument id that got an index, where indexes are given by the decoder. */
  instrumentAt(index: number): { publisherId: number; instrumentId: number } {
    return this.#instruments.pairAt(index);
  }

  /** The order id behind the `id` of a row. */
  orderId(id: number): bigint {
    return id <= FIRST_WIDE_ID ? this.#wideIds.idOf(FIRST_WIDE_ID - id) : BigInt(id);
  }

  /** Says that an order is no more, so that the number of its id, if it was beyond 2^53 − 1, may be used again. */
  releaseOrderId(id: number): void {
    if (id > FIRST_WIDE_ID) return;
    const number = FIRST_WIDE_ID - id;
    this.#wideIds.release(this.#wideIds.highOf(number), this.#wideIds.lowOf(number));
  }

  protected override take(bytes: Uint8Array, view: DataView, at: number, layout: DbnLayout, out: MarketBatch): number {
    switch (layout.index) {
      case MBO:
        return this.#order(bytes, view, at, out);
      case TRADE:
        return this.#event(bytes, view, at, out, 0, true);
      case MBP1:
      case CMBP1:
        return this.#event(bytes, view, at, out, 1, layout.index === MBP1);
      case BBO:
      case CBBO:
        return this.#sample(bytes, view, at, out, layout.index === BBO);
      case MBP10:
        return this.#event(bytes, view, at, out, LEVELS, true);
      case STATUS:
        return this.#status(bytes, view, at, out);
      case SYSTEM_V1:
      case SYSTEM_V2:
        return this.#system(bytes, view, at, layout.index === SYSTEM_V2, out);
      default:
        this.withoutRow++;
        return TAKEN;
    }
  }

  protected override takeRecords(bytes: Uint8Array, view: DataView, at: number, out: MarketBatch): number {
    const rtype = bytes[at + 1];
    if (rtype !== MBO_RTYPE && rtype !== MBP1_RTYPE) return at;
    const take = rtype === MBO_RTYPE ? takeOrderRun : takeQuoteRun;
    const end = take(bytes, view, at, out, this.#instruments);
    this.messages += (end - at) / (rtype === MBO_RTYPE ? layouts.mbo.size : layouts.mbp1.size);
    return end;
  }

  #order(bytes: Uint8Array, view: DataView, at: number, out: MarketBatch): number {
    const opened = this.#open(view, at, at + 8);
    if (opened !== 0) return opened;
    if (!out.ensure(2)) return out.count === 0 ? noRoom : FULL;
    const flags = bytes[at + MBO_FLAGS]!;
    const side = sideOf(bytes[at + MBO_SIDE]!);
    const action = bytes[at + MBO_ACTION]!;
    if (side < 0) return badCode;
    const price = this.#price(view, at + MBO_PRICE);
    if (price === NOT_EXACT) return badPrice;
    const size = view.getUint32(at + MBO_SIZE, true);
    if (isLevel(action, flags)) return this.#level(view, at, out, action, side, price, size, flags);
    const kind = kindOf(action, flags, size);
    if (kind < 0) return kind === NO_ROW ? TAKEN : badCode;
    const isPriced = kind !== MarketKind.BookClear && kind !== MarketKind.BookSnapshot && kind !== MarketKind.Heartbeat;
    // A cancel and a delete need no price; what rests or trades does.
    const isWhole = kind === MarketKind.OrderReduce || kind === MarketKind.OrderDelete || !Number.isNaN(price);
    if (isPriced && !isWhole) return badPrice;
    if (isPriced && size === NO_SIZE && kind !== MarketKind.OrderDelete) return badQuantity;
    if (side === 0 && (kind === MarketKind.OrderAdd || kind === MarketKind.OrderModify)) return badCode;
    const id = isPriced ? this.#id(view, at + MBO_ID) : 0;
    if (id === -1) return idsFull;
    const shown = kind === MarketKind.OrderDelete ? 0 : isPriced ? size : 0;
    return this.#add(view, out, kind, flags, side, price, shown, id, at + MBO_SEQUENCE, at + MBO_RECEIVED);
  }

  /** A record of `mbo` that is a level: the best price of a side, or one price of an aggregated book. */
  #level(
    view: DataView,
    at: number,
    out: MarketBatch,
    action: number,
    side: number,
    price: number,
    size: number,
    flags: number,
  ): number {
    const isTop = (flags & DbnFlag.TopOfBook) !== 0;
    const isPriced = !Number.isNaN(price) && size !== NO_SIZE;
    if (side === 0) return badCode;
    if (!isPriced && !isTop) return badPrice;
    const sequence = at + MBO_SEQUENCE;
    const received = at + MBO_RECEIVED;
    const { BookClear, Level } = MarketKind;
    const left = action === ACTION_CANCEL ? 0 : size;
    if (isTop) {
      const last = isPriced ? flags & ~DbnFlag.Last : flags;
      const result = this.#add(view, out, BookClear, last, side, Number.NaN, 0, 0, sequence, received);
      if (!isPriced || result !== TAKEN) return result;
    }
    return this.#add(view, out, Level, flags, side, price, left, 0, sequence, received);
  }

  /** A record that tells of one event, with `levels` levels of the book as it stands. */
  #event(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    out: MarketBatch,
    levels: number,
    isSequenced: boolean,
  ): number {
    const opened = this.#open(view, at, at + 8);
    if (opened !== 0) return opened;
    if (!out.ensure(levels * 2 + 2)) return out.count === 0 ? noRoom : FULL;
    const action = bytes[at + ACTION]!;
    const side = sideOf(bytes[at + SIDE]!);
    if (side < 0 || !isAction(action)) return badCode;
    const flags = bytes[at + FLAGS]!;
    const sequence = isSequenced ? at + SEQUENCE : -1;
    const isTrade = action === ACTION_TRADE;
    const count = out.count;
    const price = isTrade ? this.#price(view, at + PRICE) : 0;
    const size = view.getUint32(at + SIZE, true);
    if (price === NOT_EXACT || Number.isNaN(price)) return badPrice;
    if (isTrade && size === NO_SIZE) return badQuantity;
    const { Trade } = MarketKind;
    const notLast = flags & ~DbnFlag.Last;
    let result = TAKEN;
    if (levels === LEVELS) {
      if (isTrade) result = this.#add(view, out, Trade, notLast, side, price, size, 0, sequence, at + RECEIVED);
      if (result === TAKEN) result = this.#book(view, at, out, flags, sequence);
    } else {
      if (levels === 1) result = this.#quote(view, at, out, isTrade ? notLast : flags, sequence);
      if (result === TAKEN && isTrade)
        result = this.#add(view, out, Trade, flags, side, price, size, 0, sequence, at + RECEIVED);
    }
    // A record is taken whole or not at all.
    if (result !== TAKEN) out.count = count;
    return result;
  }

  /** A record of the best prices at the end of an interval: its time is that end, not the last trade's. */
  #sample(bytes: Uint8Array, view: DataView, at: number, out: MarketBatch, isSequenced: boolean): number {
    const opened = this.#open(view, at, at + RECEIVED);
    if (opened !== 0) return opened;
    if (!out.ensure(1)) return out.count === 0 ? noRoom : FULL;
    return this.#quote(view, at, out, bytes[at + FLAGS]!, isSequenced ? at + SEQUENCE : -1);
  }

  #quote(view: DataView, at: number, out: MarketBatch, flags: number, sequence: number): number {
    const level = at + LEVEL;
    const bid = this.#price(view, level);
    const ask = this.#price(view, level + 8);
    if (bid === NOT_EXACT || ask === NOT_EXACT) return badPrice;
    const bidSize = !Number.isNaN(bid) ? view.getUint32(level + 16, true) : 0;
    const row = out.count;
    const result = this.#add(view, out, MarketKind.Quote, flags, 0, bid, bidSize, 0, sequence, at + RECEIVED);
    if (result !== TAKEN) return result;
    out.otherPrice[row] = ask;
    out.otherQuantity[row] = !Number.isNaN(ask) ? view.getUint32(level + 20, true) : 0;
    return TAKEN;
  }

  #book(view: DataView, at: number, out: MarketBatch, flags: number, sequence: number): number {
    const shown = (flags & ~DbnFlag.Last) | DbnFlag.Snapshot;
    const received = at + RECEIVED;
    const { BookSnapshot, Level } = MarketKind;
    const begun = this.#add(view, out, BookSnapshot, shown, 0, Number.NaN, 0, 0, sequence, received);
    if (begun !== TAKEN) return begun;
    for (let k = 0; k < LEVELS; k++) {
      const level = at + LEVEL + k * LEVEL_SIZE;
      for (let other = 0; other < 2; other++) {
        const price = this.#price(view, level + other * 8);
        if (price === NOT_EXACT) return badPrice;
        if (Number.isNaN(price)) continue;
        const size = view.getUint32(level + 16 + other * 4, true);
        const row = out.count;
        const side = other === 0 ? Side.Buy : Side.Sell;
        this.#add(view, out, Level, shown, side, price, size, 0, sequence, received);
        out.code[row] = view.getUint32(level + 24 + other * 4, true);
      }
    }
    // The book is whole after each record, whatever else the venue's event has.
    out.flags[out.count - 1]! |= MarketFlag.Last;
    return TAKEN;
  }

  #status(bytes: Uint8Array, view: DataView, at: number, out: MarketBatch): number {
    const opened = this.#open(view, at, at + 8);
    if (opened !== 0) return opened;
    if (!out.ensure(1)) return out.count === 0 ? noRoom : FULL;
    const row = out.count;
    const received = at + STATUS_RECEIVED;
    const result = this.#add(view, out, MarketKind.Status, DbnFlag.Last, 0, Number.NaN, 0, 0, -1, received);
    if (result !== TAKEN) return result;
    const action = view.getUint16(at + STATUS_ACTION, true);
    out.code[row] = stateOf(action, bytes[at + STATUS_TRADING]!, bytes[at + STATUS_QUOTING]!);
    return TAKEN;
  }

  #system(bytes: Uint8Array, view: DataView, at: number, hasCode: boolean, out: MarketBatch): number {
    // Code 0 is a heartbeat, 255 means that there is only the text.
    const code = hasCode ? bytes[at + SYSTEM_CODE]! : 255;
    if (code !== 0 && !(code === 255 && startsWithHeartbeat(bytes, at + SYSTEM_MESSAGE))) {
      this.withoutRow++;
      return TAKEN;
    }
    if (!out.ensure(1)) return out.count === 0 ? noRoom : FULL;
    if (!this.#time(view, at + 8)) return badTime;
    out.add(MarketKind.Heartbeat, MarketFlag.Last, -1, 0, Number.NaN, 0, 0, -1, this.#micros, this.#nanos);
    return TAKEN;
  }

  /** Finds the instrument and the venue's time of a record. @returns 0, {@link TAKEN} where it is left out, or a reason */
  #open(view: DataView, at: number, time: number): number {
    if (!this.#instruments.moveTo(view, at)) return instrumentsFull;
    if (this.#instruments.index < 0) {
      this.ignored++;
      return TAKEN;
    }
    return this.#time(view, time) ? 0 : badTime;
  }

  #time(view: DataView, at: number): boolean {
    const low = view.getUint32(at, true);
    const high = view.getUint32(at + 4, true);
    if (low === 0xffffffff && high === 0xffffffff) {
      this.#micros = Number.NaN;
      this.#nanos = 0;
      return true;
    }
    this.#micros = microsOf64(high, low);
    this.#nanos = nanosOf64(high, low);
    return !Number.isNaN(this.#micros);
  }

  #price(view: DataView, at: number): number {
    const low = view.getUint32(at, true);
    const high = view.getInt32(at + 4, true);
    if (high === 0x7fffffff && low === 0xffffffff) return Number.NaN;
    const price = rescale64(high, low, 9, this.#instruments.priceDecimals);
    return !Number.isNaN(price) ? price : NOT_EXACT;
  }

  #id(view: DataView, at: number): number {
    const low = view.getUint32(at, true);
    const high = view.getUint32(at + 4, true);
    if (high < 0x200000) return high * 4294967296 + low;
    const number = this.#wideIds.numberOf(high, low);
    return number < 0 ? -1 : FIRST_WIDE_ID - number;
  }

  #add(
    view: DataView,
    out: MarketBatch,
    kind: number,
    flags: number,
    side: number,
    price: number,
    quantity: number,
    id: number,
    sequence: number,
    received: number,
  ): number {
    const low = view.getUint32(received, true);
    const high = view.getUint32(received + 4, true);
    const isKnown = low !== 0xffffffff || high !== 0xffffffff;
    const micros = isKnown ? microsOf64(high, low) : Number.NaN;
    if (isKnown && Number.isNaN(micros)) return badTime;
    const number = sequence < 0 ? -1 : view.getUint32(sequence, true);
    const bits =
      ((flags & DbnFlag.Last) === 0 ? 0 : MarketFlag.Last) |
      ((flags & DbnFlag.Snapshot) === 0 ? 0 : MarketFlag.Snapshot);
    const row = out.add(
      kind,
      bits,
      this.#instruments.index,
      side,
      price,
      quantity,
      id,
      number,
      this.#micros,
      this.#nanos,
    );
    out.receiveMicros[row] = micros;
    out.receiveNanos[row] = isKnown ? nanosOf64(high, low) : 0;
    return TAKEN;
  }
}

function offsets(layout: DbnLayout, names: readonly string[]): number[] {
  return names.map((name) => dbnField(layout, name).offset);
}
