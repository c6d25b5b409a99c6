/**
 * What the general path keeps beside the plain book: columns of the orders that are more than a limit order, ladders for
 * those that do not rest in the book that is shown, and what an instrument has beyond its book. All of it is made at
 * the first command that needs it; an engine of plain orders never pays for it.
 */
import { OrderTicket } from "../order-ticket.ts";
import { TradingPhase } from "../vocabulary.ts";
import { type AuctionOutcome, Curve } from "./auction-curve.ts";
import { ExpiryHeap } from "./expiry-heap.ts";
import { Incoming } from "./incoming.ts";
import { BookMemory } from "./memory.ts";
import type { OrderStore } from "./order-store.ts";
import { Positions } from "./positions.ts";
import { PriceLadders } from "./price-ladders.ts";

/** Where an order is. */
export const Place = {
  /** In the book that is shown. */
  Lit: 0,
  /** Resting unseen: hidden orders, all-or-none orders, minimum quantities. */
  Dark: 1,
  /** Waiting for its trigger. */
  Trigger: 2,
  /** For the opening auction, or for the auction that ends a halt. */
  Opening: 3,
  /** For the closing auction. */
  Closing: 4,
  /** Aside: a pegged order that has nothing to follow. */
  Parked: 5,
  /** Triggered, and next to be worked. */
  Elected: 6,
} as const;

/** Places that have ladders of their own, from {@link Place}.Dark on. */
const AUXILIARY_PLACES = 4;
/** Cells of the windows of the auxiliary ladders: few of their prices are near each other. */
const AUXILIARY_CELLS = 32;

/** What an order is beyond a plain limit order; no bits: it is one. */
export const Flag = {
  PostOnly: 1,
  Slide: 2,
  AllOrNone: 4,
  Hidden: 8,
  ReduceOnly: 16,
  Iceberg: 32,
  MinQuantity: 64,
  Expires: 128,
  Peg: 256,
  Stop: 512,
  Trailing: 1024,
  Percent: 2048,
  /** Has no limit price. */
  Market: 4096,
  /** For one auction only. */
  Auction: 8192,
} as const;

/** Orders with one of these rest unseen. */
export const DARK_FLAGS: number = Flag.AllOrNone | Flag.Hidden | Flag.MinQuantity;

/** What makes an instrument's commands take the general path, beside its special orders. */
export const Mode = { Phase: 1, Collar: 2, ProRata: 4, Positions: 8 } as const;
/** One special order in an instrument's word; below it are the bits of {@link Mode}. */
const ONE_ORDER = 16;

/** How an instrument shares a level's trades out; fixed when the engine is made. */
export interface Allocation {
  /** Shares below this are none. */
  readonly minAllocation: number;
  /** Whether the order that set the best price comes before the shares. */
  readonly topOrder: boolean;
}

export class SpecialState {
  readonly instruments: number;
  /** For each instrument, 0 as long as the plain path serves it: bits of `Mode`, and its special orders times 16. */
  readonly words: Int32Array;
  /** Instruments whose word is not 0. */
  active = 0;
  /** Of each instrument that shares pro rata. */
  readonly allocations: readonly (Allocation | undefined)[];
  /** Microseconds since the Unix epoch, as far as commands have told. */
  now = 0;
  /** Whether the columns below have been made. */
  prepared = false;
  readonly incoming: Incoming = new Incoming();
  /** Carries what came as plain numbers. */
  readonly ticket: OrderTicket = new OrderTicket();
  readonly positions: Positions = new Positions();
  columns: SpecialColumns;
  /** What the last look at an auction found, and what it was found from. */
  readonly outcome: AuctionOutcome = { price: Number.NaN, volume: 0, imbalance: 0 };
  readonly bids: Curve = new Curve();
  readonly asks: Curve = new Curve();
  /** Triggered orders, first to last, linked by their records. */
  electedFirst = 0;
  electedLast = 0;
  /** The pegged order that a pass comes to next. */
  pegCursor = 0;
  /** Instruments in `columns.touchedList`. */
  touchedCount = 0;
  /** The instrument whose trading a collar has interrupted, until that is acted upon; −1 for none. */
  interrupted = -1;
  readonly #orders: OrderStore;

  constructor(instruments: number, orders: OrderStore, allocations: readonly (Allocation | undefined)[]) {
    this.instruments = instruments;
    this.words = new Int32Array(instruments);
    this.allocations = allocations;
    this.#orders = orders;
    this.columns = new SpecialColumns(0, 0, orders.orderF);
    this.#enableAllocations();
  }

  /** Bytes of all columns. */
  get bytes(): number {
    return this.words.byteLength + this.positions.bytes + this.columns.bytes;
  }

  /** Makes the columns, if they are not there yet. */
  prepare(): void {
    if (this.prepared) return;
    this.prepared = true;
    this.columns = new SpecialColumns(this.#orders.capacity, this.instruments, this.#orders.orderF);
  }

  /** Forgets everything. */
  clear(): void {
    this.words.fill(0);
    this.active = 0;
    this.now = 0;
    this.positions.clear();
    if (this.prepared) this.columns.clear();
    this.#enableAllocations();
  }

  /** Sets or clears a mode of an instrument. */
  setMode(instrument: number, mode: number, on: boolean): void {
    const word = this.words[instrument]!;
    this.#setWord(instrument, on ? word | mode : word & ~mode);
  }

  /** Sets an order's flags; an order with flags counts for its instrument. */
  setFlags(instrument: number, order: number, flags: number): void {
    const before = this.columns.flags[order]!;
    this.columns.flags[order] = flags;
    if ((before === 0) === (flags === 0)) return;
    this.#setWord(instrument, this.words[instrument]! + (flags === 0 ? -ONE_ORDER : ONE_ORDER));
  }

  /** The auxiliary ladder of a place for one side of one instrument. */
  auxiliary(place: number, ladder: number): number {
    return (place - 1) * 2 * this.instruments + ladder;
  }

  #setWord(instrument: number, word: number): void {
    const before = this.words[instrument]!;
    this.words[instrument] = word;
    if (before === 0 && word !== 0) this.active++;
    else if (before !== 0 && word === 0) this.active--;
  }

  #enableAllocations(): void {
    for (let instrument = 0; instrument < this.instruments; instrument++) {
      if (this.allocations[instrument] === undefined) continue;
      this.prepare();
      this.setMode(instrument, Mode.ProRata, true);
    }
  }
}

/** The columns of orders, instruments and ladders; an engine without special orders has them empty. */
export class SpecialColumns {
  /** Bits of {@link Flag} for each order. */
  readonly flags: Int32Array;
  /** A {@link Place} for each order. */
  readonly places: Uint8Array;
  /** The ladder of each order with flags. */
  readonly homes: Int32Array;
  /** What an iceberg does not show. */
  readonly reserves: Float64Array;
  /** What an iceberg shows at a time. */
  readonly displays: Float64Array;
  readonly minimums: Float64Array;
  /** The limit of an order outside the ladders of its price: a stop's, an auction's; a pegged order's cap, or NaN. */
  readonly limits: Float64Array;
  readonly triggers: Float64Array;
  /** The best last price since a trailing stop came. */
  readonly extremes: Float64Array;
  /** The distance of a trailing stop, the offset of a peg. */
  readonly offsets: Float64Array;
  readonly slippages: Float64Array;
  readonly pegTypes: Uint8Array;
  /** Links of the list of an instrument's pegs, or of a ladder's trailing stops. */
  readonly listNext: Int32Array;
  readonly listPrev: Int32Array;
  readonly expiry: ExpiryHeap;
  /**
   * The ladders of the places Dark, Trigger, Opening and Closing. They have a memory of their own, with a record for each
   * order: what an order there has open, its neighbours and its level are in that one.
   */
  readonly aux: PriceLadders;
  /** Pegged orders at each level of the book that is shown: prices that they alone make are not followed. */
  readonly pegsAtLevel: Int32Array;
  /** Of each ladder: quantity in no ladder, which is reserves and parked orders. */
  readonly offBook: Float64Array;
  /** Of each ladder: its first and last trailing stop, the one whose extreme is least recent first. */
  readonly trailFirst: Int32Array;
  readonly trailLast: Int32Array;
  /** Of each ladder: the order that set the best price, where pro-rata sharing looks at it. */
  readonly topOrders: Int32Array;
  readonly phases: Uint8Array;
  /** The place of the orders of the auction that is being called, until it has taken place; 0 for none. */
  readonly auctions: Uint8Array;
  readonly references: Float64Array;
  readonly staticBands: Float64Array;
  readonly dynamicBands: Float64Array;
  readonly collarActions: Uint8Array;
  readonly pegFirst: Int32Array;
  readonly pegLast: Int32Array;
  /** The bid and ask that the pegs follow now. */
  readonly pegBids: Float64Array;
  readonly pegAsks: Float64Array;
  /** Whether the pegs must be looked at whatever the bid and ask are. */
  readonly pegsDirty: Uint8Array;
  /** Instruments that a command over many has touched, and which they are. */
  readonly touched: Uint8Array;
  readonly touchedList: Int32Array;

  constructor(capacity: number, instruments: number, orderF: Float64Array) {
    const orders = capacity === 0 ? 0 : capacity + 1;
    this.flags = new Int32Array(orders);
    this.places = new Uint8Array(orders);
    this.homes = new Int32Array(orders);
    this.reserves = new Float64Array(orders);
    this.displays = new Float64Array(orders);
    this.minimums = new Float64Array(orders);
    this.limits = new Float64Array(orders);
    this.triggers = new Float64Array(orders);
    this.extremes = new Float64Array(orders);
    this.offsets = new Float64Array(orders);
    this.slippages = new Float64Array(orders);
    this.pegTypes = new Uint8Array(orders);
    this.listNext = new Int32Array(orders);
    this.listPrev = new Int32Array(orders);
    this.expiry = new ExpiryHeap(capacity, orderF);
    const ladders = 2 * instruments * AUXILIARY_PLACES;
    this.aux = new PriceLadders(
      new BookMemory({ orders: capacity, ladders, levels: capacity, cells: AUXILIARY_CELLS }),
    );
    this.pegsAtLevel = new Int32Array(orders);
    this.offBook = new Float64Array(2 * instruments);
    this.trailFirst = new Int32Array(2 * instruments);
    this.trailLast = new Int32Array(2 * instruments);
    this.topOrders = new Int32Array(2 * instruments);
    this.phases = new Uint8Array(instruments).fill(TradingPhase.Continuous);
    this.auctions = new Uint8Array(instruments);
    this.references = new Float64Array(instruments).fill(Number.NaN);
    this.staticBands = new Float64Array(instruments).fill(-1);
    this.dynamicBands = new Float64Array(instruments).fill(-1);
    this.collarActions = new Uint8Array(instruments);
    this.pegFirst = new Int32Array(instruments);
    this.pegLast = new Int32Array(instruments);
    this.pegBids = new Float64Array(instruments).fill(Number.NaN);
    this.pegAsks = new Float64Array(instruments).fill(Number.NaN);
    this.pegsDirty = new Uint8Array(instruments);
    this.touched = new Uint8Array(instruments);
    this.touchedList = new Int32Array(instruments);
  }

  /** Bytes of all columns. */
  get bytes(): number {
    let bytes = this.aux.I.byteLength + this.expiry.bytes;
    for (const column of Object.values(this)) if (ArrayBuffer.isView(column)) bytes += column.byteLength;
    return bytes;
  }

  /** As new. */
  clear(): void {
    for (const column of Object.values(this)) if (ArrayBuffer.isView(column)) (column as Int32Array).fill(0);
    this.aux.clear();
    this.expiry.clear();
    this.phases.fill(TradingPhase.Continuous);
    this.references.fill(Number.NaN);
    this.staticBands.fill(-1);
    this.dynamicBands.fill(-1);
    this.pegBids.fill(Number.NaN);
    this.pegAsks.fill(Number.NaN);
  }
}
