/** What must hold at any moment, and what must hold once nothing is on its way. */
import { OrderStatus, Side } from "@hotpath/core";
import { LIMITS } from "./gateway.ts";
import { hold, same } from "./hold.ts";
import { INSTRUMENTS, type System } from "./system.ts";
import { leavesOf, type SimulatedVenue } from "./venue.ts";

const SIDES: readonly number[] = [Side.Buy, Side.Sell];

/** Holds at any moment: whatever was told is booked once, and reserved is what may still trade. */
export function checkEngine({ engine, gateway }: System): void {
  const { portfolio, gate, orders } = engine;
  const { ledger } = gateway;
  const { store } = orders;
  const reserved = new Float64Array(INSTRUMENTS * 2);
  for (let slot = 0; slot < store.used; slot++) {
    if (store.status[slot] === -1) continue;
    const [quantity, filled] = [store.quantity[slot]!, store.cumulative[slot]!];
    const most = Math.max(quantity, store.newQuantity[slot]! || 0);
    // What is held reserves nothing: it passes the gate when it is let go.
    if (store.base[slot] === OrderStatus.Held) continue;
    reserved[store.instrument[slot]! * 2 + store.side[slot]! - 1]! += Math.max(0, most - filled);
    const id = store.orderId[slot]!;
    hold(store.leaves[slot]! >= 0, `order ${id} works with less than nothing`);
    hold(filled > quantity || store.leaves[slot]! + filled <= quantity, `order ${id} works beyond its quantity`);
  }
  for (let i = 0; i < INSTRUMENTS; i++) {
    same(portfolio.position(i), ledger.position(i), `position in ${i} as it was told`);
    same(gate.position(i), portfolio.position(i), `position in ${i} in gate and portfolio`);
    for (const side of SIDES) same(gate.working(i, side), reserved[i * 2 + side - 1], `reserved in ${i}, side ${side}`);
  }
  same(portfolio.cashExact(), cashAfter(engine, ledger.paid), "cash as it was told");
  same(gate.grossExposure(), gate.recount()[0]!.gross, "gross exposure");
  same(portfolio.refusedFills, 0, "refused fills");
  same(engine.strategies[0]!.faults, 0, "faults of the strategy");
}

/** Holds at any moment at the venue as long as no trade is taken back: no position can go beyond its limit. */
export function checkLimitsAtVenue(venue: SimulatedVenue): void {
  for (let i = 0; i < INSTRUMENTS; i++) {
    let [buys, sells] = [0, 0];
    for (const order of venue.orders.values()) {
      if (order.instrument !== i) continue;
      if (order.side === Side.Buy) buys += leavesOf(order);
      else sells += leavesOf(order);
    }
    const position = venue.position(i);
    hold(position + buys <= LIMITS.maxPosition, `${position} held and ${buys} to buy in ${i}: beyond the limit`);
    hold(position - sells >= -LIMITS.maxPosition, `${position} held and ${sells} to sell in ${i}: beyond the limit`);
  }
}

/** Holds once nothing is on its way: orders, positions, cash and reservations are those of the venue. */
export function checkAgainstVenue({ engine }: System, venue: SimulatedVenue): void {
  const theirs = venue.open
    .map((o) => [o.orderId, o.price, o.quantity, leavesOf(o), o.cumulative])
    .sort((a, b) => a[0]! - b[0]!);
  const ours = engine.orders.store
    .list()
    .filter((o) => o.status !== OrderStatus.Held)
    .map((o) => [o.orderId, o.price, o.quantity, o.leavesQuantity, o.cumulativeQuantity])
    .sort((a, b) => a[0]! - b[0]!);
  same(ours, theirs, "working orders (id, price, quantity, works, filled)");
  for (let i = 0; i < INSTRUMENTS; i++) {
    same(engine.portfolio.position(i), venue.position(i), `position in ${i}`);
    for (const side of SIDES) {
      const own = venue.open.filter((order) => order.instrument === i && order.side === side);
      const works = own.reduce((sum, order) => sum + leavesOf(order), 0);
      same(engine.gate.working(i, side), works, `reserved in ${i}, side ${side}, nothing on its way`);
    }
  }
  same(engine.portfolio.cashExact(), cashAfter(engine, venue.paid), "cash");
}

function cashAfter({ portfolio }: System["engine"], paid: number): bigint {
  return portfolio.initialCash - BigInt(paid) * 10n ** BigInt(portfolio.moneyDecimals - 2);
}
