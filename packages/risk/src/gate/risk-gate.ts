/**
 * The gate that every order passes before it leaves. It knows, per instrument and level, the position, what works on
 * either side and the reference price; from them the worst case that fills could bring, and what it would cost.
 *
 *     order → state, session → size, collar, own orders → each level's limits → rates, repeats → reserved
 */
import {
  ConfigError,
  type InstrumentRegistry,
  RiskCause,
  RiskScope,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";
import type { CovarianceEstimator } from "../covariance.ts";
import type { RiskGateOptions } from "./gate-options.ts";
import { GateReadings } from "./gate-readings.ts";
import { GateState, type PortfolioView, type Refusal, type StateChange } from "./gate-state.ts";
import { Levels } from "./levels.ts";
import { compileLevels } from "./limit-columns.ts";
import { type LimitRow, limitRows, limitsOfRows, readLimits, writeLimitRows } from "./limit-rows.ts";
import { OrderCheck } from "./order-check.ts";
import { OrderFlow } from "./order-flow.ts";
import { OrderRules } from "./order-rules.ts";
import { RefusalNote } from "./refusal-note.ts";
import { RefusalReason, refusalName } from "./refusal-reason.ts";
import { Reservations } from "./reservations.ts";
import { RiskBooks } from "./risk-books.ts";
import { DAY_MICROS, parseRiskLimits, type RiskLimits } from "./risk-limits.ts";
import { Switches } from "./switches.ts";
import { WorkingOrders } from "./working-orders.ts";

/**
 * Checks orders against {@link RiskLimits}, keeps count of what works, and of whether anything may pass at all.
 *
 * An order that can only bring a position nearer to zero always passes the limits of positions and money, save in
 * `Halted`: nobody is locked into a position by them. One that could turn a position round passes no `ReduceOnly` and no
 * drawdown limit; the limits on size ask no more of it than that the worst case grows no larger.
 *
 * Instruments are dense indices, prices and quantities integer units, times microseconds of the events. Nothing here
 * reads a clock, throws or allocates, but for the methods that say so.
 *
 * @example
 * const gate = new RiskGate({ instruments, portfolio, limits: { maxLeverage: 2 } });
 * gate.reference(0, 10005 + 10010, micros);
 * gate.admit(1, 0, Side.Buy, 10010, 500, 0, micros); // RefusalReason.None, or why not: gate.brokenLimit, gate.brokenBy
 * gate.filled(1, 0, Side.Buy, 10010, 500, 0); // after the portfolio has booked it
 */
export class RiskGate extends GateReadings implements Snapshotable {
  /** The orders that passed and have not ended. */
  readonly orders: WorkingOrders;
  /** What may be traded. */
  readonly instruments: InstrumentRegistry;
  readonly #portfolio: PortfolioView;
  readonly #rules: OrderRules;
  readonly #flow: OrderFlow;
  readonly #check: OrderCheck;
  readonly #reserved: Reservations;
  readonly #note: RefusalNote = new RefusalNote();
  readonly #switches: Switches;
  readonly #dayStartMicros: number;
  #limits: RiskLimits;
  #nextDay = Number.NEGATIVE_INFINITY;

  /** @throws {ConfigError} if a limit or an option is wrong */
  constructor(options: RiskGateOptions) {
    const { instruments, portfolio } = options;
    const limits = parseRiskLimits(options.limits, "riskLimits", instruments);
    const levels = new Levels(limits);
    super(levels, new RiskBooks(instruments, levels, portfolio, options.covariance));
    const dayStart = options.dayStartMicros ?? 0;
    if (!Number.isInteger(dayStart) || dayStart < 0 || dayStart >= DAY_MICROS)
      throw new ConfigError("dayStartMicros", dayStart, `an integer from 0 to ${DAY_MICROS - 1}`);
    this.#dayStartMicros = dayStart;
    this.instruments = instruments;
    this.#portfolio = portfolio;
    this.#limits = limits;
    this.#rules = new OrderRules(instruments, this.levels);
    this.#flow = new OrderFlow(instruments, this.levels, this.books.exposures);
    this.orders = new WorkingOrders(instruments.size, options.maxOrders ?? 65_536);
    this.#reserved = new Reservations(this.levels, this.books, this.orders, instruments.size);
    this.#switches = new Switches(this.levels, this.books.exposures.levels);
    this.#check = new OrderCheck(
      this.levels,
      this.books,
      this.#rules,
      this.orders,
      this.#flow,
      this.#switches,
      portfolio,
      this.#note,
      options.portfolioChanges === "told",
    );
    this.assertFit(this.#limits);
    this.#compile(this.#limits);
  }

  /** The limits in force. */
  get limits(): RiskLimits {
    return this.#limits;
  }

  /** How often limits came into force: 1 for those at first. */
  get limitsVersion(): number {
    return this.#switches.limitsVersion;
  }

  /** The covariance behind value at risk. */
  get covariance(): CovarianceEstimator {
    return this.books.covariance;
  }

  /** The limit that the last refusal was about, in the reason's unit. */
  get brokenLimit(): number {
    return this.#note.limit;
  }

  /** The value that broke it. */
  get brokenBy(): number {
    return this.#note.value;
  }

  /** RiskScope whose limit it was. */
  get brokenScope(): number {
    return this.levels.scopeOf(this.#note.level);
  }

  /** Number of the account or strategy whose limit it was; 0 for the firm. */
  get brokenScopeId(): number {
    return this.levels.idOf(this.#note.level);
  }

  /** State of the firm. */
  get state(): GateState {
    return this.stateOf(RiskScope.Firm, 0);
  }

  set state(state: GateState) {
    this.setState(RiskScope.Firm, 0, state);
  }

  /** Reference prices and fills that were none: not finite, of no instrument or side. Nothing was done of them. */
  get ignored(): number {
    return this.#reserved.ignored;
  }

  /** Lets time pass: to the latest event that anything knows of. Accounts' days start, and the dead man's switch runs. */
  advance(micros: number): void {
    if (!(micros > this.#check.now)) return;
    this.#check.now = micros;
    if (micros >= this.#nextDay) {
      const day = Math.floor((micros - this.#dayStartMicros) / DAY_MICROS);
      this.#nextDay = (day + 1) * DAY_MICROS + this.#dayStartMicros;
      this.books.exposures.startDay();
    }
    this.#switches.watch(micros);
  }

  /** Somebody is there: the dead man's switch starts anew. */
  heartbeat(micros: number): void {
    this.#switches.heartbeat(micros);
    this.advance(micros);
  }

  /** Takes in a reference price, doubled (bid plus ask), in price units. */
  reference(instrument: number, mid2: number, micros: number): void {
    if (!(instrument >= 0 && instrument < this.instruments.size && mid2 - mid2 === 0 && micros - micros === 0)) {
      this.#reserved.ignore();
      return;
    }
    this.advance(micros);
    this.#check.referenceMicros[instrument] = micros;
    this.#check.mustRead = true;
    this.books.reference(instrument, mid2, micros);
  }

  /**
   * Whether an order may leave by its form, the state and the limits of every level, as of the last event. Nothing is
   * kept of it; rates and repeats are a matter of {@link admit}.
   *
   * @param price limit price in price units; 0 for a market order
   * @param quantity in size units
   * @returns {@link RefusalReason}.None, or why not; `brokenLimit` and `brokenBy` then say by how much
   */
  check(instrument: number, side: number, price: number, quantity: number, strategy = 0): number {
    return this.#check.check(this.levels.pathOf(strategy), instrument, side, price, quantity, quantity);
  }

  /**
   * Everything that is asked of a new order; one that passes works from now on, and what it could cost is reserved.
   *
   * @param orderId a safe integer
   * @param micros time of the event
   * @param rests whether it may rest in a book, and so meet later orders of ours
   * @returns {@link RefusalReason}.None, or why not
   */
  admit(
    orderId: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    strategy: number,
    micros: number,
    rests = true,
  ): number {
    if (micros > this.#check.now) this.advance(micros);
    const path = this.levels.pathOf(strategy);
    const flow = this.#flow;
    let reason = this.#check.check(path, instrument, side, price, quantity, quantity);
    if (reason === RefusalReason.None)
      reason = flow.checkRepeats(this.#note, orderId, instrument, side, price, quantity, strategy, micros);
    if (reason === RefusalReason.None) reason = this.#checkRoom(orderId);
    if (reason !== RefusalReason.None) return this.#refuse(reason, path, micros);
    flow.count(path, instrument, micros);
    flow.remember(orderId, instrument, side, price, quantity, strategy, micros);
    this.orders.add(orderId, instrument, side, price, quantity, strategy, rests);
    this.books.work(path, instrument, side, quantity);
    return RefusalReason.None;
  }

  /**
   * Everything that is asked of new terms for an order that works. Until the venue answers, either terms may be those
   * that hold: the larger quantity stays reserved, and the price that goes further counts.
   *
   * @param quantity of the whole order, what was filled included
   * @returns {@link RefusalReason}.None, or why not
   */
  replace(orderId: number, price: number, quantity: number, micros: number): number {
    if (micros > this.#check.now) this.advance(micros);
    const { orders } = this;
    const slot = orders.slotOf(orderId);
    if (slot === -1) return this.#note.refuse(RefusalReason.UnknownOrder, 0, 0);
    if (!Number.isNaN(orders.newQuantity[slot])) return this.#note.refuse(RefusalReason.ReplacePending, 0, 0);
    const path = this.levels.pathOf(orders.strategy[slot]!);
    const instrument = orders.instrument[slot]!;
    const side = orders.side[slot]!;
    const more = Math.max(0, quantity - orders.quantity[slot]!);
    const reason = this.#check.check(path, instrument, side, price, quantity, more);
    if (reason !== RefusalReason.None) return this.#refuse(reason, path, micros);
    this.#flow.count(path, instrument, micros);
    orders.newPrice[slot] = price;
    orders.newQuantity[slot] = quantity;
    this.#reserved.reserve(slot);
    return RefusalReason.None;
  }

  /** The venue took the new terms of an order, or refused them. */
  replaced(orderId: number, accepted: boolean): void {
    this.#reserved.replaced(orderId, accepted);
  }

  /**
   * A fill, after the portfolio has booked it. It is booked whether or not the order is known: one that was filled after
   * it ended, or by more than there was, is the venue's word.
   */
  filled(orderId: number, instrument: number, side: number, price: number, quantity: number, strategy: number): void {
    this.#check.mustRead = true;
    this.#reserved.filled(orderId, instrument, side, price, quantity, strategy);
  }

  /**
   * A fill was busted, after the portfolio has taken it back: what `filled` was told of it is undone. Of its size
   * `restored` works again; the rest is no part of the order any more. An order that had been filled whole is taken in anew.
   *
   * @param leaves what of the order works now
   * @param orderPrice limit price of the order; 0 for a market order
   * @param orderQuantity of the whole order from now on
   */
  busted(
    orderId: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    strategy: number,
    restored: number,
    leaves: number,
    orderPrice: number,
    orderQuantity: number,
  ): void {
    this.#check.mustRead = true;
    this.#reserved.busted(
      orderId,
      instrument,
      side,
      price,
      quantity,
      strategy,
      restored,
      leaves,
      orderPrice,
      orderQuantity,
    );
  }

  /**
   * An order works at a venue that did not pass here, as one that is found there after a restart: what it may still trade is
   * reserved, and no limit is asked.
   *
   * @param leaves what of `quantity` still works
   * @returns false where the order is none, its id works already or there is no room: nothing is reserved then
   */
  adopt(
    orderId: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    leaves: number,
    strategy: number,
  ): boolean {
    return this.#reserved.adopt(orderId, instrument, side, price, quantity, leaves, strategy);
  }

  /**
   * A venue gave an order other terms by itself. New terms that it was asked for stay under way.
   *
   * @returns false for an order that is not known: one that had been filled whole, and has grown, is to be {@link adopt}ed
   */
  restated(orderId: number, price: number, quantity: number): boolean {
    return this.#reserved.restated(orderId, price, quantity);
  }

  /** An order has ended: what was reserved for it is free. One that is not known, or was filled whole, is nothing new. */
  closed(orderId: number): void {
    this.#reserved.closed(orderId);
  }

  /** A venue rejected an order: the breaker counts it. */
  rejected(strategy: number, micros: number): void {
    this.advance(micros);
    this.#countReject(this.levels.pathOf(strategy), micros);
  }

  /** A cancel leaves: it counts among the messages, and is never held back. */
  cancelling(strategy: number, micros: number): void {
    this.advance(micros);
    this.#flow.countMessage(this.levels.pathOf(strategy), micros);
  }

  /** Reserves for an order that the gate is not to know by its id. */
  reserve(instrument: number, side: number, quantity: number, strategy = 0): void {
    this.books.work(this.levels.pathOf(strategy), instrument, side, quantity);
  }

  /** Some of such an order works no more: filled (after the position has changed) or closed. 0 to look at the position. */
  release(instrument: number, side: number, quantity: number, strategy = 0): void {
    this.#check.mustRead = true;
    this.books.release(this.levels.pathOf(strategy), instrument, side, quantity);
  }

  /** State of the firm, an account or a strategy; Active of one that has no books. */
  stateOf(scope: number, scopeId: number): GateState {
    const level = this.levels.indexOf(scope, scopeId);
    return level === -1 ? GateState.Active : this.#switches.stateOf(level);
  }

  /**
   * Sets the state of the firm, an account or a strategy. `Active` resets its breakers, the firm's the dead man's switch.
   * Allocates a note of the change.
   *
   * @param actor who, and `reason` why, in numbers of the caller's own
   * @returns whether there is such a scope
   */
  setState(scope: number, scopeId: number, state: GateState, actor = 0, reason = 0): boolean {
    const level = this.levels.indexOf(scope, scopeId);
    if (level === -1) return false;
    if (state === GateState.Active) {
      this.#flow.resetBreakers(level);
      if (level === 0) this.#switches.heartbeat(this.#check.now);
    }
    this.#switches.set(level, state, RiskCause.Operator, actor, reason, 0, 0);
    return true;
  }

  /** Whether there are changes of state that nobody has taken. */
  get hasChanges(): boolean {
    return this.#switches.hasChanges;
  }

  /** The changes of state since they were last taken, in order: for an audit, and to cancel what works where it says so. */
  takeChanges(): StateChange[] {
    return this.#switches.takeChanges();
  }

  /** The last refusal in full. Allocates. @param reason what the gate answered */
  refusal(reason: number): Refusal {
    return {
      reason: refusalName(reason),
      limit: this.brokenLimit,
      value: this.brokenBy,
      scope: this.brokenScope,
      scopeId: this.brokenScopeId,
      limitsVersion: this.limitsVersion,
    };
  }

  /**
   * Puts other limits into force, all at once: what is not among them has its default. Allocates.
   *
   * @throws {ConfigError} if one is wrong, or of an account or strategy that the first limits did not name; those in
   * force then stay
   */
  setLimits(limits: Partial<RiskLimits>, path = "riskLimits"): void {
    const parsed = parseRiskLimits(limits, path, this.instruments);
    this.assertFit(parsed, path);
    this.#compile(parsed);
    this.#switches.limitsVersion += 1;
  }

  /**
   * Checks that parsed limits could come into force here.
   *
   * @throws {ConfigError} for an account or strategy that the first limits did not name, or what the portfolio cannot tell
   */
  assertFit(limits: RiskLimits, path = "riskLimits"): void {
    this.levels.assertFit(limits, path);
    if (limits.maxDailyLoss !== undefined && this.#portfolio.dayStartEquity === undefined)
      throw new ConfigError(`${path}.maxDailyLoss`, limits.maxDailyLoss, "a portfolio that knows its dayStartEquity");
  }

  /** The limits in force as rows of numbers, as `RiskLimit` events carry them. Allocates. */
  limitRows(): LimitRow[] {
    return limitRows(this.#limits, this.instruments);
  }

  /** {@link setLimits} of rows. Allocates. @throws {ConfigError} {InputError} as it does, or for rows that say nothing */
  setLimitRows(rows: readonly LimitRow[]): void {
    this.setLimits(limitsOfRows(rows, this.instruments));
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.gate", 3);
    writeLimitRows(writer, this.limitRows());
    writer.i32(this.limitsVersion);
    writer.f64(this.#check.now);
    writer.f64(this.#nextDay);
    writer.f64s(this.#check.referenceMicros);
    for (const part of [this.books, this.#flow, this.#switches, this.#reserved]) part.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.gate", 3);
    const limits = readLimits(reader, this.instruments);
    this.assertFit(limits, "snapshot.riskLimits");
    this.#compile(limits);
    this.#switches.limitsVersion = reader.i32();
    this.#check.now = reader.f64();
    this.#nextDay = reader.f64();
    reader.f64s(this.#check.referenceMicros);
    for (const part of [this.books, this.#flow, this.#switches, this.#reserved]) part.restore(reader);
  }

  /** Takes in limits that are fit. */
  #compile(limits: RiskLimits): void {
    this.#check.mustRead = true;
    this.#limits = limits;
    this.#check.limitsDailyLoss = limits.maxDailyLoss !== undefined;
    this.#switches.deadMan = limits.deadManMicros ?? Number.POSITIVE_INFINITY;
    compileLevels(limits, this.levels, this.books.exposures, this.instruments);
    this.books.compile(limits);
    this.#rules.compile(limits);
    this.#flow.compile(limits);
    this.orders.keepFurthest(limits.allowSelfCrossing === false);
  }

  /** Whether there is room for another order, and none of its id works. */
  #checkRoom(orderId: number): number {
    const { orders } = this;
    if (!Number.isSafeInteger(orderId)) return this.#note.refuse(RefusalReason.BadOrderId, 0, orderId);
    if (orders.slotOf(orderId) !== -1) return this.#note.refuse(RefusalReason.RepeatedId, 0, 0);
    if (orders.isFull) return this.#note.refuse(RefusalReason.WorkingOrders, orders.capacity, orders.size + 1);
    return RefusalReason.None;
  }

  /** Counts a refusal; one that says an order would make a loop halts its level. @returns the reason */
  #refuse(reason: number, path: number, micros: number): number {
    const { limit, value, level } = this.#note;
    // A limit beside it tells a loop from a state.
    if (reason === RefusalReason.Halted && limit > 0)
      this.#switches.set(level, GateState.Halted, RiskCause.OrderLoop, 0, 0, limit, value);
    this.#countReject(path, micros);
    return reason;
  }

  #countReject(path: number, micros: number): void {
    const level = this.#flow.countReject(path, micros);
    if (level === -1) return;
    const burst = this.#flow.rejects.burst(level);
    this.#switches.set(level, GateState.Halted, RiskCause.RejectStorm, 0, 0, burst, burst);
  }
}
