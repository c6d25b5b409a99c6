/**
 * The order manager with gate and portfolio before a venue that tells things late, twice and out of order, changes its
 * mind, and is cut off at any moment: what is reserved is always what may still trade, cash is conserved, and once the
 * venue has said what it knows, all agree with it.
 */
import { expect, test } from "bun:test";
import {
  CancelIntent,
  Command,
  EventCursor as Cursor,
  EngineCommand,
  type EventCursor,
  type EventSink,
  InstrumentRegistry,
  OrderIntent,
  Quote,
  ReplaceIntent,
  Side,
  SnapshotReader,
  SnapshotWriter,
  type Stage,
  Timer,
} from "@hotpath/core";
import { OrderStage } from "@hotpath/orders";
import { Portfolio, PortfolioStage } from "@hotpath/portfolio";
import { RiskGate, RiskStage } from "@hotpath/risk";
import fc from "fast-check";
import { Engine } from "./engine.ts";
import { LossyVenue } from "./testing/lossy-venue.ts";

const instruments = new InstrumentRegistry([{ id: 1, symbol: "A", priceDecimals: 2 }]);
const CASH = 100_000_000;
const PENDING_REPLACE_FREE = [0, 1];

/** What a strategy wants next: told by the test, asked for at a timer. */
class Wishes implements Stage {
  readonly name = "wishes";
  readonly handles: readonly number[] = [Timer.TYPE];
  next: ((event: EventCursor, out: EventSink) => void) | undefined;
  on(event: EventCursor, out: EventSink): void {
    this.next?.(event, out);
    this.next = undefined;
  }
}

class System {
  readonly venue = new LossyVenue();
  portfolio!: Portfolio;
  gate!: RiskGate;
  orders!: OrderStage;
  engine!: Engine;
  wishes!: Wishes;
  /** Whether the venue lists what has ended, too: only then is it safe to send again what it does not list. */
  readonly isWhole: boolean;
  #now = 1_700_000_000_000_000;
  #id = 0;

  constructor(isWhole = true) {
    this.isWhole = isWhole;
    this.#build();
    Quote.write(this.engine.inbox, this.#now, 0, 0, 1, 9_995, 10_005, 1_000, 1_000, 0);
    this.#settle();
  }

  wish(act: (event: EventCursor, out: EventSink) => void): void {
    this.wishes.next = act;
    Timer.write(this.engine.inbox, ++this.#now, 0, -1, 0, 1);
    this.#settle();
  }

  order(side: number, price: number, quantity: number): void {
    const id = ++this.#id;
    this.wish((event, out) => OrderIntent.emit(out, event, 0, 1, id, price, quantity, side, 2, 1, 3));
  }

  input(write: (out: EventSink, micros: number) => void): void {
    write(this.engine.inbox, ++this.#now);
    this.#settle();
  }

  /** A new process with the state of the former. */
  restart(): void {
    const writer = new SnapshotWriter();
    this.engine.snapshot(writer);
    this.#build();
    this.engine.restore(new SnapshotReader(writer.finish()));
    expect(this.engine.stateHash()).toBe(writer.hash());
  }

  /** What holds at any moment. */
  check(): void {
    const reserved = [0, 0];
    for (let slot = 0; slot < this.orders.store.used; slot++) {
      const { store } = this.orders;
      if (store.status[slot] === -1) continue;
      const most = Math.max(store.quantity[slot]!, store.newQuantity[slot]! || 0);
      reserved[store.side[slot]! - 1]! += Math.max(0, most - store.cumulative[slot]!);
      expect(store.quantity[slot]).toBeGreaterThanOrEqual(store.leaves[slot]!);
      if (store.quantity[slot]! >= store.cumulative[slot]!)
        expect(store.cumulative[slot]! + store.leaves[slot]!).toBe(store.quantity[slot]!);
    }
    const { gate, portfolio } = this;
    expect([gate.working(0, Side.Buy), gate.working(0, Side.Sell)]).toEqual(reserved);
    expect(gate.position(0)).toBe(portfolio.position(0));
    expect(gate.position(0, 2, 3)).toBe(portfolio.position(0));
    const sums = gate.recount()[0]!;
    expect(gate.grossExposure()).toBe(sums.gross);
    const { initialCash } = portfolio;
    const books = portfolio.cashExact() + portfolio.basisExact(0) - portfolio.realizedExact(0) + portfolio.feesExact(0);
    expect(books).toBe(initialCash);
    expect(portfolio.refusedFills).toBe(0);
  }

  /** What holds once the venue has said what it knows. */
  checkAgainstVenue(): void {
    const { venue, portfolio, gate } = this;
    const plain = venue.open.map(({ orderId, price, quantity, leaves, cumulative }) => [
      orderId,
      price,
      quantity,
      leaves,
      cumulative,
    ]);
    const ours = this.orders.store
      .list()
      .map((o) => [o.orderId, o.price, o.quantity, o.leavesQuantity, o.cumulativeQuantity]);
    expect(ours.toSorted((a, b) => a[0]! - b[0]!)).toEqual(plain.toSorted((a, b) => a[0]! - b[0]!));
    expect(portfolio.position(0)).toBe(venue.position);
    const money = 10n ** BigInt(portfolio.moneyDecimals - 2);
    expect(portfolio.cashExact()).toBe(portfolio.initialCash - BigInt(venue.paid) * money);
    for (const side of [Side.Buy, Side.Sell]) {
      const works = venue.open.filter((o) => o.side === side).reduce((sum, o) => sum + o.leaves, 0);
      expect(gate.working(0, side)).toBe(works);
    }
    for (const o of this.orders.store.list()) expect(PENDING_REPLACE_FREE).toContain(o.status);
  }

  #build(): void {
    this.portfolio = new Portfolio({ instruments, initialCash: CASH });
    const { portfolio } = this;
    const limits = {
      maxLeverage: 1000,
      maxConcentration: 1000,
      maxPortfolioVar: 1,
      maxPositionVar: 1,
      maxPriceDeviation: 1,
      maxDrawdown: 1,
      strategies: { 3: {} },
    };
    this.gate = new RiskGate({ instruments, portfolio, limits, maxOrders: 256, portfolioChanges: "told" });
    const reconciliation = {
      portfolio,
      policy: { positions: "note" as const, inFlight: this.isWhole ? ("resend" as const) : ("close" as const) },
    };
    this.orders = new OrderStage({ instruments, maxOrders: 256, maxExecutions: 1_024, reconciliation });
    this.wishes = new Wishes();
    const stages = [new PortfolioStage(portfolio), this.orders, new RiskStage(this.gate), this.wishes];
    this.engine = new Engine({ stages, timeEvery: 0 });
  }

  /** Lets everything that waits be applied, and what comes of it go to the venue. */
  #settle(): void {
    this.engine.process();
    const command = new Cursor();
    while (this.engine.outbox.next(command)) this.venue.on(command);
  }
}

const step = fc.record({
  kind: fc.constantFrom(
    ..."order order order fill fill fill deliver deliver deliver deliver replace cancel bust correct unasked restate all".split(" "),
    "lose",
    "connect",
    "restart",
  ),
  side: fc.constantFrom<number>(Side.Buy, Side.Sell),
  price: fc.integer({ min: 9_900, max: 10_100 }),
  size: fc.integer({ min: 1, max: 50 }),
  pick: fc.nat(30),
  flag: fc.boolean(),
}); // biome-ignore format: a table
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const at = <T>(list: T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];

function act(system: System, s: Step): void {
  const { venue, orders } = system;
  const order = at(venue.open, s.pick);
  const ours = at(orders.store.list(), s.pick);
  const trade = at([...venue.trades.keys()], s.pick);
  switch (s.kind) {
    case "order":
      system.order(s.side, s.price, s.size);
      return;
    case "fill":
      if (order) venue.fill(order, s.size, s.price);
      return;
    case "deliver":
      system.input((out, micros) => venue.deliver(out, micros, s.pick, s.flag));
      return;
    case "all":
      system.input((out, micros) => venue.deliverAll(out, micros));
      return;
    case "replace":
      if (ours)
        system.wish((event, out) =>
          ReplaceIntent.emit(out, event, 0, 1, ours.orderId, s.price, ours.cumulativeQuantity + s.size, ours.side, 3),
        );
      return;
    case "cancel":
      if (ours) system.wish((event, out) => CancelIntent.emit(out, event, 0, 1, ours.orderId, 3));
      return;
    case "bust":
      if (trade !== undefined) venue.bust(trade, s.flag);
      return;
    case "correct":
      if (trade !== undefined) venue.correct(trade, s.price);
      return;
    case "unasked":
      if (order && s.flag) venue.cancelUnasked(order);
      return;
    case "restate":
      if (order && s.flag) venue.restate(order, s.price);
      return;
    case "lose":
      if (venue.isConnected) system.input((out, micros) => venue.lose(out, micros));
      return;
    case "connect":
      if (!venue.isConnected) system.input((out, micros) => venue.list(out, micros, system.isWhole));
      return;
    case "restart":
      system.restart();
      return;
  }
}

function finish(system: System): void {
  const { venue } = system;
  // A cancel that was lost is sent again after the list, and so on: a few rounds, of which the second has little to say.
  for (let round = 0; round < 3; round++) {
    if (!venue.isConnected) system.input((out, micros) => venue.list(out, micros, system.isWhole));
    system.input((out, micros) => venue.deliverAll(out, micros));
  }
}

const kinds = (steps: Step[], without: string[]): Step[] => steps.filter((s) => !without.includes(s.kind));
const runs = process.env.HOTPATH_LONG === "1" ? 4_000 : 40;

test("whatever a venue says, in whatever order, reservations are exact, cash is conserved, and all agree at the end", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: "max" }), (all) => {
      const system = new System();
      for (const s of kinds(all, ["lose", "connect"])) {
        act(system, s);
        system.check();
      }
      finish(system);
      system.check();
      system.checkAgainstVenue();
    }),
    { numRuns: runs, includeErrorInReport: true },
  );
}, 900_000);

test("cut off at any moment, reconciled: the state is the venue's, nothing is lost and nothing doubled", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: "max" }), fc.boolean(), (all, isWhole) => {
      const system = new System(isWhole);
      for (const s of all) {
        act(system, s);
        system.check();
      }
      if (system.venue.isConnected) system.input((out, micros) => system.venue.lose(out, micros));
      finish(system);
      system.check();
      system.checkAgainstVenue();
    }),
    { numRuns: runs, includeErrorInReport: true },
  );
}, 900_000);

test("the kill switch: whatever came before, nothing works any more once the venue has answered", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: "max" }), (all) => {
      const system = new System();
      for (const s of kinds(all, ["lose", "connect"])) act(system, s);
      system.input((out, micros) => system.venue.deliverAll(out, micros));
      system.input((out, micros) => Command.write(out, micros, 0, -1, 0, EngineCommand.Halt, 0));
      system.order(Side.Buy, 10_000, 10);
      system.input((out, micros) => system.venue.deliverAll(out, micros));
      system.check();
      expect(system.venue.open).toEqual([]);
      expect(system.orders.store.list()).toEqual([]);
      expect([system.gate.working(0, Side.Buy), system.gate.working(0, Side.Sell)]).toEqual([0, 0]);
    }),
    { numRuns: runs, includeErrorInReport: true },
  );
}, 900_000);

test("the same inputs give the same state, bit for bit, however often the process is restarted in between", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: "max" }), (all) => {
      const [steady, restarted] = [new System(), new System()];
      for (const s of kinds(all, ["restart"])) {
        act(steady, s);
        act(restarted, s);
        if (s.size % 7 === 0) restarted.restart();
      }
      expect(restarted.engine.stateHash()).toBe(steady.engine.stateHash());
    }),
    { numRuns: Math.ceil(runs / 4), includeErrorInReport: true },
  );
}, 900_000);
