/** Seeded streams of commands with every order type and instruction, for the comparison with the reference. */
import { OrderType, PegPriceType, TimeInForce } from "@hotpath/core";
import type { MatchingEngine } from "../matching-engine.ts";
import { OrderTicket } from "../order-ticket.ts";
import { OrderInstruction, Reason, ReportKind, TradingPhase } from "../vocabulary.ts";
import { generator } from "./random-commands.ts";
import type { ReferenceMatcher } from "./reference-matcher.ts";

/** What a stream gives its commands to. */
export type Commands = Pick<
  MatchingEngine,
  | "enter"
  | "cancel"
  | "replace"
  | "massCancelInstrument"
  | "massCancelOwner"
  | "expireDay"
  | "setPhase"
  | "setReference"
  | "setCollar"
  | "setPosition"
  | "advanceTime"
>;

/** What a world of special orders looks like. */
export interface SpecialShape {
  instruments: number;
  owners: number;
  orderIds: number;
  middle: number;
  drift: number;
  spread: number;
  quantity: number;
  /** In a hundred commands, how many change a phase, and how many a collar. */
  phases: number;
  collars: number;
}

/** A small world for each seed. */
export function specialShapeOf(seed: number): SpecialShape {
  const random = generator(seed ^ 0x0ddba11);
  return {
    instruments: 1 + random(3),
    owners: 1 + random(5),
    orderIds: [15, 40, 120][random(3)]!,
    middle: [0, 100, -30, 5_000_000, 2 ** 40][random(5)]!,
    drift: [0, 0, 1, 5][random(4)]!,
    spread: [2, 4, 10, 40][random(4)]!,
    quantity: [4, 12, 60, 2 ** 50][random(4)]!,
    phases: [0, 1, 3][random(3)]!,
    collars: [0, 1, 3][random(3)]!,
  };
}

const TYPES = [
  OrderType.Limit,
  OrderType.Limit,
  OrderType.Limit,
  OrderType.Market,
  OrderType.Stop,
  OrderType.StopLimit,
  OrderType.TrailingStop,
  OrderType.Pegged,
];
const TIMES = [0, 1, 1, 1, 1, 2, 3, 4, 6, 7, 10];
const PEGS = [PegPriceType.Midpoint, PegPriceType.Market, PegPriceType.Primary];
const PHASES = Object.values(TradingPhase);

/** Gives one random command to each engine and to the reference. */
export class SpecialStream {
  readonly #random: (below: number) => number;
  readonly #shape: SpecialShape;
  readonly #ticket = new OrderTicket();
  #middle: number;
  #now = 0;

  constructor(seed: number, shape: SpecialShape) {
    this.#random = generator(seed);
    this.#shape = shape;
    this.#middle = shape.middle;
  }

  step(engines: readonly Commands[], reference: ReferenceMatcher): void {
    const random = this.#random;
    const { instruments, owners, drift, orderIds, phases, collars } = this.#shape;
    this.#middle += random(2 * drift + 1) - drift;
    const what = random(100);
    const instrument = random(instruments);
    const owner = random(owners);
    if (what < phases) {
      // Trading most of the time.
      const phase = random(2) === 0 ? TradingPhase.Continuous : random(60) === 0 ? 4 : PHASES[random(PHASES.length)]!;
      for (const engine of engines) engine.setPhase(instrument, phase);
      reference.setPhase(instrument, phase);
    } else if (what < phases + collars) {
      this.#collar(engines, reference, instrument);
    } else if (what < 60) {
      this.#enter(engines, reference, instrument, owner);
    } else if (what < 75) {
      const id = 1 + random(orderIds);
      for (const engine of engines) engine.cancel(id);
      reference.cancel(id);
    } else if (what < 91) {
      this.#replace(engines, reference);
    } else if (what < 94) {
      const position =
        random(4) === 0 ? 0 : (random(2) === 0 ? 1 : -1) * (1 + random(2 * Math.min(60, this.#shape.quantity)));
      for (const engine of engines) engine.setPosition(instrument, owner + 1, position);
      reference.setPosition(instrument, owner + 1, position);
    } else if (what < 98) {
      this.#now += random(20) === 0 ? -1 : random(8);
      const now = Math.max(0, this.#now);
      this.#now = Math.max(now, reference.world.now);
      for (const engine of engines) engine.advanceTime(now);
      reference.advanceTime(now);
    } else {
      this.#mass(engines, reference, instrument, owner);
    }
  }

  #price(): number {
    const { spread } = this.#shape;
    const far = this.#random(40) === 0 ? 50 : 1;
    return this.#middle + (this.#random(2 * spread + 1) - spread) * far;
  }

  #collar(engines: readonly Commands[], reference: ReferenceMatcher, instrument: number): void {
    const random = this.#random;
    const { spread } = this.#shape;
    if (random(3) === 0) {
      const price = this.#price();
      for (const engine of engines) engine.setReference(instrument, price);
      reference.setReference(instrument, price);
      return;
    }
    const still = random(2) === 0 ? -1 : random(3 * spread);
    const moving = random(2) === 0 ? -1 : random(2 * spread);
    const action = random(2);
    for (const engine of engines) engine.setCollar(instrument, still, moving, action);
    reference.setCollar(instrument, still, moving, action);
  }

  #enter(engines: readonly Commands[], reference: ReferenceMatcher, instrument: number, owner: number): void {
    const random = this.#random;
    const { quantity, orderIds, spread } = this.#shape;
    const t = this.#ticket;
    t.reset();
    t.instrument = instrument;
    t.owner = owner;
    t.orderId = 1 + random(orderIds);
    t.side = 1 + random(2);
    t.type = TYPES[random(TYPES.length)]!;
    t.price = this.#price();
    t.quantity = 1 + random(quantity);
    t.timeInForce = TIMES[random(TIMES.length)]!;
    t.triggerPrice = this.#price();
    t.slippage = random(2) === 0 ? -1 : random(spread);
    if (t.type !== OrderType.Limit && t.type !== OrderType.Market && random(20) !== 0)
      t.timeInForce = [0, 1, 6][random(3)]!;
    t.expireMicros = this.#now + random(30);
    if (t.type === OrderType.TrailingStop) {
      t.trailOffset = 1 + random(spread);
      if (random(3) === 0) {
        t.instructions = OrderInstruction.TrailPercent;
        t.trailOffset = 1 + random(400);
      }
    }
    if (t.type === OrderType.Pegged) {
      t.pegPriceType = PEGS[random(3)]!;
      t.pegOffset = random(5) - 2;
      if (random(2) === 0) t.price = Number.NaN;
    }
    if (random(2) === 0) this.#instruct(t);
    if (random(60) === 0) this.#spoil(t);
    for (const engine of engines) engine.enter(t);
    const { orderId, side, price, type, timeInForce } = t;
    reference.submit(t.instrument, orderId, side, price, t.quantity, type, timeInForce, t.owner, { ...t });
  }

  /** Instructions that mostly go together. */
  #instruct(t: OrderTicket): void {
    const random = this.#random;
    const { AllOrNone, PostOnly, PostOnlySlide, ReduceOnly, Hidden } = OrderInstruction;
    switch (random(8)) {
      case 0:
        t.instructions |= AllOrNone;
        break;
      case 1:
        t.instructions |= PostOnly;
        break;
      case 2:
        t.instructions |= PostOnlySlide;
        break;
      case 3:
        t.instructions |= ReduceOnly;
        if (t.owner === 0) t.owner = 1;
        break;
      case 4:
        t.instructions |= Hidden;
        break;
      case 5:
        t.instructions |= Hidden;
        t.minQuantity = 1 + random(t.quantity);
        break;
      case 6:
        t.minQuantity = 1 + random(t.quantity);
        break;
      default:
        t.displayQuantity = Math.max(1, Math.floor(t.quantity / (1 + random(6))));
    }
  }

  /** Something that makes no sense. */
  #spoil(t: OrderTicket): void {
    const random = this.#random;
    const bad = [0.5, Number.NaN, -2, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 60)][random(6)]!;
    const fields = [
      "instrument",
      "orderId",
      "side",
      "price",
      "quantity",
      "type",
      "timeInForce",
      "owner",
      "instructions",
      "triggerPrice",
      "trailOffset",
      "slippage",
      "displayQuantity",
      "minQuantity",
      "expireMicros",
      "pegPriceType",
      "pegOffset",
    ] as const;
    if (random(4) === 0) t.instructions = random(64);
    else t[fields[random(fields.length)]!] = bad;
  }

  #replace(engines: readonly Commands[], reference: ReferenceMatcher): void {
    const random = this.#random;
    const live = reference.orders[random(reference.orders.length)];
    const id = live === undefined || random(30) === 0 ? 1 + random(this.#shape.orderIds) : live.orderId;
    const same =
      live === undefined ? 0 : Number.isNaN(live.cap) || live.type !== OrderType.Pegged ? live.price : live.cap;
    let price = live === undefined || random(2) === 0 ? this.#price() : same;
    let quantity = random(3) === 0 && live !== undefined ? 1 + random(live.leaves) : 1 + random(this.#shape.quantity);
    if (random(60) === 0) price = [0.5, Number.NaN, 2 ** 53][random(3)]!;
    if (random(60) === 0) quantity = [0, 0.5, 2 ** 53][random(3)]!;
    for (const engine of engines) engine.replace(id, price, quantity);
    reference.replace(id, price, quantity);
  }

  #mass(engines: readonly Commands[], reference: ReferenceMatcher, instrument: number, owner: number): void {
    const { Canceled, Expired } = ReportKind;
    switch (this.#random(6)) {
      case 0:
        for (const engine of engines) engine.massCancelInstrument(instrument);
        reference.massCancel((o) => o.instrument === instrument, instrument, 0, Canceled, Reason.MassCancel);
        break;
      case 1: {
        const isOver = (o: { instrument: number; timeInForce: number }): boolean =>
          o.instrument === instrument && o.timeInForce === TimeInForce.Day;
        for (const engine of engines) engine.expireDay(instrument);
        reference.massCancel(isOver, instrument, 0, Expired, Reason.EndOfDay);
        break;
      }
      default:
        for (const engine of engines) engine.massCancelOwner(owner + 1);
        reference.massCancel((o) => o.owner === owner + 1, -1, owner + 1, Canceled, Reason.MassCancel);
    }
  }
}
