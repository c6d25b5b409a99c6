import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventCursor, type EventView, OrderEntry, OrderType, Quote, Side, TimeInForce, viewEvent } from "@hotpath/core";
import { defineStrategy, integer, type StrategyEngine } from "@hotpath/engine";
import { JournalReader, JournalWriter } from "@hotpath/journal";
import { type ClientMessage, type OrderMessage, ROLES, type Role } from "../protocol/index.ts";
import { START, type TestClient, TestDesk } from "../testing/desk.ts";
import { until } from "../transport/testing/conformance.ts";

const BUY = {
  type: "submitOrder",
  instrument: 0,
  side: "buy",
  orderType: "limit",
  price: "99.00",
  quantity: "10",
} as const;

const probe = defineStrategy({
  name: "probe",
  parameters: { size: integer({ min: 1, max: 9, default: 1, live: true }), fixed: integer({ default: 1 }) },
  create: () => ({ onBook: () => {} }),
});

async function states(client: TestClient, count: number): Promise<[OrderMessage["state"], number][]> {
  return (await client.of("order", count)).map(({ state, filled }) => [state, filled]);
}

describe("orders", () => {
  test("one that rests, is replaced, is filled in part, and is cancelled, is told step by step", async () => {
    await using desk = new TestDesk();
    desk.quote(10_000);
    const client = await desk.client("trade");
    await client.ask({ type: "subscribe", topic: "orders" });
    await client.ask({ type: "subscribe", topic: "fills" });
    const answer = await client.ask(BUY);
    expect(answer).toMatchObject({ type: "result", sequence: 2, value: { orderId: 1, state: "working" } });
    expect(await states(client, 2)).toEqual([
      ["pending", 0],
      ["working", 0],
    ]);
    await client.ask({ type: "replaceOrder", orderId: 1, price: "99.50", quantity: "30" });
    expect((await states(client, 4)).slice(2)).toEqual([
      ["pending-replace", 0],
      ["working", 0],
    ]);
    desk.quote(9_940, 0, 20);
    expect((await states(client, 5)).slice(4)).toEqual([["partially-filled", 20]]);
    expect((await client.of("fill"))[0]).toMatchObject({
      orderId: 1,
      side: "buy",
      price: 9_950,
      quantity: 20,
      leaves: 10,
      strategy: 32_767,
    });
    await client.ask({ type: "cancelOrder", orderId: 1 });
    expect((await states(client, 7)).slice(5)).toEqual([
      ["pending-cancel", 20],
      ["cancelled", 20],
    ]);
    expect((await client.of("order")).at(-1)).toMatchObject({ price: 9_950, quantity: 30, instrument: 0, side: "buy" });
    expect(await client.ask({ type: "query", what: "orders" })).toMatchObject({
      value: [{ orderId: 1, state: "cancelled" }],
    });
    expect(await client.ask({ type: "query", what: "fills" })).toMatchObject({ value: [{ orderId: 1, quantity: 20 }] });
  });

  test("a market order fills, and the position follows", async () => {
    await using desk = new TestDesk();
    desk.quote(10_000);
    const client = await desk.client("trade");
    await client.ask({ type: "subscribe", topic: "positions", rate: 1000 });
    const order = { type: "submitOrder", instrument: 0, side: "sell", orderType: "market", quantity: "10" } as const;
    expect(await client.ask(order)).toMatchObject({ value: { state: "filled" } });
    expect((await client.of("position"))[0]).toMatchObject({
      instrument: 0,
      position: -10,
      averagePrice: 100,
      realised: 0,
    });
    await client.ask({ type: "subscribe", topic: "risk" });
    expect((await client.of("risk"))[0]).toMatchObject({
      state: "active",
      limitsVersion: 1,
      limits: { maxLeverage: 100 },
    });
    await client.ask({ type: "subscribe", topic: "statistics" });
    const counts = { ordersSubmitted: 1, ordersRefused: 0, refusalsByReason: {}, fills: 1, quotesRejected: {} };
    expect((await client.of("statistics"))[0]!.values).toMatchObject({ inputs: 4, counts });
    expect(await client.ask({ type: "query", what: "positions" })).toMatchObject({ value: [{ position: -10 }] });
  });

  test("a snapshot has those that work; working orders that were there before the gateway are known", async () => {
    const before = (engine: StrategyEngine): void => {
      Quote.write(engine.inbox, START, 0, 0, 0, 10_000, 10_002, 9, 9, 0);
      OrderEntry.write(engine.inbox, START, 0, 0, 0, 9_900, 5, Side.Buy, OrderType.Limit, TimeInForce.Day, 0);
      engine.process();
    };
    await using desk = new TestDesk({ before });
    const client = await desk.client("trade");
    for (let k = 0; k < 2; k++) await client.ask(BUY);
    await client.ask({ type: "cancelOrder", orderId: 2 });
    await client.ask({ type: "subscribe", topic: "orders" });
    const orders = await client.of("order", 2);
    expect(orders.map(({ orderId, state }) => [orderId, state])).toEqual([
      [1, "working"],
      [3, "working"],
    ]);
    expect(
      desk.engine.orders.store
        .list()
        .map(({ orderId }) => orderId)
        .sort(),
    ).toEqual([1, 3]);
  });

  test("what is wrong is named and never reaches the engine; what the gate refuses is told with its reason", async () => {
    await using desk = new TestDesk();
    desk.quote(10_000);
    const client = await desk.client("trade");
    for (const [change, path, code] of [
      [{ price: "99.001" }, "price", "BAD_VALUE"],
      [{ price: "-1" }, "price", "BAD_VALUE"],
      [{ price: "abc" }, "price", "BAD_VALUE"],
      [{ price: undefined }, "price", "BAD_VALUE"],
      [{ orderType: "market" }, "price", "BAD_VALUE"],
      [{ quantity: "0" }, "quantity", "BAD_VALUE"],
      [{ quantity: "1.5" }, "quantity", "BAD_VALUE"],
      [{ instrument: 2 }, "instrument", "NOT_FOUND"],
      [{ side: "both" }, "side", "BAD_MESSAGE"],
      [{ key: "" }, "key", "BAD_VALUE"],
    ] as const)
      expect(await client.ask({ ...BUY, ...change } as never)).toMatchObject({ type: "failure", code, path });
    expect(await client.ask({ type: "cancelOrder", orderId: 5 })).toMatchObject({ code: "NOT_FOUND", path: "orderId" });
    expect(desk.engine.engine.sequence).toBe(1);
    expect(await client.ask({ ...BUY, price: "200.00" })).toMatchObject({
      type: "result",
      value: { state: "refused", reason: "PriceDeviation" },
    });
  });

  test("mass cancel takes a strategy's orders, or all", async () => {
    await using desk = new TestDesk({ strategies: [{ definition: probe }] });
    desk.quote(10_000);
    const client = await desk.client("trade");
    await client.ask(BUY);
    await client.ask(BUY);
    await client.ask({ type: "massCancel", strategy: 1 });
    expect(desk.engine.orders.store.size).toBe(2);
    await client.ask({ type: "massCancel", strategy: 32_767 });
    expect(desk.engine.orders.store.size).toBe(0);
    expect(await client.ask({ type: "massCancel", strategy: 5 })).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("idempotency", () => {
  test("the same key does it once and answers the same, from every connection of the token; other contents are refused", async () => {
    await using desk = new TestDesk();
    desk.quote(10_000);
    const [one, two] = [await desk.client("trade"), await desk.client("trade")];
    const first = await one.ask({ ...BUY, key: "a" });
    const again = await two.ask({ ...BUY, key: "a" });
    expect({ ...again, id: 0 }).toEqual({ ...first, id: 0 });
    expect(desk.engine.orders.store.size).toBe(1);
    expect(await one.ask({ ...BUY, key: "a", quantity: "11" })).toMatchObject({ code: "BAD_VALUE", path: "key" });
    await (await desk.client("admin")).ask({ ...BUY, key: "a" });
    expect(desk.engine.orders.store.size).toBe(2);
  });

  test("what was refused is not done, and may be tried again under its key", async () => {
    await using desk = new TestDesk();
    desk.quote(10_000);
    const client = await desk.client("trade");
    expect(await client.ask({ ...BUY, key: "b", quantity: "0" })).toMatchObject({ type: "failure" });
    expect(await client.ask({ ...BUY, key: "b" })).toMatchObject({ type: "result" });
  });
});

describe("roles", () => {
  type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
  const requests: readonly [Role, WithoutId<Exclude<ClientMessage, { type: "hello" | "alive" }>>][] = [
    ["view", { type: "subscribe", topic: "quotes" }],
    ["view", { type: "query", what: "strategies" }],
    ["trade", { type: "marketData", quotes: [] }],
    ["trade", BUY],
    ["trade", { type: "replaceOrder", orderId: 9, price: "1", quantity: "1" }],
    ["trade", { type: "cancelOrder", orderId: 9 }],
    ["trade", { type: "massCancel" }],
    ["trade", { type: "strategyCommand", strategy: 1, action: "stop" }],
    ["risk", { type: "setRiskLimits", limits: { maxLeverage: 3 } }],
    ["risk", { type: "killSwitch", engaged: true }],
  ];
  for (const role of ROLES)
    test(`${role} may do what it may, and nothing else`, async () => {
      await using desk = new TestDesk({ strategies: [{ definition: probe }] });
      desk.quote(10_000);
      const client = await desk.client(role);
      for (const [needed, request] of requests) {
        const before = desk.engine.engine.sequence;
        const answer = await client.ask(request as never);
        const isAllowed = ROLES.indexOf(role) >= ROLES.indexOf(needed);
        expect([request.type, (answer as { code?: string }).code === "FORBIDDEN"]).toEqual([request.type, !isAllowed]);
        if (!isAllowed) expect(desk.engine.engine.sequence).toBe(before);
      }
    });
});

describe("the engine", () => {
  test("market data enters as quotes; those that cannot be used are named", async () => {
    await using desk = new TestDesk();
    const client = await desk.client("trade", "hotpath.json");
    const quote = {
      symbolId: 9,
      bidPrice: "50.00",
      askPrice: "50.05",
      bidSize: "10",
      askSize: "20",
      timestamp: 1_700_000_000_000_000_123n,
    };
    const quotes = [quote, { ...quote, symbolId: 8 }, { ...quote, bidPrice: "51.00" }];
    expect(await client.ask({ type: "marketData", quotes })).toMatchObject({
      sequence: 1,
      value: { accepted: 1, rejects: [{ index: 1 }, { index: 2 }] },
    });
    await client.ask({ type: "subscribe", topic: "quotes" });
    expect((await client.of("quote"))[0]).toMatchObject({
      instrument: 1,
      bidPrice: 5000,
      askSize: 20,
      time: "1700000000000000123" as never,
    });
  });

  test("strategies start, stop and take parameters", async () => {
    await using desk = new TestDesk({ strategies: [{ definition: probe }] });
    desk.quote(10_000);
    const client = await desk.client("trade");
    const what = { type: "query", what: "strategies" } as const;
    expect(await client.ask(what)).toMatchObject({
      value: [{ id: 1, name: "probe", state: "running", parameters: { size: 1 } }],
    });
    await client.ask({ type: "strategyCommand", strategy: 1, action: "set", parameters: { size: 5 } });
    await client.ask({ type: "strategyCommand", strategy: 1, action: "stop" });
    expect(await client.ask(what)).toMatchObject({ value: [{ state: "stopped", parameters: { size: 5 } }] });
    await client.ask({ type: "strategyCommand", strategy: 1, action: "start" });
    expect(await client.ask(what)).toMatchObject({ value: [{ state: "running" }] });
    for (const [parameters, path] of [
      [{ size: 10 }, "parameters.size"],
      [{ fixed: 2 }, "parameters.fixed"],
      [{ toString: 2 }, "parameters.toString"],
      [{}, "parameters"],
      [[1], "parameters"],
    ] as const)
      expect(await client.ask({ type: "strategyCommand", strategy: 1, action: "set", parameters })).toMatchObject({
        code: "BAD_VALUE",
        path,
      });
    expect(await client.ask({ type: "strategyCommand", strategy: 2, action: "stop" })).toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("the kill switch halts and cancels; limits come into force together", async () => {
    await using desk = new TestDesk();
    desk.quote(10_000);
    const client = await desk.client("risk");
    await client.ask(BUY);
    await client.ask({ type: "subscribe", topic: "risk", rate: 1000 });
    await client.ask({ type: "killSwitch", engaged: true, reason: "a test" });
    expect(desk.engine.orders.store.size).toBe(0);
    await until(() => client.heard.some((m) => m.type === "risk" && m.state === "halted"), "halted");
    expect(await client.ask(BUY)).toMatchObject({ value: { state: "refused" } });
    await client.ask({ type: "killSwitch", engaged: false });
    expect(await client.ask(BUY)).toMatchObject({ value: { state: "working" } });
    expect(await client.ask({ type: "setRiskLimits", limits: { maxLeverage: -1 } })).toMatchObject({
      code: "BAD_VALUE",
    });
    await client.ask({ type: "setRiskLimits", limits: { maxLeverage: 3 } });
    expect(await client.ask({ type: "query", what: "limits" })).toMatchObject({ value: { maxLeverage: 3 } });
    await until(() => client.heard.some((m) => m.type === "risk" && m.limitsVersion === 2), "the new limits");
  });

  test("commands are lines of the log, without keys, and short ones however long the command was", async () => {
    await using desk = new TestDesk({ strategies: [{ definition: probe }] });
    desk.quote(10_000);
    const client = await desk.client("trade");
    await client.ask({ type: "subscribe", topic: "logs" });
    await client.ask({ ...BUY, key: "the-key" });
    await client.ask({ type: "strategyCommand", strategy: 1, action: "set", parameters: { size: 2 }, key: "x" });
    const logs = await client.of("log", 2);
    expect(logs[0]).toMatchObject({
      level: "info",
      message: "submitOrder",
      fields: { actor: 2, sequence: 3, command: { price: "99.00" } },
    });
    expect(JSON.stringify(logs[0]!.fields)).not.toContain("the-key");
    const risk = await desk.client("risk");
    await risk.ask({ type: "killSwitch", engaged: true, reason: "r".repeat(5000) });
    const last = (await client.of("log", 4)).at(-1)!;
    expect(last.message).toBe("killSwitch");
    expect(JSON.stringify(last.fields).length).toBeLessThan(1300);
  });

  test("a replay of the journal gives clients' orders the same ids, and comes to the same state", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-gateway-"));
    try {
      const journal = JournalWriter.open({ folder });
      let hash = "";
      {
        await using desk = new TestDesk({ journal });
        desk.quote(10_000);
        const client = await desk.client("trade");
        for (let k = 0; k < 5; k++) await client.ask({ ...BUY, price: `99.0${k}` });
        await client.ask({ type: "replaceOrder", orderId: 2, price: "98.00", quantity: "8" });
        await client.ask({ type: "cancelOrder", orderId: 3 });
        desk.quote(9_900);
        await client.ask({ type: "massCancel", strategy: 32_767 });
        hash = desk.engine.engine.stagesHash();
      }
      await using again = new TestDesk();
      const event = new EventCursor();
      const reader = JournalReader.open(folder);
      while (reader.next(event)) again.engine.replay(event, "answers");
      expect(again.engine.engine.stagesHash()).toBe(hash);
      expect(again.engine.portfolio.position(0)).toBeGreaterThan(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("every command is an input in the journal, with the token's number", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-gateway-"));
    try {
      const journal = JournalWriter.open({ folder });
      {
        await using desk = new TestDesk({ journal, strategies: [{ definition: probe }] });
        desk.quote(10_000);
        const client = await desk.client("risk");
        await client.ask({ ...BUY, quantity: "7" });
        await client.ask({ type: "replaceOrder", orderId: 1, price: "98.00", quantity: "8" });
        await client.ask({ type: "cancelOrder", orderId: 1 });
        await client.ask({ type: "massCancel" });
        await client.ask({ type: "strategyCommand", strategy: 1, action: "stop" });
        await client.ask({ type: "strategyCommand", strategy: 1, action: "set", parameters: { size: 2 } });
        await client.ask({ type: "killSwitch", engaged: true });
        await client.ask({ type: "setRiskLimits", limits: { maxLeverage: 4 } });
      }
      const event = new EventCursor();
      const seen: EventView[] = [];
      const reader = JournalReader.open(folder);
      while (reader.next(event)) seen.push(viewEvent(event)!);
      const of = (type: string): EventView[] => seen.filter((view) => view.type === type);
      expect(of("OrderEntry")).toMatchObject([{ price: 9_900, quantity: 7, side: Side.Buy, actor: 3 }]);
      expect(of("OrderEntryReplace")).toMatchObject([{ orderId: 1, price: 9_800, quantity: 8, actor: 3 }]);
      expect(of("OrderEntryCancel")).toMatchObject([{ orderId: 1, actor: 3 }]);
      expect(of("OrderEntryMassCancel")).toMatchObject([{ strategy: -1, actor: 3 }]);
      expect(of("StrategyCommand")).toMatchObject([{ strategy: 1, actor: 3 }]);
      expect(of("StrategyParameter")).toMatchObject([{ strategy: 1, parameter: 0, value: 2, actor: 3 }]);
      expect(of("RiskCommand")).toMatchObject([{ actor: 3 }]);
      expect(of("RiskLimitsCommit")).toMatchObject([{ actor: 3 }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
