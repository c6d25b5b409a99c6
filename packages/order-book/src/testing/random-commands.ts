/** Seeded command streams for the comparison with the reference. */
import { OrderType, Side, TimeInForce } from "@hotpath/core";
import type { MatchingEngine } from "../matching-engine.ts";
import { Reason, ReportKind } from "../vocabulary.ts";
import type { ReferenceMatcher, ReferenceReport } from "./reference-matcher.ts";

/** A small generator, so that a failing seed can be repeated: mulberry32. */
export function generator(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor(((t ^ (t >>> 14)) >>> 0) * 2 ** -32 * below);
  };
}

const TIMES_IN_FORCE = [
  TimeInForce.GoodTillCancel,
  TimeInForce.GoodTillCancel,
  TimeInForce.GoodTillCancel,
  TimeInForce.Day,
  TimeInForce.ImmediateOrCancel,
  TimeInForce.FillOrKill,
  TimeInForce.PostOnly,
  7,
];

/** What a stream looks like. */
export interface StreamShape {
  instruments: number;
  owners: number;
  orderIds: number;
  /** Prices lie about this middle, which drifts. */
  middle: number;
  /** How far a step of the drift goes. */
  drift: number;
  /** Ticks on each side of the middle. */
  spread: number;
  /** The greatest quantity. */
  quantity: number;
}

/** Gives one random command to both; now and then a senseless one. */
export class CommandStream {
  readonly #random: (below: number) => number;
  readonly #shape: StreamShape;
  #middle: number;

  constructor(seed: number, shape: StreamShape) {
    this.#random = generator(seed);
    this.#shape = shape;
    this.#middle = shape.middle;
  }

  step(engine: MatchingEngine, reference: ReferenceMatcher): void {
    const random = this.#random;
    const { instruments, owners, orderIds, quantity, drift } = this.#shape;
    this.#middle += random(2 * drift + 1) - drift;
    const id = this.#odd(1 + random(orderIds));
    const price = this.#odd(this.#price());
    const size = this.#odd(1 + random(quantity));
    const what = random(100);
    if (what < 55) {
      const instrument = this.#odd(random(instruments), 200);
      const side = random(300) === 0 ? 5 : random(2) === 0 ? Side.Buy : Side.Sell;
      const type = random(300) === 0 ? 9 : random(10) === 0 ? OrderType.Market : OrderType.Limit;
      const timeInForce = TIMES_IN_FORCE[random(random(10) === 0 ? 8 : 7)]!;
      const owner = this.#odd(random(owners), 300);
      engine.submit(instrument, id, side, price, size, type, timeInForce, owner);
      reference.submit(instrument, id, side, price, size, type, timeInForce, owner);
    } else if (what < 80) {
      engine.cancel(id);
      reference.cancel(id);
    } else if (what < 99) {
      const resting = random(2) === 0 ? reference.orders[random(reference.orders.length)] : undefined;
      const samePrice = resting === undefined || random(2) === 0 ? price : resting.price;
      engine.replace(resting?.orderId ?? id, samePrice, size);
      reference.replace(resting?.orderId ?? id, samePrice, size);
    } else {
      this.#mass(engine, reference);
    }
  }

  #mass(engine: MatchingEngine, reference: ReferenceMatcher): void {
    const random = this.#random;
    const instrument = random(this.#shape.instruments);
    const owner = 1 + random(this.#shape.owners);
    const { Canceled, Expired } = ReportKind;
    switch (random(6)) {
      case 0:
        engine.massCancelInstrument(instrument);
        reference.massCancel((o) => o.instrument === instrument, instrument, 0, Canceled, Reason.MassCancel);
        break;
      case 1:
        engine.expireDay(instrument);
        reference.massCancel(
          (o) => o.instrument === instrument && o.timeInForce === TimeInForce.Day,
          instrument,
          0,
          Expired,
          Reason.EndOfDay,
        );
        break;
      default:
        engine.massCancelOwner(owner);
        reference.massCancel((o) => o.owner === owner, -1, owner, Canceled, Reason.MassCancel);
    }
  }

  #price(): number {
    const { spread } = this.#shape;
    const far = this.#random(40) === 0 ? 50 : 1;
    return this.#middle + (this.#random(2 * spread + 1) - spread) * far;
  }

  /** The value, or now and then one that makes no sense. */
  #odd(value: number, seldom = 150): number {
    if (this.#random(seldom) !== 0) return value;
    return [value + 0.5, Number.NaN, -1, 0, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 60)][this.#random(7)]!;
  }
}

/** The rows of an engine's report buffer as the reference's objects. */
export function reportsOf(engine: MatchingEngine): ReferenceReport[] {
  const { reports: r } = engine;
  return Array.from({ length: r.count }, (_, row) => ({
    kind: r.kind[row]!,
    reason: r.reason[row]!,
    instrument: r.instrument[row]!,
    side: r.side[row]!,
    orderId: r.orderId[row]!,
    owner: r.owner[row]!,
    price: r.price[row]!,
    quantity: r.quantity[row]!,
    leavesQty: r.leavesQty[row]!,
    counterOrderId: r.counterOrderId[row]!,
    counterOwner: r.counterOwner[row]!,
    counterLeavesQty: r.counterLeavesQty[row]!,
  }));
}
