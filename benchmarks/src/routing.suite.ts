/**
 * Where an order goes, and what a fill does to a group of orders. The peer of the router is one as it is usually written:
 * the levels of all venues as objects, sorted by price with fees, taken from the best on; it knows neither lots nor an
 * order's own fee, so both are compared where there are none, and must come to the same cost.
 */
import {
  EventCursor,
  EventQueue,
  InstrumentRegistry,
  OrderIntent,
  OrderLink,
  OrderStatus,
  Random,
  Side,
} from "@hotpath/core";
import { Contingency, LegRole, OrderGroups } from "@hotpath/orders/groups";
import { ConsolidatedBook, OrderRouter, SplitProblem, SplitSolver, VenueProfiles } from "@hotpath/orders/routing";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";

const ORDERS = 512;
const VENUES = 5;
const LEVELS = 5;
const MEASURED_NANOS = 2e9;

const instruments = new InstrumentRegistry([{ id: 1, symbol: "A", priceDecimals: 2 }]);

interface Level {
  venue: number;
  price: number;
  size: number;
}

/** A book of five venues, each with five levels; and the same as objects. */
function market(random: Random): { book: ConsolidatedBook; levels: Level[] } {
  const book = new ConsolidatedBook({ instruments: 1, venues: VENUES, depth: LEVELS });
  const levels: Level[] = [];
  for (let venue = 0; venue < VENUES; venue++) {
    let price = 10_000 + random.integer(4);
    for (let n = 0; n < LEVELS; n++) {
      const size = 50 + random.integer(400);
      book.level(0, venue, Side.Sell, price, size, 1);
      levels.push({ venue, price, size });
      price += 1 + random.integer(3);
    }
  }
  return { book, levels };
}

const fees = [3, -2, 2.5, 0, 1];

/** What is usually written. */
function sortedRoute(levels: readonly Level[], quantity: number): { cost: number; parts: Map<number, number> } {
  const offers = levels
    .map((level) => ({ ...level, cost: level.price * (1 + fees[level.venue]! / 10_000) }))
    .sort((a, b) => a.cost - b.cost);
  const parts = new Map<number, number>();
  let left = quantity;
  let cost = 0;
  for (const offer of offers) {
    if (left === 0) break;
    const taken = Math.min(left, offer.size);
    parts.set(offer.venue, (parts.get(offer.venue) ?? 0) + taken);
    cost += taken * offer.cost;
    left -= taken;
  }
  return { cost, parts };
}

async function decisions(): Promise<BenchRow[]> {
  const random = new Random(7);
  const { book, levels } = market(random);
  const venues = fees.map((takerFee, venue) => ({ venue, takerFee, latencyMicros: 0 }));
  const router = new OrderRouter(instruments, book, new VenueProfiles(venues));
  const quantity = Float64Array.from({ length: ORDERS }, () => 1 + random.integer(2000));
  const best = book.best(0, Side.Buy, 1);
  const costOf = (q: number): number => {
    router.decide(0, Side.Buy, q, 0, 1);
    return router.expectedCost.reduce((sum, cost, venue) => sum + (router.allocation[venue]! > 0 ? cost : 0), best * q);
  };
  for (const q of quantity) {
    const [ours, theirs] = [costOf(q), sortedRoute(levels, q).cost];
    if (Math.abs(ours - theirs) > 1e-6 * theirs) throw new Error(`the peer pays ${theirs} for ${q}, not ${ours}`);
  }
  const ours = await nsPerOperation(
    ORDERS,
    () => {
      let sum = 0;
      for (let k = 0; k < ORDERS; k++) sum += router.decide(0, Side.Buy, quantity[k]!, 0, 1);
      return sum;
    },
    MEASURED_NANOS,
  );
  const peer = await nsPerOperation(
    ORDERS,
    () => {
      let sum = 0;
      for (let k = 0; k < ORDERS; k++) sum += sortedRoute(levels, quantity[k]!).cost;
      return sum;
    },
    MEASURED_NANOS,
  );
  return [
    {
      what: `where an order goes, ${VENUES} venues × ${LEVELS} levels`,
      ours,
      unit: "ns",
      better: "lower",
      goal: 1000,
      note: "batch mean; fees, fill probability and latency in the cost; the split is exact",
      peers: { "levels as objects, sorted": peer },
    },
  ];
}

/** Every choice of five venues with a fee for each order and a least size. */
async function fixedCosts(): Promise<BenchRow> {
  const random = new Random(8);
  const problem = new SplitProblem(VENUES, LEVELS);
  const solver = new SplitSolver(VENUES);
  problem.venues = VENUES;
  problem.unfilledCost = 20_000;
  for (let venue = 0; venue < VENUES; venue++) {
    problem.levels[venue] = LEVELS;
    problem.fixed[venue] = 100 * random.integer(5);
    problem.minSize[venue] = 10 * random.integer(5);
    for (let n = 0; n < LEVELS; n++) {
      problem.size[venue * LEVELS + n] = 50 + random.integer(400);
      problem.cost[venue * LEVELS + n] = 10_000 + venue + 2 * n;
    }
  }
  const ours = await nsPerOperation(
    ORDERS,
    () => {
      let sum = 0;
      for (let k = 0; k < ORDERS; k++) {
        problem.quantity = 1 + ((k * 37) % 2000);
        solver.solve(problem);
        sum += problem.total;
      }
      return sum;
    },
    MEASURED_NANOS,
  );
  return {
    what: `the same, every venue with a fee for each order and a least size`,
    ours,
    unit: "ns",
    better: "lower",
    goal: 20_000,
    note: "batch mean; every choice of venues is tried, the split is exact",
  };
}

/** A bracket whose target is filled in parts: each fill finds its group, measures it, and asks for the stop's new size. */
async function groupFills(): Promise<BenchRow> {
  const groups = new OrderGroups({ instruments, maxGroups: 1, maxLegs: 16 });
  let asked = 0;
  groups.attach({
    release: () => true,
    cancel: () => true,
    resize: (_id, quantity) => {
      asked = quantity;
      return true;
    },
  });
  const [queue, out, event] = [new EventQueue(), new EventQueue(), new EventCursor()];
  const size = 1e12;
  const roles = [LegRole.Entry, LegRole.Target, LegRole.Target, LegRole.Stop];
  roles.forEach((role, n) => {
    OrderLink.write(queue, 1, 0, 0, 1, 1, n + 1, Contingency.OneUpdatesOtherAbsolute, role, roles.length, 0);
    const side = n === 0 ? Side.Buy : Side.Sell;
    const quantity = role === LegRole.Target ? size / 2 : size;
    OrderIntent.write(queue, 1, 0, 0, 1, n + 1, 100, quantity, side, 2, 0, 1);
  });
  while (queue.next(event)) {
    groups.on(event, out);
    if (event.type === OrderIntent.TYPE)
      groups.onIntent(OrderIntent.orderId(event), 0, OrderIntent.side(event), 100, OrderIntent.quantity(event));
    groups.after(event, out);
  }
  groups.onAccepted(1);
  groups.onFill(1, size);
  groups.onClosed(1, OrderStatus.Filled);
  for (const id of [2, 3, 4]) groups.onAccepted(id);
  let stop = size;
  const ours = await nsPerOperation(
    ORDERS,
    () => {
      for (let k = 0; k < ORDERS; k++) {
        groups.onFill(2, 1);
        groups.onReplaced(4, 100, asked, asked, 1);
        stop = asked;
      }
      return stop;
    },
    MEASURED_NANOS,
  );
  if (!(stop < size)) throw new Error("the stop was never made smaller");
  return {
    what: "a fill of one of two targets and its stop's replace, a bracket of four orders",
    ours: ours / 2,
    unit: "ns",
    better: "lower",
    goal: 500,
    note: "batch mean, an event",
  };
}

const suite: Suite = {
  name: "routing",
  async run() {
    return [...(await decisions()), await fixedCosts(), await groupFills()];
  },
};

export default suite;
