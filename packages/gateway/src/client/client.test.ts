import { describe, expect, test } from "bun:test";
import { Side, Trade } from "@hotpath/core";
import { START, TestDesk } from "../testing/desk.ts";
import { Wire } from "../testing/wire.ts";
import { until } from "../transport/testing/conformance.ts";
import { GatewayClient, GatewayError } from "./index.ts";

const BUY = {
  type: "submitOrder",
  instrument: 0,
  side: "buy",
  orderType: "limit",
  price: "99.00",
  quantity: "10",
} as const;

function print(desk: TestDesk, k: number): void {
  Trade.write(desk.engine.inbox, START + k, 0, 0, 0, 10_000 + k, 1, Side.Buy);
  desk.engine.process();
}

describe("a client", () => {
  test("subscribes, asks, and learns what is refused", async () => {
    await using desk = new TestDesk();
    desk.quote(10_000);
    await using client = await GatewayClient.connect({ url: desk.url, token: desk.tokens.trade, name: "test" });
    expect(client.welcome.role).toBe("trade");
    const prices: number[] = [];
    for await (const { bidPrice } of client.subscribe("quotes")) {
      prices.push(bidPrice);
      if (prices.length === 3) break;
      desk.quote(10_000 + prices.length);
    }
    expect(prices).toEqual([10_000, 10_001, 10_002]);
    expect((await client.request(BUY)).value).toMatchObject({ orderId: 1, state: "working" });
    const refused = await client.request({ type: "killSwitch", engaged: true }).catch((error) => error);
    expect(refused).toBeInstanceOf(GatewayError);
    expect(refused.code).toBe("FORBIDDEN");
    const wrong = client.subscribe("book");
    await expect(wrong[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "BAD_VALUE", path: "instrument" });
  });

  test("a wrong token is final, and so is a gateway that is not there where nobody comes again", async () => {
    await using desk = new TestDesk();
    const token = desk.tokens.view.replace(/.{4}$/, "AAAA");
    await expect(GatewayClient.connect({ url: desk.url, token })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    const options = { url: "ws://127.0.0.1:1/", token, reconnect: false };
    await expect(GatewayClient.connect(options)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test("goes on over cut wires: each trade once, in order, none missed", async () => {
    await using desk = new TestDesk();
    using wire = await Wire.to(() => desk.port);
    const options = { url: wire.url, token: desk.tokens.view, firstDelayMillis: 5, maxDelayMillis: 20 };
    await using client = await GatewayClient.connect(options);
    const trades = client.subscribe("trades");
    await until(() => trades.number > 0, "it stands");
    const got: number[] = [];
    const reading = (async () => {
      for await (const { price } of trades) if (got.push(price) === 2000) return;
    })();
    for (let k = 0; k < 2000; k++) {
      print(desk, k);
      // The wire is cut in the midst of a burst, sometimes before the client has read it.
      if (k % 500 === 250) {
        await until(() => client.reconnects === (k - 250) / 500, "it is in");
        if (k > 1000) await Bun.sleep(5);
        wire.cut();
      }
      if (k % 500 === 400) wire.mend();
    }
    await reading;
    expect(got).toEqual(Array.from({ length: 2000 }, (_, k) => 10_000 + k));
    expect(trades.gaps).toBe(0);
    expect(client.reconnects).toBe(4);
  });

  test("of several updates of one input none is doubled or missed", async () => {
    await using desk = new TestDesk();
    desk.quote(10_000);
    using wire = await Wire.to(() => desk.port);
    const options = { url: wire.url, token: desk.tokens.trade, firstDelayMillis: 5 };
    await using client = await GatewayClient.connect(options);
    const orders = client.subscribe("orders");
    const got: string[] = [];
    const reading = (async () => {
      for await (const { orderId, state } of orders) if (got.push(`${orderId} ${state}`) === 20) return;
    })();
    for (let k = 0; k < 10; k++) {
      await client.request({ ...BUY, key: `${k}` });
      if (k !== 3 && k !== 7) continue;
      await until(() => got.length === 2 * k + 2, "both are read");
      wire.cut();
      wire.mend();
      await until(() => client.reconnects === (k === 3 ? 1 : 2), "it is in again");
    }
    await reading;
    expect(got).toEqual(Array.from({ length: 20 }, (_, k) => `${(k >> 1) + 1} ${k % 2 === 0 ? "pending" : "working"}`));
    expect(orders.gaps).toBe(0);
  });

  test("a command with a key is done once though its answer was lost; one without is not known to be done", async () => {
    await using desk = new TestDesk();
    desk.quote(10_000);
    using wire = await Wire.to(() => desk.port);
    await using client = await GatewayClient.connect({ url: wire.url, token: desk.tokens.trade, firstDelayMillis: 5 });
    wire.cut();
    const keyed = client.request({ ...BUY, key: "once" });
    const bare = client.request(BUY).catch((error) => error);
    wire.mend();
    expect((await keyed).value).toMatchObject({ orderId: 1 });
    expect((await bare).code ?? "done").toMatch(/UNAVAILABLE|done/);
    expect((await client.request({ ...BUY, key: "once" })).value).toMatchObject({ orderId: 1 });
  });

  test("another engine behind the gateway is a gap", async () => {
    let port = 0;
    using wire = await Wire.to(() => port);
    const first = new TestDesk();
    port = first.port;
    const { tokens } = first;
    await using client = await GatewayClient.connect({ url: wire.url, token: tokens.view, firstDelayMillis: 5 });
    const trades = client.subscribe("trades");
    const reader = trades[Symbol.asyncIterator]();
    await until(() => trades.number > 0, "it stands");
    print(first, 1);
    expect((await reader.next()).value).toMatchObject({ price: 10_001, sequence: 1 });
    wire.cut();
    await first[Symbol.asyncDispose]();
    await using second = new TestDesk({ life: "test-2", tokens: first });
    port = second.port;
    wire.mend();
    await until(() => client.reconnects === 1 && trades.number > 0, "it is in again");
    expect(client.welcome.engine).toBe("test-2");
    print(second, 5);
    expect((await reader.next()).value).toMatchObject({ price: 10_005, sequence: 1 });
    expect(trades.gaps).toBe(1);
  });

  test("a slow reader is waited for, with a bounded queue and nothing lost", async () => {
    await using desk = new TestDesk();
    await using client = await GatewayClient.connect({ url: desk.url, token: desk.tokens.view, maxQueue: 50 });
    const trades = client.subscribe("trades");
    await until(() => trades.number > 0, "it stands");
    for (let k = 0; k < 1000; k++) print(desk, k);
    await until(() => trades.isPaused, "it waits");
    expect(trades.queued).toBe(50);
    await Bun.sleep(20);
    expect(trades.queued).toBe(50);
    const got: number[] = [];
    for await (const { price } of trades) {
      got.push(price);
      expect(trades.queued).toBeLessThanOrEqual(50);
      if (got.length === 1000) break;
    }
    expect(got).toEqual(Array.from({ length: 1000 }, (_, k) => 10_000 + k));
    expect(trades.gaps).toBe(0);
  });

  test("closing ends readers and fails what was asked", async () => {
    await using desk = new TestDesk();
    const client = await GatewayClient.connect({ url: desk.url, token: desk.tokens.view });
    const reader = client.subscribe("trades")[Symbol.asyncIterator]();
    const next = reader.next();
    const asked = client.request({ type: "query", what: "orders" }).catch((error) => error);
    await client.close();
    expect(await next).toEqual({ done: true, value: undefined });
    expect((await asked).code).toBe("UNAVAILABLE");
    await expect(client.request({ type: "query", what: "orders" })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});
