import { OrderStatus, type Random, Side, TimeInForce } from "@hotpath/core";
import { Contingency, GroupPolicy, LegRole } from "@hotpath/orders/groups";
import {
  defineStrategy,
  flag,
  integer,
  OrderUpdateKind,
  type StrategyDefinition,
  type StrategyOrders,
} from "../../index.ts";

const FAR = 3_000;
const LARGE = 1_000;
/** Groups trade in this instrument, and there nobody replaces orders beside them. */
const GROUPED = 1;
const POLICIES = [0, GroupPolicy.ReleaseWhenEntryCloses, GroupPolicy.FlattenExcess, GroupPolicy.FlattenOnFailure];

function anyOf(orders: StrategyOrders, random: Random): number | undefined {
  const ids: number[] = [];
  orders.forEach(({ orderId }) => void ids.push(orderId));
  return ids.length === 0 ? undefined : ids[random.integer(ids.length)];
}

/** Wants everything that a strategy can want, by chance: sensible orders, orders beyond all limits, changes of mind. */
export const wisher: StrategyDefinition = defineStrategy({
  name: "wisher",
  parameters: {
    seed: integer({ min: 0, max: 2 ** 32, default: 1 }),
    /** Whether it has stops, orders with a time, and groups of orders. */
    isExtended: flag(),
    isQuiet: flag({ default: false, live: true }),
  },
  create(context) {
    const { orders, timers, parameters } = context;
    const random = context.random(parameters.seed);
    const state = context.state({ bid: 0, ask: 0, instrument: 0 });

    const side = (): number => (random.chance(0.5) ? Side.Buy : Side.Sell);
    const near = (): number => state.bid + random.integer(9) - 4;
    const size = (): number => 1 + random.integer(20);
    const send = (): number => orders.limit(state.instrument, side(), near(), size());
    const replace = (orderId: number): void => {
      const order = orders.get(orderId);
      const isGrouped = parameters.isExtended && order?.instrument === GROUPED;
      if (order !== undefined && !isGrouped) orders.replace(orderId, near(), order.cumulativeQuantity + size());
    };
    const beyondLimits = (): void => {
      const buys = random.chance(0.5);
      const price = buys ? state.ask + FAR : state.bid - FAR;
      if (random.chance(0.5)) orders.limit(state.instrument, buys ? Side.Buy : Side.Sell, price, size());
      else orders.limit(state.instrument, side(), near(), LARGE);
      const id = anyOf(orders, random);
      if (id !== undefined && random.chance(0.5) && orders.get(id)?.instrument !== GROUPED)
        orders.replace(id, near(), LARGE);
    };
    const described = (buys: boolean) => ({
      instrument: state.instrument,
      side: buys ? ("buy" as const) : ("sell" as const),
      quantity: BigInt(size()),
    });
    /** A price so many units beyond the market, in the direction of the side. */
    const beyond = (buys: boolean, units: number): bigint => BigInt(buys ? state.ask + units : state.bid - units);
    const emulated = (): void => {
      const buys = random.chance(0.5);
      const order = described(buys);
      const away = random.integer(6);
      const kind = random.integer(5);
      if (kind === 0) orders.submit({ ...order, type: "stop", triggerPrice: beyond(buys, away) });
      else if (kind === 1)
        orders.submit({
          ...order,
          type: "stop-limit",
          triggerPrice: beyond(buys, away),
          price: beyond(buys, away + 2),
        });
      else if (kind === 2) orders.submit({ ...order, type: "trailing-stop", trailAmount: BigInt(2 + away) });
      else if (kind === 3)
        orders.submit({
          ...order,
          type: "limit-if-touched",
          triggerPrice: beyond(!buys, away),
          price: beyond(buys, 0),
        });
      else {
        const expireMicros = context.nowMicros + 1 + random.integer(30_000);
        orders.submit({ ...order, price: beyond(!buys, away), timeInForce: "GoodTillDate", expireMicros });
      }
    };
    const grouped = (): void => {
      const buys = random.chance(0.5);
      const policy = POLICIES[random.integer(POLICIES.length)]!;
      const quantity = BigInt(size());
      const own = { ...described(buys), quantity };
      const other = { ...described(!buys), quantity };
      const near = BigInt(random.integer(4));
      const target = { ...other, price: beyond(!buys, 0) + (buys ? near : -near) };
      const stop = { ...other, type: "stop" as const, triggerPrice: beyond(!buys, 3 + random.integer(4)) };
      const kinds = [Contingency.OneCancelsOther, Contingency.OneUpdatesOtherAbsolute];
      const kind = kinds[random.integer(2)]!;
      if (random.chance(0.4)) orders.group({ kind, policy: 0, orders: [target, stop] });
      else if (random.chance(0.3)) {
        const again = { ...other, price: beyond(!buys, 1) };
        orders.group({ kind, policy: 0, orders: [target, again] });
      } else
        orders.group({
          kind: Contingency.OneUpdatesOtherAbsolute,
          policy,
          orders: [
            { ...own, price: beyond(buys, random.integer(4) - 2), role: LegRole.Entry },
            { ...target, role: LegRole.Target },
            { ...stop, role: LegRole.Stop },
          ],
        });
    };
    const wish = (): void => {
      if (parameters.isExtended && random.chance(0.3)) {
        if (state.instrument === GROUPED) grouped();
        else emulated();
        return;
      }
      const id = anyOf(orders, random);
      switch (random.integer(12)) {
        case 0:
          orders.limit(state.instrument, Side.Buy, state.ask, size(), TimeInForce.ImmediateOrCancel);
          return;
        case 1:
          orders.market(state.instrument, side(), size());
          return;
        case 2:
        case 3:
          if (id !== undefined) orders.cancel(id);
          return;
        case 4:
        case 5:
          if (id !== undefined) replace(id);
          return;
        case 6:
          beyondLimits();
          return;
        case 7:
          orders.cancel(send());
          return;
        case 8:
          orders.cancel(random.integer(1_000));
          return;
        default:
          send();
      }
    };
    return {
      onStart: () => void timers.every(20_000, 1),
      onBook(book) {
        state.instrument = book.instrument;
        state.bid = book.bidPrice;
        state.ask = book.askPrice;
        if (!parameters.isQuiet && random.chance(0.5)) wish();
      },
      onOrder(update) {
        if (parameters.isQuiet || state.bid === 0 || !random.chance(0.15)) return;
        if (update.kind === OrderUpdateKind.Closed) send();
        else if (update.status !== OrderStatus.PendingCancel) orders.cancel(update.orderId);
      },
      onTimer() {
        if (parameters.isQuiet) return;
        if (random.chance(0.2)) orders.cancelAll(random.integer(context.instruments.size));
        const id = anyOf(orders, random);
        if (id !== undefined) replace(id);
      },
    };
  },
});
