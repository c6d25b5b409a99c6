import { describe, expect, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import { OrderIds } from "@hotpath/engine";
import { DeskStage } from "../link/desk-stage.ts";
import { GatewayTap } from "../link/gateway-tap.ts";
import { localEngineLink } from "../link/local-engine-link.ts";
import { PROTOCOL_VERSION } from "../protocol/index.ts";
import { START, TestClient, TestDesk } from "../testing/desk.ts";
import { bunTransport } from "../transport/bun-transport.ts";
import { until } from "../transport/testing/conformance.ts";
import { openRaw } from "../transport/testing/raw-client.ts";
import { CloseCode } from "../transport/transport.ts";

describe("coming in", () => {
  test("welcome says what there is", async () => {
    await using desk = new TestDesk();
    desk.quote();
    const client = await desk.client("risk");
    const [welcome] = await client.of("welcome");
    expect(welcome).toMatchObject({
      version: PROTOCOL_VERSION,
      role: "risk",
      engine: "test-1",
      sequence: 1,
      time: BigInt(START + 1000) * 1000n,
      strategies: [],
    });
    expect(welcome!.instruments[1]).toEqual({
      id: 9,
      symbol: "BBB",
      priceDecimals: 2,
      sizeDecimals: 0,
      currency: "USD",
    });
  });

  test("nobody comes in without a token, with a wrong one, with one that has ended, or with another message first", async () => {
    await using desk = new TestDesk({ expires: "2001-01-01T00:00:00Z" });
    const wrong = desk.tokens.admin.slice(0, -1) + (desk.tokens.admin.endsWith("A") ? "B" : "A");
    for (const message of [
      { type: "hello", version: PROTOCOL_VERSION },
      { type: "hello", version: PROTOCOL_VERSION, token: wrong },
      { type: "hello", version: PROTOCOL_VERSION, token: desk.tokens.admin },
      { type: "query", id: 1, what: "orders" },
    ] as const) {
      const client = await TestClient.open(desk.url, "hotpath.json");
      client.send(message);
      expect(await client.closed).toBe(CloseCode.Unauthenticated);
      expect(client.heard).toMatchObject([{ type: "failure", code: "UNAUTHENTICATED" }]);
    }
    for (const line of desk.log)
      for (const token of Object.values(desk.tokens)) expect(line).not.toContain(token.slice(5));
  });

  test("a bearer of the request is as good as a token of the hello; no hello in time is no hello", async () => {
    await using desk = new TestDesk({ limits: { helloMillis: 20 } });
    const headers = { authorization: `Bearer ${desk.tokens.view}` };
    const socket = new WebSocket(desk.url, { protocols: ["hotpath.json"], headers } as unknown as string[]);
    const heard: string[] = [];
    socket.onmessage = ({ data }) => heard.push(data);
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", version: PROTOCOL_VERSION }));
    await until(() => heard.length > 0, "an answer");
    expect(JSON.parse(heard[0]!)).toMatchObject({ type: "welcome", role: "view" });
    const silent = await TestClient.open(desk.url, "hotpath.msgpack");
    expect(await silent.closed).toBe(CloseCode.Unauthenticated);
    socket.close();
  });

  test("another major version is refused, another minor one is not", async () => {
    await using desk = new TestDesk();
    const later = await TestClient.open(desk.url, "hotpath.msgpack");
    later.send({ type: "hello", version: PROTOCOL_VERSION + 7, token: desk.tokens.view });
    await later.of("welcome");
    const other = await TestClient.open(desk.url, "hotpath.msgpack");
    other.send({ type: "hello", version: PROTOCOL_VERSION + 1000, token: desk.tokens.view });
    expect(await other.closed).toBe(CloseCode.BadVersion);
  });

  test("pages of other origins and connections beyond the bound are not let in", async () => {
    await using desk = new TestDesk({ limits: { maxConnections: 1 } });
    await expect(openRaw(desk.port, { Origin: "https://evil.example" })).rejects.toThrow("403");
    await expect(openRaw(desk.port, { Origin: "null" })).rejects.toThrow("403");
    await desk.client("view");
    await expect(openRaw(desk.port)).rejects.toThrow("503");
  });
});

describe("staying", () => {
  test("heartbeats come; who answers none is disconnected", async () => {
    await using desk = new TestDesk({ limits: { heartbeatMillis: 20 } });
    const client = await desk.client("view");
    const answers = setInterval(() => client.send({ type: "alive" }), 5);
    const silent = await desk.client("view");
    expect(await silent.closed).toBe(CloseCode.Silent);
    await client.of("heartbeat", 8);
    clearInterval(answers);
    expect(await client.closed).toBe(CloseCode.Silent);
  });

  test("messages that are none are answered with path and what is allowed, and end the connection at the tenth", async () => {
    await using desk = new TestDesk();
    const client = await desk.client("view");
    expect(await client.ask({ type: "subscribe", topic: "boook" as never })).toMatchObject({
      code: "BAD_MESSAGE",
      path: "topic",
    });
    for (let k = 0; k < 9; k++) client.raw(Uint8Array.of(0xc1));
    expect(await client.closed).toBe(CloseCode.BadMessage);
  });

  test("requests beyond the rate are refused with the time to wait, and are not done", async () => {
    await using desk = new TestDesk({ limits: { requestsPerSecond: 1, requestBurst: 3 } });
    const client = await desk.client("view");
    for (let k = 0; k < 3; k++)
      expect(await client.ask({ type: "query", what: "orders" })).toMatchObject({ type: "result" });
    const refused = await client.ask({ type: "query", what: "orders" });
    expect(refused).toMatchObject({ type: "failure", code: "RATE_LIMITED" });
    expect((refused as { retryAfterMillis: number }).retryAfterMillis).toBeGreaterThan(0);
  });

  test("a frame beyond the bound ends its connection alone", async () => {
    await using desk = new TestDesk({ maxFrameBytes: 4096 });
    const [one, other] = [await desk.client("view"), await desk.client("view")];
    one.raw(new Uint8Array(5000));
    await one.closed;
    expect(await other.ask({ type: "query", what: "orders" })).toMatchObject({ type: "result", value: [] });
  });
});

describe("HTTP", () => {
  test("health and readiness are open, metrics need a token", async () => {
    await using desk = new TestDesk();
    const get = (path: string, token?: string, method = "GET"): Promise<Response> =>
      fetch(`http://127.0.0.1:${desk.port}${path}`, {
        method,
        ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
      });
    expect([await (await get("/health")).text(), await (await get("/ready")).text()]).toEqual(["ok\n", "ready\n"]);
    expect((await get("/metrics")).status).toBe(401);
    expect((await get("/metrics", "hp.1.x")).status).toBe(401);
    expect((await get("/nothing")).status).toBe(404);
    expect((await get("/health", undefined, "POST")).status).toBe(405);
    const client = await desk.client("trade");
    desk.quote();
    await client.ask({ type: "massCancel" });
    await client.ask({ type: "cancelOrder", orderId: 99 });
    const lines = (await (await get("/metrics", desk.tokens.view)).text()).split("\n");
    expect(lines).toContain("hotpath_gateway_connections 1");
    expect(lines).toContain("hotpath_inputs_total 2");
    expect(lines).toContain('hotpath_gateway_commands_total{command="massCancel"} 1');
    expect(lines).toContain('hotpath_gateway_failures_total{code="NOT_FOUND"} 1');
    expect(lines).toContain("# TYPE hotpath_gateway_messages_out_total counter");
  });
});

describe("putting it together", () => {
  test("options that are wrong are named", async () => {
    await using desk = new TestDesk();
    const { engine, tap } = desk;
    const options = { engine, desk: desk.desk, tap, life: "x" };
    expect(() => localEngineLink({ ...options, desk: new DeskStage({ orderIds: new OrderIds() }) })).toThrow("desk");
    expect(() => localEngineLink({ ...options, tap: new GatewayTap() })).toThrow("tap");
    expect(() => localEngineLink({ ...options, life: "" })).toThrow("life");
    expect(() => new DeskStage({ orderIds: new OrderIds(), number: 0 })).toThrow(ConfigError);
    expect(() => new TestDesk({ limits: { maxConnections: 0 } })).toThrow("limits.maxConnections");
    expect(() => new TestDesk({ limits: { nothing: 1 } as never })).toThrow("limits.nothing");
    expect(() => bunTransport({ hostname: "0.0.0.0" })).toThrow("hostname");
  });
});
