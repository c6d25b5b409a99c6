import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventCursor, Side, Trade } from "@hotpath/core";
import { JournalReader, JournalWriter } from "@hotpath/journal";
import type { OrderMessage, SubmitOrderMessage } from "../protocol/index.ts";
import { START, type TestClient, TestDesk } from "../testing/desk.ts";

type Order = Omit<SubmitOrderMessage, "type" | "id" | "instrument" | "side" | "quantity"> & Partial<SubmitOrderMessage>;

function order(terms: Order): Omit<SubmitOrderMessage, "id"> {
  return { type: "submitOrder", instrument: 0, side: "buy", quantity: "10", ...terms } as SubmitOrderMessage;
}

async function statesOf(client: TestClient, orderId: number): Promise<OrderMessage["state"][]> {
  await client.ask({ type: "query", what: "orders" });
  return (await client.of("order")).filter((each) => each.orderId === orderId).map(({ state }) => state);
}

/** A desk with a market of 99.90 to 100.10, and a client that trades and hears of orders. */
async function open(emulation = true): Promise<{ desk: TestDesk; client: TestClient }> {
  const desk = new TestDesk({ emulation });
  desk.quote(9_990);
  const client = await desk.client("trade");
  await client.ask({ type: "subscribe", topic: "orders" });
  return { desk, client };
}

let printed = 0;
function print(desk: TestDesk, price: number): void {
  printed += 1;
  Trade.write(desk.engine.inbox, START + 1_000_000 + printed, 0, 0, 0, price, 1, Side.Buy);
  desk.engine.process();
}

describe("orders that the engine works", () => {
  const kinds = [
    ["a stop acts from its trigger", { orderType: "stop", triggerPrice: "101.00" }, [10_050, 10_100]],
    ["a market order if touched", { orderType: "market-if-touched", triggerPrice: "99.00" }, [9_950, 9_900]],
    [
      "a trailing stop follows the price down",
      { orderType: "trailing-stop", trailAmount: "0.50" },
      [9_990, 9_900, 9_940, 9_950],
    ],
    [
      "one in hundredths of a percent",
      { orderType: "trailing-stop", trailPercent: 100 },
      [10_000, 9_900, 9_998, 9_999],
    ],
  ] as const;
  for (const [name, terms, prices] of kinds)
    test(name, async () => {
      const { desk, client } = await open();
      await using _ = desk;
      expect(await client.ask(order(terms as Order))).toMatchObject({ value: { orderId: 1, state: "pending" } });
      for (const price of prices.slice(0, -1)) print(desk, price);
      expect(await statesOf(client, 1)).not.toContain("filled");
      print(desk, prices.at(-1)!);
      expect((await statesOf(client, 1)).at(-1)).toBe("filled");
    });

  test("a stop-limit and a limit if touched rest at their limit once they act", async () => {
    const { desk, client } = await open();
    await using _ = desk;
    await client.ask(order({ orderType: "stop-limit", triggerPrice: "101.00", price: "99.50" }));
    await client.ask(order({ orderType: "limit-if-touched", triggerPrice: "99.00", price: "99.20" }));
    print(desk, 10_100);
    print(desk, 9_900);
    expect([(await statesOf(client, 1)).at(-1), (await statesOf(client, 2)).at(-1)]).toEqual(["working", "working"]);
    expect(desk.engine.orders.store.size).toBe(2);
  });

  test("an iceberg, a pegged order and one good till a date pass, with what they ask for", async () => {
    const { desk, client } = await open();
    await using _ = desk;
    const expires = BigInt(START + 60_000_000) * 1000n;
    for (const terms of [
      { orderType: "limit", price: "99.00", displayQuantity: "4" },
      { orderType: "pegged", pegTo: "primary", pegOffset: "-0.10", price: "99.85" },
      { orderType: "limit", price: "99.00", timeInForce: "gtd", expires },
    ] as const)
      expect(await client.ask(order(terms))).toMatchObject({
        value: { state: expect.stringMatching(/working|pending/) },
      });
    expect(desk.engine.orders.store.list().map(({ price }) => price)).toEqual(expect.arrayContaining([9_900, 9_980]));
  });

  test("a bracket: the entry fills, the target rests, and the target's fill cancels the stop", async () => {
    const { desk, client } = await open();
    await using _ = desk;
    const bracket = order({ orderType: "market", takeProfit: "101.00", stopLoss: "98.00" });
    expect(await client.ask(bracket)).toMatchObject({ value: { orderId: 1, state: "filled" } });
    desk.quote(10_200);
    expect((await statesOf(client, 2)).at(-1)).toBe("filled");
    expect((await statesOf(client, 3)).at(-1)).toBe("cancelled");
    expect(desk.engine.portfolio.position(0)).toBe(0);
  });
});

describe("what does not go together", () => {
  const wrong = [
    [{ orderType: "market", price: "1.00" }, "price"],
    [{ orderType: "limit" }, "price"],
    [{ orderType: "stop" }, "triggerPrice"],
    [{ orderType: "stop", triggerPrice: "1.001" }, "triggerPrice"],
    [{ orderType: "limit", price: "1.00", triggerPrice: "1.00" }, "triggerPrice"],
    [{ orderType: "limit", price: "1.00", triggerOn: "bid" }, "triggerOn"],
    [{ orderType: "trailing-stop" }, "trailAmount"],
    [{ orderType: "trailing-stop", trailAmount: "1", trailPercent: 1 }, "trailAmount"],
    [{ orderType: "trailing-stop", trailAmount: "0" }, "trailAmount"],
    [{ orderType: "trailing-stop", trailAmount: "-1" }, "trailAmount"],
    [{ orderType: "trailing-stop", trailPercent: 10_000 }, "trailPercent"],
    [{ orderType: "limit", price: "1.00", limitOffset: "1" }, "limitOffset"],
    [{ orderType: "market", displayQuantity: "1" }, "displayQuantity"],
    [{ orderType: "limit", price: "1.00", displayQuantity: "0.5" }, "displayQuantity"],
    [{ orderType: "pegged" }, "pegTo"],
    [{ orderType: "limit", price: "1.00", pegTo: "mid" }, "pegTo"],
    [{ orderType: "limit", price: "1.00", pegOffset: "1" }, "pegOffset"],
    [{ orderType: "limit", price: "1.00", timeInForce: "gtd" }, "expires"],
    [{ orderType: "limit", price: "1.00", expires: 1n }, "expires"],
    [{ orderType: "limit", price: "1.00", timeInForce: "gtd", expires: 1n }, "expires"],
    [{ orderType: "market", takeProfit: "x" }, "takeProfit"],
    [{ orderType: "market", stopLoss: "-1" }, "stopLoss"],
  ] as const;

  test("is named, and nothing reaches the engine", async () => {
    const { desk, client } = await open();
    await using _ = desk;
    for (const [terms, path] of wrong)
      expect(await client.ask(order(terms as Order))).toMatchObject({ type: "failure", code: "BAD_VALUE", path });
    expect(desk.engine.engine.sequence).toBe(1);
  });

  test("an engine without emulation or groups says so, and takes what it has", async () => {
    const { desk, client } = await open(false);
    await using _ = desk;
    for (const [terms, path] of [
      [{ orderType: "stop", triggerPrice: "1.00" }, "triggerPrice"],
      [{ orderType: "pegged", pegTo: "mid" }, "pegTo"],
      [{ orderType: "limit", price: "1.00", displayQuantity: "1" }, "displayQuantity"],
      [{ orderType: "market", takeProfit: "1.00" }, "takeProfit"],
      [{ orderType: "market", stopLoss: "1.00" }, "stopLoss"],
    ] as const)
      expect(await client.ask(order(terms as Order))).toMatchObject({ type: "failure", code: "UNAVAILABLE", path });
    expect(desk.engine.engine.sequence).toBe(1);
    expect(await client.ask(order({ orderType: "market" }))).toMatchObject({ value: { state: "filled" } });
  });
});

test("a replay of the journal comes to the same orders, to the bit", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hotpath-orders-"));
  try {
    let hash = "";
    {
      await using desk = new TestDesk({ emulation: true, journal: JournalWriter.open({ folder }) });
      desk.quote(9_990);
      const client = await desk.client("trade");
      await client.ask(order({ orderType: "stop", triggerPrice: "101.00", key: "a" }));
      await client.ask(order({ orderType: "trailing-stop", trailPercent: 50, limitOffset: "0.05" }));
      await client.ask(
        order({ orderType: "limit", price: "99.00", takeProfit: "101.00", stopLoss: "98.00", key: "b" }),
      );
      print(desk, 10_000);
      desk.quote(9_890);
      hash = desk.engine.engine.stagesHash();
    }
    await using again = new TestDesk({ emulation: true });
    const event = new EventCursor();
    const reader = JournalReader.open(folder);
    while (reader.next(event)) again.engine.replay(event, "answers");
    expect(again.engine.engine.stagesHash()).toBe(hash);
    expect(again.engine.orders.store.size).toBe(4);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
