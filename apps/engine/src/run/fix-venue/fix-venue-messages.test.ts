import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Side, TimeInForce } from "@hotpath/core";
import { type OrderDescription, OrderUpdateKind, type StrategyOrders } from "@hotpath/engine";
import { DiscrepancyKind } from "@hotpath/orders";
import { GoodTillDate } from "./good-till-date.ts";
import { FIX_CAPABILITIES } from "./order-writer.ts";
import { Counterparty } from "./testing/counterparty.ts";
import { FixLife, type FixLifeOptions } from "./testing/fix-life.ts";
import { VenueReason } from "./venue-reason.ts";

setDefaultTimeout(120_000);

const root = mkdtempSync(join(tmpdir(), "hotpath-fix-venue-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

/** A counterparty, and a first life that is logged on. */
async function begin(version = "FIX.4.4", more = "", requests?: FixLifeOptions["requests"]) {
  const folder = join(root, `${count++}`);
  const venue = await Counterparty.listen(version);
  open.push(venue);
  const next = async (options: FixLifeOptions = {}) => {
    const life = await FixLife.start(folder, venue.port, version, more, { ...options, ...(requests && { requests }) });
    open.push(life);
    return life;
  };
  return { venue, next, life: await next() };
}

const buy =
  (quantity: number, price = 10_000) =>
  (orders: StrategyOrders) =>
    orders.limit(0, Side.Buy, price, quantity, TimeInForce.GoodTillCancel);

describe("a FIX counterparty as an engine's venue", () => {
  for (const version of ["FIX.4.2", "FIX.4.4", "FIX.5.0SP2"])
    test(`an order is acknowledged, filled in part, replaced and filled; a fill is busted, another corrected, ${version}`, async () => {
      const { venue, life } = await begin(version);
      const id = life.act(buy(100));
      const order = await venue.next("D");
      expect([order.get(38), order.get(44), order.get(40), order.get(54), order.get(59)]).toEqual([
        "100",
        "100.00",
        "2",
        "1",
        "1",
      ]);
      venue.report(order, { exec: "0", status: "0", leaves: 100, cumulative: 0 });
      venue.report(order, { exec: "F", status: "1", leaves: 60, cumulative: 40, last: [40, "99.99"], id: "E1" });
      await life.until(() => life.position() === 40);
      life.act((orders) => orders.replace(id, 10_001, 120));
      const replace = await venue.next("G");
      expect([replace.get(41), replace.get(38), replace.get(44)]).toEqual([order.get(11), "120", "100.01"]);
      venue.report(replace, { exec: "5", status: "1", leaves: 80, cumulative: 40, original: order.get(11)! });
      await life.until(() => life.engine.orders.store.list()[0]?.quantity === 120);
      venue.report(replace, { exec: "F", status: "2", leaves: 0, cumulative: 120, last: [80, "100.01"], id: "E2" });
      await life.until(() => life.position() === 120 && life.engine.orders.store.size === 0);
      // What comes twice counts once.
      venue.report(replace, { exec: "F", status: "2", leaves: 0, cumulative: 120, last: [80, "100.01"], id: "E2" });
      venue.report(replace, {
        exec: "H",
        status: "2",
        leaves: 0,
        cumulative: 80,
        last: [40, "99.99"],
        id: "E3",
        refersTo: "E1",
      });
      await life.until(() => life.position() === 80);
      venue.report(replace, {
        exec: "G",
        status: "2",
        leaves: 0,
        cumulative: 70,
        last: [70, "100.00"],
        id: "E4",
        refersTo: "E2",
      });
      await life.until(() => life.position() === 70);
      expect(life.venue.notes()).toEqual([]);
    });

  for (const [version, closing, dated] of [
    ["FIX.4.1", ["0", "5", "B"], "20300605-16:00:00"],
    ["FIX.4.2", ["0", "5", "B"], "20300605-16:00:00.250"],
    ["FIX.4.4", ["7", "1", "2"], "20300605-16:00:00.250"],
    ["FIX.5.0SP2", ["7", "1", "2"], "20300605-16:00:00.250"],
  ] as const)
    test(`orders for auctions and until a date are said as the version says them, ${version}`, async () => {
      const { venue, next, life: first } = await begin(version);
      await first[Symbol.asyncDispose]();
      const life = await next({ emulation: { capabilities: FIX_CAPABILITIES } });
      const send = async (order: Partial<OrderDescription>) => {
        life.act((orders) => orders.submit({ instrument: 0, side: "buy", quantity: 10, ...order }));
        const sent = await venue.next("D");
        return [sent.get(59), sent.get(40), sent.get(44), sent.get(126), sent.get(432)];
      };
      const [price, none] = ["100.00", undefined];
      expect(await send({ type: "market", timeInForce: "AtTheOpening" })).toEqual(["2", "1", none, none, none]);
      expect(await send({ price, timeInForce: "AtTheOpening" })).toEqual(["2", "2", price, none, none]);
      const [time, market, limit] = closing;
      expect(await send({ type: "market", timeInForce: "AtTheClose" })).toEqual([time, market, none, none, none]);
      expect(await send({ price, timeInForce: "AtTheClose" })).toEqual([time, limit, price, none, none]);
      const expireMicros = Date.UTC(2030, 5, 5, 16, 0, 0, 250) * 1000 + 7;
      const until = { price, timeInForce: "GoodTillDate", expireMicros } as const;
      expect(await send(until)).toEqual(["6", "2", price, dated, none]);
      // The counterparty of these tests speaks from FIX 4.2 on.
      if (version === "FIX.4.1") return;
      // A replace says it again.
      const [working] = life.engine.orders.store.list().slice(-1);
      const sent = venue.taken.at(-1)!;
      venue.report(sent, { exec: "0", status: "0", leaves: 10, cumulative: 0 });
      await life.until(() => life.isQuiet(working!.orderId));
      life.act((orders) => orders.replace(working!.orderId, 9_999, 10));
      const replace = await venue.next("G");
      expect([replace.get(59), replace.get(44), replace.get(126)]).toEqual(["6", "99.99", dated]);
      // A stop is the engine's: nothing of it leaves before its price has come.
      const before = venue.taken.length;
      life.act((orders) =>
        orders.submit({ instrument: 0, side: "sell", type: "stop", triggerPrice: "90.00", quantity: 1 }),
      );
      await life.until(() => life.updates.at(-1)?.kind === OrderUpdateKind.Held);
      expect(venue.taken.length).toBe(before);
    });

  test("a counterparty that wants days is told the last day of its own", async () => {
    const more = "GoodTillDate=ExpireDate\nExpireTimeZone=America/New_York\n";
    const { venue, next, life: first } = await begin("FIX.4.4", more);
    await first[Symbol.asyncDispose]();
    const life = await next({ emulation: { capabilities: FIX_CAPABILITIES } });
    const send = async (expireMicros: number) => {
      const order = { instrument: 0, side: "buy", quantity: 1, price: "1.00", timeInForce: "GoodTillDate" } as const;
      life.act((orders) => orders.submit({ ...order, expireMicros }));
      const sent = await venue.next("D");
      return [sent.get(59), sent.get(126), sent.get(432)];
    };
    // In New York it is still the 5th; its midnight is the end of the 5th.
    expect(await send(Date.UTC(2030, 5, 6, 1) * 1000)).toEqual(["6", undefined, "20300605"]);
    expect(await send(Date.UTC(2030, 5, 6, 4) * 1000)).toEqual(["6", undefined, "20300605"]);
    expect(await send(Date.UTC(2030, 5, 6, 4) * 1000 + 1)).toEqual(["6", undefined, "20300606"]);
    expect(() => new GoodTillDate("ExpireDate", "Mars/Olympus")).toThrow("ExpireTimeZone");
  });

  test("a cancel is answered, and refused; a replace is refused; an order is rejected", async () => {
    const { venue, life } = await begin();
    const id = life.act(buy(10));
    const order = await venue.next("D");
    venue.report(order, { exec: "0", status: "0", leaves: 10, cumulative: 0 });
    await life.until(() => life.updates.at(-1)?.kind === OrderUpdateKind.Accepted);
    life.act((orders) => orders.replace(id, 9_999, 10));
    venue.refuse(await venue.next("G"), order.get(11)!, 2, "0");
    await life.until(() => life.isQuiet(id));
    life.act((orders) => orders.cancel(id));
    const cancel = await venue.next("F");
    // The replace was refused: the order's own name is the last that holds.
    expect([cancel.get(41), cancel.get(11)!.split("-")[1]]).toEqual([order.get(11), "2"]);
    venue.refuse(cancel, order.get(11)!, 1, "0");
    await life.until(() => life.isQuiet(id));
    life.act((orders) => orders.cancel(id));
    venue.report(await venue.next("F"), { exec: "4", status: "4", leaves: 0, cumulative: 0, original: order.get(11)! });
    await life.until(() => life.engine.orders.store.size === 0);
    life.act(buy(5));
    venue.report(await venue.next("D"), { exec: "8", status: "8", leaves: 0, cumulative: 0, reason: 3 });
    await life.until(() => life.engine.orders.store.size === 0);
    expect(life.reasons()).toEqual([3]);
  });

  for (const refusal of [{ session: 5 }, { business: 3 }])
    test(`a message that is refused as such is an order that is rejected: ${JSON.stringify(refusal)}`, async () => {
      const { venue, life } = await begin();
      venue.refusal = refusal;
      life.act(buy(10));
      await life.until(() => life.engine.orders.store.size === 0);
      expect(life.reasons()).toEqual([VenueReason.MessageRejected]);
    });

  test("without a session orders are refused, not kept; with the next one it goes on", async () => {
    const { venue, life } = await begin();
    venue.drop();
    await life.until(() => !life.venue.isReady);
    life.act(buy(10));
    await life.until(() => life.engine.orders.store.size === 0);
    expect(life.reasons()).toEqual([VenueReason.NotConnected]);
    await life.until(() => life.venue.isReady);
    life.act(buy(20));
    expect((await venue.next("D")).get(38)).toBe("20");
  });

  for (const resends of [false, true])
    test(`what was journalled and never sent is ${resends ? "sent late" : "refused"} after a crash, and nothing twice`, async () => {
      const { venue, life, next } = await begin();
      const working = life.act(buy(10));
      const order = await venue.next("D");
      venue.report(order, { exec: "0", status: "0", leaves: 10, cumulative: 0 });
      await life.until(() => life.updates.length > 0);
      life.cutOff();
      life.act(buy(20));
      life.act((orders) => orders.replace(working, 10_001, 11));
      life.act((orders) => orders.cancel(working));
      await life.end();
      // It fills meanwhile, and says so twice.
      venue.report(order, { exec: "F", status: "1", leaves: 6, cumulative: 4, last: [4, "100.00"], id: "E1" });
      const again = await next({ resends });
      await again.until(() => again.position() === 4);
      venue.report(order, { exec: "F", status: "1", leaves: 6, cumulative: 4, last: [4, "100.00"], id: "E1" });
      const cancel = await venue.next("F");
      // It is chained to the replace if that was sent.
      expect(cancel.get(41)).toBe(resends ? (await venue.next("G")).get(11) : order.get(11));
      venue.report(cancel, { exec: "4", status: "4", leaves: 0, cumulative: 4, original: order.get(11)! });
      await again.until(() => again.engine.orders.store.size === (resends ? 1 : 0));
      expect(again.reasons()).toEqual(resends ? [] : [VenueReason.NeverSent]);
      expect(venue.taken.filter((message) => message.get(35) === "D").map((message) => message.get(38))).toEqual(
        resends ? ["10", "20"] : ["10"],
      );
      expect(again.position()).toBe(4);
    });

  test("numbers that have begun again: the counterparty is asked for each order, and its word holds", async () => {
    const { venue, life, next } = await begin("FIX.4.4", "ResetOnLogon=Y\nOrderStatusRequests=each\n");
    for (const quantity of [10, 20, 30]) life.act(buy(quantity));
    const orders = [await venue.next("D"), await venue.next("D"), await venue.next("D")];
    venue.report(orders[0]!, { exec: "0", status: "0", leaves: 10, cumulative: 0 });
    await life.until(() => life.updates.length > 0);
    await life.end();
    const starting = next();
    const asked = [await venue.next("H"), await venue.next("H"), await venue.next("H")];
    expect(asked.map((message) => message.get(11))).toEqual(orders.map((message) => message.get(11)));
    venue.report(orders[0]!, { exec: "I", status: "1", leaves: 7, cumulative: 3, average: "100.00" });
    venue.report(orders[1]!, { exec: "I", status: "0", leaves: 20, cumulative: 0 });
    venue.report(orders[2]!, { exec: "I", status: "8", leaves: 0, cumulative: 0 });
    const again = await starting;
    await again.until(() => again.engine.orders.store.size === 2);
    expect([again.position(), again.engine.orders.store.list().map(({ leavesQuantity }) => leavesQuantity)]).toEqual([
      3,
      [7, 20],
    ]);
  });

  test("numbers that have begun again: the counterparty is asked for all orders at once, and tells of a stranger's too", async () => {
    const { venue, life, next } = await begin("FIX.4.4", "ResetOnLogon=Y\nOrderStatusRequests=mass\n");
    for (const quantity of [10, 20]) life.act(buy(quantity));
    const orders = [await venue.next("D"), await venue.next("D")];
    await life.end();
    const starting = next();
    const request = (await venue.next("AF")).get(584)!;
    const state = { exec: "I", status: "0", cumulative: 0, request } as const;
    venue.report(orders[1]!, { ...state, leaves: 20, ofReports: 2 });
    const stranger = new Map([...orders[1]!, [11, "STRANGER"]]);
    venue.report(stranger, { ...state, leaves: 5, ofReports: 2 });
    const again = await starting;
    await again.until(() => again.engine.orders.store.size === 1);
    expect(again.engine.orders.store.list().map(({ leavesQuantity }) => leavesQuantity)).toEqual([20]);
    expect(again.discrepancies).toEqual([DiscrepancyKind.Orphan, DiscrepancyKind.NeverArrived]);
    expect(again.venue.notes()).toEqual([
      "2 discrepancies with the counterparty's list of orders, 1 of them unresolved",
    ]);
  });

  test("numbers that have begun again, and a counterparty that knows no OrderStatusRequest: what may work is cancelled", async () => {
    const { venue, life, next } = await begin("FIX.4.4", "ResetOnLogon=Y\nOrderStatusRequests=each\n");
    life.act(buy(10));
    const order = await venue.next("D");
    await life.end();
    venue.unsupported = "H";
    const again = await next();
    const cancel = await venue.next("F");
    expect([cancel.get(41), again.venue.notes().length]).toEqual([order.get(11), 2]);
    venue.report(cancel, { exec: "4", status: "4", leaves: 0, cumulative: 0, original: order.get(11)! });
    await again.until(() => again.engine.orders.store.size === 0);
  });

  test("numbers that have begun again, and nobody to ask: whatever may work is cancelled, what is not known has ended", async () => {
    const { venue, life, next } = await begin("FIX.4.4", "ResetOnLogon=Y\n");
    life.act(buy(10));
    life.act(buy(20));
    const orders = [await venue.next("D"), await venue.next("D")];
    await life.end();
    const again = await next();
    const cancels = [await venue.next("F"), await venue.next("F")];
    expect(cancels.map((message) => message.get(41))).toEqual(orders.map((message) => message.get(11)));
    venue.report(cancels[0]!, { exec: "4", status: "4", leaves: 0, cumulative: 0, original: orders[0]!.get(11)! });
    venue.refuse(cancels[1]!, orders[1]!.get(11)!, 1, "8", 1);
    await again.until(() => again.engine.orders.store.size === 0);
    expect([again.position(), again.reasons()]).toEqual([0, [VenueReason.UnknownThere]]);
  });

  /** A counterparty that is asked when it says nothing for a while. */
  const silent = (version: string) =>
    begin(version, "OrderStatusRequests=each\n", { unansweredMicros: 50_000, statusRequests: true });

  const works = (leaves: number) => ({ exec: "I", status: "0", leaves, cumulative: 0 });
  const asked = (venue: Counterparty) =>
    new Set(venue.taken.flatMap((message) => (message.get(35) === "H" ? [message.get(11)] : [])));

  for (const version of ["FIX.4.2", "FIX.4.4"])
    test(`an order that is not answered is asked about by OrderStatusRequest, and its answer holds, ${version}`, async () => {
      const { venue, life } = await silent(version);
      const id = life.act(buy(100));
      const order = await venue.next("D");
      venue.states = new Map([[order.get(11)!, works(100)]]);
      await life.until(() => life.isQuiet(id));
      // A replace of which the venue knows nothing: the order is as it was, and the next request is chained to it alone.
      life.act((orders) => orders.replace(id, 10_001, 120));
      await life.until(() => life.isQuiet(id));
      expect(asked(venue)).toEqual(new Set([order.get(11)]));
      expect(life.discrepancies).toContain(DiscrepancyKind.ReplaceLost);
      life.act((orders) => orders.cancel(id));
      expect((await venue.next("F")).get(41)).toBe(order.get(11));
      venue.report(order, { exec: "4", status: "4", leaves: 0, cumulative: 0 });
      await life.until(() => life.engine.orders.store.size === 0);
    });

  test("a replace that took effect unheard is found by its own ClOrdID; what is not known by any has ended", async () => {
    const { venue, life } = await silent("FIX.4.4");
    const id = life.act(buy(100));
    const order = await venue.next("D");
    venue.report(order, { exec: "0", status: "0", leaves: 100, cumulative: 0 });
    await life.until(() => life.isQuiet(id));
    life.act((orders) => orders.replace(id, 10_001, 120));
    const replace = await venue.next("G");
    venue.states = new Map([[replace.get(11)!, works(120)]]);
    await life.until(() => life.isQuiet(id));
    expect(asked(venue)).toEqual(new Set([order.get(11), replace.get(11)]));
    expect(life.engine.orders.store.list()).toMatchObject([{ price: 10_001, quantity: 120, leavesQuantity: 120 }]);
    venue.states = new Map();
    life.act((orders) => orders.cancel(id));
    expect((await venue.next("F")).get(41)).toBe(replace.get(11));
    await life.until(() => life.engine.orders.store.size === 0);
    expect(life.discrepancies).toContain(DiscrepancyKind.MissingAtVenue);
  });

  test("a counterparty that takes no OrderStatusRequest is asked once; what it says nothing to is named, and stays", async () => {
    const { venue, life } = await silent("FIX.4.4");
    venue.unsupported = "H";
    const id = life.act(buy(100));
    await life.until(() => life.discrepancies.length > 0);
    expect(life.discrepancies).toEqual([DiscrepancyKind.Unanswered]);
    expect(life.engine.orders.store.list()).toMatchObject([{ orderId: id, leavesQuantity: 100 }]);
    expect(venue.taken.filter((message) => message.get(35) === "H").length).toBe(1);
    expect(life.updates.map(({ kind, reason }) => [kind, reason])).toEqual([
      [OrderUpdateKind.Discrepancy, DiscrepancyKind.Unanswered],
    ]);
  });
});
