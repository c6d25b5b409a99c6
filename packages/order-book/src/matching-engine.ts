/**
 * The matching engine: what people hold in their hands. Commands go in as plain numbers (`submit`, `cancel`, `replace`,
 * the mass cancels), reports come out in the columns of `reports`; `place` is the same for people, in objects. The
 * work is done by the functions in `internal/`: `commands.ts` decides, `match.ts` trades, `queue.ts` keeps the queues,
 * `price-ladders.ts` the prices, `order-store.ts` the orders; `layout.ts` says where everything lies in memory.
 */
import { InputError, type Snapshotable, type SnapshotReader, SnapshotWriter, TimeInForce } from "@hotpath/core";
import type { CommandBatch } from "./command-batch.ts";
import { findOutcome } from "./internal/auction.ts";
import type { AuctionOutcome } from "./internal/auction-curve.ts";
import { executeBatch } from "./internal/batch.ts";
import { isIndex, isPositive } from "./internal/checks.ts";
import { cancel, replace, submit } from "./internal/commands.ts";
import type { EngineState } from "./internal/engine-state.ts";
import { enter } from "./internal/entry.ts";
import { STATE_KEEPS_PRIORITY, STATE_SELF_TRADE } from "./internal/layout.ts";
import { ANY, massCancel } from "./internal/mass-cancel.ts";
import { BookMemory } from "./internal/memory.ts";
import { checkKeys, flagOption, integerOption, windowOption, wordOption } from "./internal/options.ts";
import { MAX_ORDERS, OrderStore } from "./internal/order-store.ts";
import { isCall, phaseOf } from "./internal/phases.ts";
import { PriceLadders } from "./internal/price-ladders.ts";
import { advanceTime, setCollar, setPhase, setPosition, setReference } from "./internal/session.ts";
import { readOrders, writeOrders } from "./internal/snapshot.ts";
import { SpecialState } from "./internal/special-state.ts";
import { fillTicket, isPlain, type NewOrder } from "./new-order.ts";
import { OrderBook } from "./order-book.ts";
import { OrderTicket } from "./order-ticket.ts";
import { allocationsOf, type ProRataRule } from "./pro-rata-rule.ts";
import { type Report, ReportBuffer } from "./report-buffer.ts";
import { SelfTradePrevention, type TradingPhase } from "./vocabulary.ts";
import { describeOrder, type WorkingOrder } from "./working-order.ts";

/** How a {@link MatchingEngine} is made. Every bound is stated here; nothing grows later but the report columns. */
export interface MatchingEngineOptions {
  /** The number of instruments; a command names one by its index from 0. At most 1,048,576. */
  instruments: number;
  /** The greatest number of resting orders, all instruments together; 65,536 by default, at most 16,777,215. */
  orderCapacity?: number;
  /**
   * Prices, in ticks, that each side of an instrument keeps in its dense window around the best price: a power of two
   * from 32 to 32,768; 4,096 by default. It costs 4 bytes a tick and side. Prices outside work as well, somewhat slower.
   */
  windowTicks?: number;
  /** What happens when an owner would trade with itself; `CancelNewest` by default. Orders of owner 0 are never checked. */
  selfTradePrevention?: keyof typeof SelfTradePrevention;
  /**
   * Whether a replace at the same price that does not add quantity keeps its place in the queue; true by default, as
   * venues do. False puts every replaced order at the end.
   */
  replaceKeepsPriority?: boolean;
  /** Rows that the report columns have at first; 4,096 by default. They double when a command needs more. */
  reportRows?: number;
  /**
   * The greatest number of report rows, at least twice `orderCapacity` plus 4: what one command may have to say if it
   * meets every order. By default a million more, for the reports of commands before it. A command that might need more
   * than is left is not begun.
   */
  maxReportRows?: number;
  /**
   * Whether {@link MatchingEngine.submitBatch} may use the native library of `@hotpath/native` where it is there; true by
   * default. The reports and the state are the same either way. It also asks the system for huge pages for books of 32 MiB
   * or more: what is touched then counts by 2 MiB.
   */
  native?: boolean;
  /** The instruments that share a level's trades out instead of filling the first order first. */
  proRata?: readonly ProRataRule[];
}

/** What a {@link MatchingEngine} holds, and of how much. */
export interface MatchingEngineStats {
  orders: number;
  orderCapacity: number;
  levels: number;
  /** How often a window of prices has moved. */
  windowMoves: number;
  /** Commands not begun because waiting reports left no room. */
  refusedCommands: number;
  /** Bytes of all columns; pages that no order has touched yet may cost nothing. */
  bytes: number;
}

const KNOWN_OPTIONS = [
  "instruments",
  "orderCapacity",
  "windowTicks",
  "selfTradePrevention",
  "replaceKeepsPriority",
  "reportRows",
  "maxReportRows",
  "native",
  "proRata",
] as const;

/**
 * A price-time priority matching engine for many instruments, all state in typed arrays that are made once. A command
 * allocates nothing and throws nothing: whatever it is given, it answers with reports in {@link MatchingEngine.reports},
 * which the caller reads and clears. Same commands, same reports, same {@link MatchingEngine.hash}, on every machine.
 *
 * @example
 * const engine = new MatchingEngine({ instruments: 1 });
 * engine.submit(0, 1, Side.Sell, 10_050, 5);
 * engine.submit(0, 2, Side.Buy, 10_060, 3);
 * engine.reports.toArray().at(-1); // { kind: "Trade", price: 10050, quantity: 3, … }
 */
export class MatchingEngine implements Snapshotable {
  /** The reports of the commands so far; read rows `0 … count − 1`, then `clear()`. */
  readonly reports: ReportBuffer;
  readonly #state: EngineState;
  readonly #books: OrderBook[] = [];
  /** Carries the arguments of plain commands to the general path, and orders in words. */
  readonly #ticket = new OrderTicket();

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(options: MatchingEngineOptions) {
    checkKeys("matchingEngine", options, KNOWN_OPTIONS);
    const path = (name: string): string => `matchingEngine.${name}`;
    const instruments = integerOption(path("instruments"), options.instruments, 1, 2 ** 20);
    const capacity = integerOption(path("orderCapacity"), options.orderCapacity ?? 65_536, 1, MAX_ORDERS);
    const cells = windowOption(path("windowTicks"), options.windowTicks ?? 4096);
    const rows = integerOption(path("reportRows"), options.reportRows ?? 4096, 1, 2 ** 27);
    const needed = 2 * capacity + 4;
    const most = options.maxReportRows ?? needed + 2 ** 20;
    const modes = Object.keys(SelfTradePrevention) as (keyof typeof SelfTradePrevention)[];
    const mode = wordOption(path("selfTradePrevention"), options.selfTradePrevention ?? "CancelNewest", modes);
    const keeps = flagOption(path("replaceKeepsPriority"), options.replaceKeepsPriority ?? true);
    const native = flagOption(path("native"), options.native ?? true);
    this.reports = new ReportBuffer(rows);
    const ladders = 2 * instruments;
    const memory = new BookMemory({ orders: capacity, ladders, levels: capacity, cells, hugePages: native });
    memory.I[STATE_SELF_TRADE] = SelfTradePrevention[mode];
    memory.I[STATE_KEEPS_PRIORITY] = keeps ? 1 : 0;
    const orders = new OrderStore(memory);
    const allocations = allocationsOf(path("proRata"), options.proRata ?? [], instruments);
    const special = new SpecialState(instruments, orders, allocations);
    this.#state = {
      instruments,
      F: memory.F,
      I: memory.I,
      orders,
      ladders: new PriceLadders(memory),
      reports: this.reports,
      maxReportRows: integerOption(path("maxReportRows"), most, needed, 2 ** 27),
      selfTradePrevention: SelfTradePrevention[mode],
      replaceKeepsPriority: keeps,
      usesNative: native,
      lastPrices: new Float64Array(instruments).fill(Number.NaN),
      words: special.words,
      special,
      traded: 0,
      refused: 0,
    };
  }

  /**
   * A new order. Answered by `Rejected`, or by `Accepted`, its trades, and `Expired` or `Canceled` where something is
   * left that may not rest.
   *
   * @param instrument index from 0
   * @param orderId a safe integer of 1 or more that no live order has; ids of orders that are gone may come again
   * @param side a `Side`
   * @param price integer ticks within ±{@link MAX_PRICE}; not looked at for a market order
   * @param quantity a safe integer of 1 or more
   * @param type an `OrderType`: `Limit` or `Market`; what the others need is said by a ticket, see `enter`
   * @param timeInForce a `TimeInForce`; `Day` rests until `expireDay`
   * @param owner 0 … 2^31 − 1; 0 is nobody, whom self-trade prevention and `massCancelOwner` leave alone
   * @returns false, having done nothing, if the reports must be read first
   */
  submit(
    instrument: number,
    orderId: number,
    side: number,
    price: number,
    quantity: number,
    type?: number,
    timeInForce?: number,
    owner?: number,
  ): boolean {
    return submit(this.#state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
  }

  /**
   * A new order with everything that can be said of one. Answered as `submit` answers; what the order does later of its
   * own accord is said by `Triggered`, `Restated` and `Expired` in the reports of the command that caused it. The ticket
   * is the caller's again when this returns.
   *
   * @returns false, having done nothing, if the reports must be read first
   */
  enter(ticket: OrderTicket): boolean {
    const { instrument } = ticket;
    if (this.#state.words[instrument] !== 0 || !isPlain(ticket)) return enter(this.#state, ticket);
    const { orderId, side, price, quantity, type, timeInForce, owner } = ticket;
    return submit(this.#state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
  }

  /** Takes an order out of the book, at once at any depth. Answered by `Canceled` or `CancelRejected`. Returns as `submit`. */
  cancel(orderId: number): boolean {
    return cancel(this.#state, orderId);
  }

  /**
   * Gives an order a new price and a new open quantity (what is to be left open, not counting what has traded). It keeps
   * its place in the queue if the price stays and the quantity does not grow; otherwise it is as if newly come, and may
   * trade. Answered by `Replaced` and its trades, or by `ReplaceRejected`. Returns as `submit`.
   *
   * `price` is the limit of a stop-limit order, whose trigger stays, and the cap of a pegged order; orders without a limit
   * do not look at it, though it must be a price.
   */
  replace(orderId: number, price: number, quantity: number): boolean {
    return replace(this.#state, orderId, price, quantity);
  }

  /**
   * Executes commands from columns, in their order, as `submit`, `cancel` and `replace` would one by one, with the same
   * reports. Where the native library is there (see `native` in the options), it does what is plain, and looks some rows
   * ahead, so that memory is there when it is needed.
   *
   * @param from the first row
   * @param to the row behind the last
   * @returns `to`, or the row of a command that was not begun because the reports must be read first: read them, clear,
   *   and go on from there
   * @throws {InputError} `INPUT_INVALID` if the rows are not there
   */
  submitBatch(commands: CommandBatch, from = 0, to: number = commands.count): number {
    if (!(isIndex(from, to + 1) && isIndex(to, commands.rows + 1) && commands.kind.length === commands.rows)) {
      throw new InputError("INPUT_INVALID", `rows ${from} to ${to} of a batch of ${commands.rows} commands`);
    }
    return executeBatch(this.#state, commands, from, to);
  }

  /** Cancels every order of an instrument. Answered by a `Canceled` each, then `MassCanceled`. Returns as `submit`. */
  massCancelInstrument(instrument: number): boolean {
    return massCancel(this.#state, instrument === ANY ? Number.NaN : instrument, ANY, ANY);
  }

  /** Cancels every order of an owner, in all instruments. Answered by a `Canceled` each, then `MassCanceled`. Returns as `submit`. */
  massCancelOwner(owner: number): boolean {
    return massCancel(this.#state, ANY, owner === 0 || owner === ANY ? Number.NaN : owner, ANY);
  }

  /** Ends the day of an instrument: its `Day` orders expire. Answered by an `Expired` each, then `MassCanceled`. Returns as `submit`. */
  expireDay(instrument: number): boolean {
    return massCancel(this.#state, instrument === ANY ? Number.NaN : instrument, ANY, TimeInForce.Day);
  }

  /**
   * Changes what an instrument's market does. From an auction's call to `Continuous` or `PostTrading` the auction takes
   * place: its trades, then `Uncrossed`, then an `Expired` for each order that was for it alone. Answered by
   * `PhaseChanged`, and by what follows from it; by `Rejected` for a phase that is none or already there, and with
   * `OutsideCollar` where the auction's price lies beyond the static collar: then the call goes on. Returns as `submit`.
   */
  setPhase(instrument: number, phase: number): boolean {
    return setPhase(this.#state, instrument, phase);
  }

  /**
   * Sets the price that an instrument's static collar and its auctions go by; an auction's price takes its place.
   * Answered by `ReferenceSet` or `Rejected`. Returns as `submit`.
   */
  setReference(instrument: number, price: number): boolean {
    return setReference(this.#state, instrument, price);
  }

  /**
   * Sets an instrument's collars, in ticks to either side; −1 is none. No trade lies further than `staticTicks` from the
   * reference, nor further than `dynamicTicks` from the last trade before the order that would make it. A limit beyond
   * the static collar is refused. Answered by `CollarSet` or `Rejected`. Returns as `submit`.
   *
   * @param action a `CollarAction`: what happens when an order would trade beyond
   */
  setCollar(instrument: number, staticTicks: number, dynamicTicks: number, action = 0): boolean {
    return setCollar(this.#state, instrument, staticTicks, dynamicTicks, action);
  }

  /**
   * Sets an owner's position, long positive, for its reduce-only orders; from then on its trades move it. Answered by
   * `PositionSet` or `Rejected`. Returns as `submit`.
   */
  setPosition(instrument: number, owner: number, position: number): boolean {
    return setPosition(this.#state, instrument, owner, position);
  }

  /**
   * Moves the engine's clock, which nothing else moves, to a time in microseconds since the Unix epoch. Answered by an
   * `Expired` for each `GoodTillDate` order whose time has come, soonest first, then `TimeAdvanced`; by `Rejected` for a
   * time before the present one. Returns as `submit`.
   */
  advanceTime(micros: number): boolean {
    return advanceTime(this.#state, micros);
  }

  /**
   * A new order in words, and its reports as objects; they are taken out of {@link MatchingEngine.reports} again. For
   * people, tests and tools: it allocates.
   */
  place(order: NewOrder): Report[] {
    const first = this.reports.count;
    fillTicket(this.#ticket, order);
    this.enter(this.#ticket);
    const reports = this.reports.toArray().slice(first);
    this.reports.count = first;
    return reports;
  }

  /** A live order as an object, wherever it is, or undefined: it allocates. */
  order(orderId: number): WorkingOrder | undefined {
    const order = isPositive(orderId) ? this.#state.orders.find(orderId) : 0;
    return order === 0 ? undefined : describeOrder(this.#state, order);
  }

  /**
   * What the auction of an instrument would come to now; outside of a call, nothing. Its cost grows with the number of
   * price levels, or of orders where some are not plain.
   *
   * @param out filled with the answer; a new object by default
   * @returns `out`: the price NaN where nothing would trade
   */
  indicative(instrument: number, out: AuctionOutcome = { price: Number.NaN, volume: 0, imbalance: 0 }): AuctionOutcome {
    out.price = Number.NaN;
    out.volume = 0;
    out.imbalance = 0;
    integerOption("instrument", instrument, 0, this.#state.instruments - 1);
    if (isCall(phaseOf(this.#state, instrument))) {
      findOutcome(this.#state, instrument, this.#state.special.columns.auctions[instrument]!, out);
    }
    return out;
  }

  /** The `TradingPhase` of an instrument. */
  phase(instrument = 0): TradingPhase {
    return phaseOf(this.#state, instrument) as TradingPhase;
  }

  /** The price of an instrument's last trade, or NaN. */
  lastPrice(instrument = 0): number {
    return this.#state.lastPrices[instrument] ?? Number.NaN;
  }

  /** The position of an owner as set and moved by its trades; 0 where none was set. */
  position(instrument: number, owner: number): number {
    return this.#state.special.positions.get(owner, instrument);
  }

  /**
   * The book of an instrument: a live view, made once.
   *
   * @throws {ConfigError} if there is no such instrument
   */
  book(instrument = 0): OrderBook {
    integerOption("instrument", instrument, 0, this.#state.instruments - 1);
    const { orders, ladders, special } = this.#state;
    this.#books[instrument] ??= new OrderBook(orders, ladders, instrument, undefined, special);
    return this.#books[instrument];
  }

  /** How much is held, and of how much: an object, made anew. */
  stats(): MatchingEngineStats {
    const { orders, ladders, special, refused } = this.#state;
    return {
      orders: orders.count,
      orderCapacity: orders.capacity,
      levels: ladders.levelCount,
      windowMoves: ladders.moves,
      refusedCommands: refused,
      bytes: orders.memory.I.byteLength + special.bytes + this.reports.bytes,
    };
  }

  /** Writes every order in the order of its priority. Reports that wait are not part of the state: read them first. */
  snapshot(writer: SnapshotWriter): void {
    writeOrders(this.#state, writer);
  }

  /**
   * Takes the orders of a snapshot in place of its own. The engine may have other bounds than the one that wrote it.
   *
   * @throws {InputError} code `CORRUPT` if it is no snapshot, or does not fit; the engine is then empty
   */
  restore(reader: SnapshotReader): void {
    readOrders(this.#state, reader);
  }

  /** A 128-bit hash of the state in hexadecimal: equal for equal books, however they came about. Off the hot path. */
  hash(): string {
    const writer = new SnapshotWriter();
    this.snapshot(writer);
    return writer.hash();
  }
}
