/**
 * A seeded simulation of an engine, a venue, the network between them and the disk: everything that happens, and everything
 * that goes wrong, is drawn from one seed, and after every step the invariants are checked.
 */
import {
  Command,
  EngineCommand,
  EventCursor,
  EventQueue,
  type EventSink,
  ExecType,
  OrderStatus,
  Quote,
  Random,
  SessionState,
  StrategyAction,
  VenueOrderState,
  VenuePosition,
  VenueSession,
} from "@hotpath/core";
import { OrderFlag, type OrderStore } from "@hotpath/orders";
import { Crash } from "../../../../journal/src/testing/memory-host.ts";
import { SimulatedGateway } from "./gateway.ts";
import { same } from "./hold.ts";
import { checkAgainstVenue, checkEngine, checkLimitsAtVenue } from "./invariants.ts";
import { Ledger } from "./ledger.ts";
import { Channel, mayOvertake } from "./network.ts";
import { drawProfile, type Profile } from "./profile.ts";
import { type Report, writeReport } from "./reports.ts";
import { INSTRUMENTS, System } from "./system.ts";
import { isOpen, leavesOf, SimulatedVenue, type Command as VenueCommand, type VenueOrder } from "./venue.ts";

/** What a venue sends. */
type Told =
  | Report
  | { readonly kind: "order"; readonly order: Readonly<VenueOrder> }
  | { readonly kind: "position"; readonly instrument: number; readonly position: number }
  | { readonly kind: "end" };
type Asked = VenueCommand | { readonly kind: "list" };

const START = 1_700_000_000_000_000;
/** How far a clock jumps at the most, in microseconds: timers fire for each of their times in between. */
const JUMP = 1_000_000;
const MIDS = [10_000, 5_000];
/** A strategy that was stopped is started again sooner or later. */
const OPERATIONS: readonly StrategyAction[] = [
  StrategyAction.Stop,
  StrategyAction.CancelOrders,
  StrategyAction.Start,
  StrategyAction.Start,
];
const PENDING: readonly number[] = [OrderStatus.PendingNew, OrderStatus.PendingCancel, OrderStatus.PendingReplace];
/** Rounds of messages after which the end must be quiet. */
const ROUNDS = 10_000;

/** What a simulation has gone through, for the statistics of a campaign. */
export interface SimulationCounts {
  steps: number;
  lost: number;
  sent: number;
  executions: number;
  disconnects: number;
  lives: number;
  quiet: number;
}

/** One seed. */
export class Simulation {
  /** What has happened, a line each. */
  readonly trace: string[] = [];
  readonly counts: SimulationCounts = { steps: 0, lost: 0, sent: 0, executions: 0, disconnects: 0, lives: 0, quiet: 0 };
  readonly profile: Profile;
  readonly #random: Random;
  readonly #venue: SimulatedVenue;
  /** The engine with its disk. */
  readonly system: System;
  readonly #up = new Channel<Asked>();
  readonly #down = new Channel<Told>();
  readonly #mids = [...MIDS];
  readonly #inputs = new EventQueue({ initialBytes: 1024 });
  readonly #event = new EventCursor();
  #isConnected = true;
  /** Whether the venue tells what happens: from its list on, which has all that was before. */
  #isTold = true;
  /** Between a reconnect and the end of the venue's list. */
  #isListing = false;
  #losses: number;
  #now = START;

  constructor(seed: number) {
    const random = new Random(seed);
    this.#random = random;
    this.profile = drawProfile(random.fork(1));
    const { durability, extended, answersStatus } = this.profile;
    this.#losses = this.profile.losses;
    this.#venue = new SimulatedVenue(random.fork(2), MIDS);
    this.#venue.tell = (report, isAnswer) => this.#tell(report, isAnswer);
    this.#venue.tellState = (order) => this.#tellState(order);
    const gateway = new SimulatedGateway(new Ledger(), (command) => this.#send(command));
    this.system = new System(
      { seed: random.integer(2 ** 31), durability, isExtended: extended, statusRequests: answersStatus },
      gateway,
    );
    this.#note(`profile ${JSON.stringify(this.profile)}`);
  }

  /** All steps, then an end in which everything arrives. @throws {Violation} where an invariant does not hold */
  run(): void {
    for (let step = 0; step < this.profile.steps; step++) {
      this.counts.steps += 1;
      this.#now += this.#random.integer(3_000);
      this.#step();
      this.#deliver();
      this.#check();
    }
    this.#finish();
    this.counts.executions = this.#venue.executions.length;
    this.counts.lives = this.system.lives;
  }

  #step(): void {
    const random = this.#random;
    const { profile } = this;
    this.#alive(() => this.system.engine.advance(this.#now));
    if (random.chance(profile.quotes)) this.#quote();
    if (random.chance(profile.whims)) this.#whim();
    if (random.chance(profile.storms)) {
      this.#venue.isRefusing = !this.#venue.isRefusing;
      this.#note(this.#venue.isRefusing ? "the venue refuses everything" : "the venue takes orders again");
    }
    if (this.#isConnected && random.chance(profile.disconnects)) this.#disconnect();
    else if (!this.#isConnected && random.chance(0.2)) this.#connect();
    if (random.chance(profile.snapshots)) this.#alive(() => this.system.save());
    if (random.chance(profile.operator)) this.#operate();
    if (random.chance(profile.diskFaults)) this.#arm();
    if (random.chance(profile.crashes)) this.#crash();
    if (random.chance(profile.clockJumps)) {
      this.#now = Math.max(START, this.#now + random.integer(2 * JUMP) - JUMP);
      this.#note(`the clock jumps to ${this.#now - START}`);
    }
  }

  #quote(): void {
    const random = this.#random;
    const i = random.integer(INSTRUMENTS);
    this.#mids[i]! += random.integer(7) - 3;
    const [bid, ask] = [this.#mids[i]! - 1 - random.integer(2), this.#mids[i]! + 1 + random.integer(2)];
    this.#venue.move(i, bid, ask);
    // Market data is not told again.
    if (random.chance(this.profile.quoteDrops)) return;
    this.#input((out) => Quote.write(out, this.#now, 0, i, 1, bid, ask, 50, 50, 0));
  }

  /** Somebody steps in. */
  #operate(): void {
    const action = OPERATIONS[this.#random.integer(OPERATIONS.length)]!;
    this.#note(`somebody commands ${action}`);
    this.#alive(() => this.system.engine.command(action, this.#now));
    checkEngine(this.system);
  }

  /** The venue changes its mind. */
  #whim(): void {
    const random = this.#random;
    const venue = this.#venue;
    const order = anyOf(venue.open, random);
    const trade = anyOf([...venue.trades.keys()], random);
    const kind = random.integer(6);
    this.#note(`whim ${kind}: order ${order?.orderId}, trade ${trade}`);
    if (order !== undefined && kind < 2) venue.fill(order, 1 + random.integer(10), order.price);
    else if (order !== undefined && kind === 2)
      venue.end(order, random.chance(0.5) ? ExecType.Canceled : ExecType.Expired);
    else if (order !== undefined && kind === 3) venue.restate(order, order.price + random.integer(3) - 1);
    else if (trade !== undefined && this.profile.reversals && kind === 4) venue.bust(trade, random.chance(0.5));
    else if (trade !== undefined && this.profile.reversals && kind === 5)
      venue.correct(trade, venue.trades.get(trade)!.price + random.integer(5) - 2);
  }

  /** Whatever has arrived by now. */
  #deliver(): void {
    for (let asked = this.#up.next(this.#now); asked !== undefined; asked = this.#up.next(this.#now))
      this.#arrive(asked);
    for (let told = this.#down.next(this.#now); told !== undefined; told = this.#down.next(this.#now)) this.#hear(told);
  }

  #arrive(asked: Asked): void {
    this.#note(`the venue gets ${JSON.stringify(asked)}`);
    if (asked.kind === "list") this.#list();
    else if (this.#random.chance(this.#losses)) this.#lose("request");
    else this.#venue.take(asked);
  }

  /** The venue does not hear of a request, or says nothing to it. */
  #lose(what: string): void {
    this.counts.lost += 1;
    this.#note(`the ${what} is lost`);
  }

  /** A command leaves the engine. */
  #send(command: VenueCommand): void {
    this.counts.sent += 1;
    const { kind, orderId, side, price, quantity } = command;
    const lost = this.#isConnected ? "" : ", lost: there is no connection";
    this.#note(`the engine sends ${kind} ${orderId}: side ${side}, ${quantity} at ${price}${lost}`);
    if (this.#isConnected) this.#up.send(command, this.#due());
  }

  /** A report leaves the venue: in its turn or ahead of another, and now and then twice. */
  #tell(report: Report, isAnswer: boolean): void {
    const random = this.#random;
    const { orderId, execType, executionId, price, quantity, cumulative } = report;
    this.#note(`the venue says ${orderId}: type ${execType}, ${executionId}: ${quantity} at ${price}, ${cumulative}`);
    if (!this.#isConnected || !this.#isTold) return;
    if (isAnswer && random.chance(this.#losses)) {
      this.#lose("answer");
      return;
    }
    this.#down.send(report, this.#due());
    const before = this.#down.fromEnd(1);
    if (before?.kind === "report" && random.chance(this.profile.reorders) && mayOvertake(report, before))
      this.#down.swapLast();
    if (execType === ExecType.Trade && random.chance(this.profile.duplicates)) this.#down.send(report, this.#due());
  }

  #tellState(order: Readonly<VenueOrder>): void {
    const { orderId, status, price, quantity, cumulative } = order;
    this.#note(`the venue says of ${orderId}: status ${status}, ${quantity} at ${price}, ${cumulative} filled`);
    if (!this.#isConnected || !this.#isTold) return;
    this.#down.send({ kind: "order", order }, this.#due());
  }

  #due(): number {
    const random = this.#random;
    return this.#now + random.integer(random.chance(this.profile.delays) ? 50_000 : 3_000);
  }

  #disconnect(): void {
    this.counts.disconnects += 1;
    this.#note("the connection is lost");
    this.#isConnected = false;
    this.#isListing = false;
    for (const asked of this.#up.break(this.#random)) if (asked.kind !== "list") this.#arrive(asked);
    // The next life hears nothing of a connection that was the former's.
    for (const told of this.#down.break(this.#random)) if (!this.#hear(told)) return;
    this.#input((out) => VenueSession.write(out, this.#now, 0, -1, 1, SessionState.Lost, 0));
  }

  #connect(): void {
    this.#note("the connection is there again");
    // Who ends over the first input has no connection.
    if (!this.#input((out) => VenueSession.write(out, this.#now, 0, -1, 1, SessionState.ListBegin, 0))) return;
    this.#isConnected = true;
    this.#isTold = false;
    this.#isListing = true;
    this.#up.send({ kind: "list" }, this.#due());
  }

  /** All fills, the orders that work or all that ever came, the positions. */
  #list(): void {
    const send = (told: Told): void => this.#down.send(told, this.#due());
    this.#isTold = true;
    for (const report of this.#venue.executions) send(report);
    for (const order of this.#venue.orders.values())
      if (this.profile.listsAll || isOpen(order)) send({ kind: "order", order: { ...order } });
    for (let instrument = 0; instrument < INSTRUMENTS; instrument++)
      send({ kind: "position", instrument, position: this.#venue.position(instrument) });
    send({ kind: "end" });
  }

  /** A message arrives at the engine. @returns whether its process has survived that */
  #hear(told: Told): boolean {
    if (told.kind === "report") return this.#input((out) => writeReport(out, this.#now, told));
    if (told.kind === "order") return this.#input((out) => writeState(out, this.#now, told.order));
    if (told.kind === "position")
      return this.#input((out) =>
        VenuePosition.write(out, this.#now, 0, told.instrument, 1, told.position, Number.NaN),
      );
    this.#isListing = false;
    return this.#input((out) => VenueSession.write(out, this.#now, 0, -1, 1, SessionState.ListEnd, 0));
  }

  /** @returns whether the engine's process has survived the input */
  #input(write: (out: EventSink) => void): boolean {
    const { engine, gateway } = this.system;
    const event = this.#event;
    write(this.#inputs);
    while (this.#inputs.next(event)) {
      gateway.ledger.take(event);
      engine.inbox.append(event);
    }
    const isAlive = this.#alive(() => engine.process());
    checkEngine(this.system);
    return isAlive;
  }

  /** Does what the engine's process does; if the disk ends it, the next life begins. @returns whether it did not */
  #alive(act: () => void): boolean {
    const { host } = this.system;
    try {
      act();
      return true;
    } catch (error) {
      if (!isOfDisk(error, host.faults)) throw error;
      this.#note(`the disk: ${(error as Error).message}`);
      this.#crash();
      return false;
    }
  }

  /** Something on the disk will go wrong soon. */
  #arm(): void {
    const random = this.#random;
    const { host } = this.system;
    const soon = 1 + random.integer(15);
    host.countAnew();
    const kind = random.integer(3);
    if (kind === 0) host.faults = { crash: { atCall: soon, bytes: random.integer(300) } };
    else if (kind === 1) host.faults = { failing: { call: "writeAt", nth: soon, error: "ENOSPC: the disk is full" } };
    else host.faults = { failingSync: soon };
    this.#note(`on the disk: ${JSON.stringify(host.faults)}`);
  }

  /** The process ends; the next one recovers, and finds out from the venue what it has missed. */
  #crash(): void {
    const random = this.#random;
    const isPowerLoss = this.profile.durability === "each" && random.chance(0.5);
    this.#note(isPowerLoss ? "the power is lost" : "the process ends");
    this.#isConnected = false;
    this.#isListing = false;
    for (const asked of this.#up.break(random)) if (asked.kind !== "list") this.#arrive(asked);
    this.#down.break(random);
    this.system.end(isPowerLoss ? () => random.chance(0.5) : undefined);
    this.system.start();
    this.#note(`it is there again at input ${this.system.engine.engine.sequence}`);
    this.system.links.become(this.system.checkReplay());
    this.#input((out) => VenueSession.write(out, this.#now, 0, -1, 1, SessionState.Lost, 0));
  }

  #check(): void {
    checkEngine(this.system);
    if (!this.profile.reversals) {
      checkLimitsAtVenue(this.#venue);
      this.system.links.checkAtVenue(this.#venue);
    }
    if (!this.#isConnected || this.#isListing || this.#up.size > 0 || this.#down.size > 0) return;
    if (this.#isWaiting) return;
    this.counts.quiet += 1;
    if (!this.profile.reversals && this.profile.storms === 0) this.system.links.checkQuiet(this.#venue);
    checkAgainstVenue(this.system, this.#venue);
  }

  /** Whether the engine waits for an answer that may never come. */
  get #isWaiting(): boolean {
    return this.profile.losses > 0 && isPending(this.system.engine.orders.store);
  }

  /** No more wishes, no more trouble: all arrives, all is cancelled, and both sides have the same books. */
  #finish(): void {
    this.#note("the end: no more wishes, no more faults");
    this.system.host.faults = {};
    this.#venue.isRefusing = false;
    this.#losses = 0;
    const { engine } = this.system;
    engine.setParameter("wisher", "isQuiet", true, this.#now);
    // What nobody can ask about, the list after a reconnect says.
    if (this.#isConnected && !this.profile.answersStatus && this.#isWaiting) this.#disconnect();
    if (!this.#isConnected) this.#connect();
    this.#settle();
    checkAgainstVenue(this.system, this.#venue);
    this.#input((out) => Command.write(out, this.#now, 0, -1, 0, EngineCommand.CancelAll, 0));
    this.#settle();
    checkAgainstVenue(this.system, this.#venue);
    same(engine.orders.store.size, 0, "orders that are left when all were cancelled");
    this.system.checkReplay();
  }

  #settle(): void {
    for (let round = 0; round < ROUNDS && (this.#up.size + this.#down.size > 0 || this.#isWaiting); round++) {
      this.#now += 1_000;
      this.system.engine.advance(this.#now);
      this.#deliver();
      this.#check();
    }
  }

  #note(line: string): void {
    this.trace.push(`${this.counts.steps} ${line}`);
  }
}

function writeState(out: EventSink, micros: number, order: Readonly<VenueOrder>): void {
  const { orderId, price, quantity, cumulative, value, side, status, orderType, timeInForce } = order;
  const average = cumulative > 0 ? value / cumulative : 0;
  const quantities = [price, quantity, leavesOf(order), cumulative, average] as const;
  const what = [side, status, orderType, timeInForce] as const;
  VenueOrderState.write(out, micros, 0, order.instrument, 1, orderId, orderId, ...quantities, ...what);
}

function isPending({ status, base, flags, used }: OrderStore): boolean {
  for (let slot = 0; slot < used; slot++) {
    const isDoubtful = (flags[slot]! & OrderFlag.Doubtful) !== 0;
    if (status[slot] !== -1 && base[slot] !== OrderStatus.Held && (isDoubtful || PENDING.includes(status[slot]!)))
      return true;
  }
  return false;
}

function anyOf<T>(list: readonly T[], random: Random): T | undefined {
  return list.length === 0 ? undefined : list[random.integer(list.length)];
}

/** Whether an error is one that a fault of the disk has led to. */
function isOfDisk(error: unknown, faults: object): boolean {
  const { name, code } = error as { name?: string; code?: string };
  return (
    Object.keys(faults).length > 0 && (error instanceof Crash || name === "IoError" || code?.startsWith("IO") === true)
  );
}
