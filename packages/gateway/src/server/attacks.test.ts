/** Attacks on a gateway over real sockets: see docs/threat-model.md. */
import { describe, expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { MessagePackWriter, PROTOCOL_VERSION } from "../protocol/index.ts";
import { TestClient, TestDesk } from "../testing/desk.ts";
import { bunTransport } from "../transport/bun-transport.ts";
import { until } from "../transport/testing/conformance.ts";
import { clientFrame, openRaw } from "../transport/testing/raw-client.ts";
import { CloseCode } from "../transport/transport.ts";

async function metric(desk: TestDesk, name: string): Promise<number> {
  const headers = { authorization: `Bearer ${desk.tokens.admin}` };
  const text = await (await fetch(`http://127.0.0.1:${desk.port}/metrics`, { headers })).text();
  return Number(new RegExp(`^hotpath_gateway_${name} (\\S+)$`, "m").exec(text)?.[1]);
}

/** Whether the other side has ended a connection for good: what is written to it is refused. */
function isRefused(socket: Socket): () => boolean {
  let isDead = false;
  socket.on("error", () => {
    isDead = true;
  });
  socket.on("close", () => {
    isDead = true;
  });
  return () => {
    if (!isDead) socket.write("x");
    return isDead;
  };
}

async function hello(desk: TestDesk, token: string): Promise<TestClient> {
  const client = await TestClient.open(desk.url, "hotpath.msgpack");
  client.send({ type: "hello", version: PROTOCOL_VERSION, token });
  return client;
}

describe("guessing tokens", () => {
  test("after so many that were none nobody from that address is asked, over WebSocket and HTTP", async () => {
    await using desk = new TestDesk({ limits: { failedLoginsPerMinute: 5 } });
    const get = (token: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${desk.port}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    const inside = await desk.client("view");
    for (let k = 0; k < 4; k++) expect(await (await hello(desk, "hp.1.guess")).closed).toBe(CloseCode.Unauthenticated);
    expect((await get("hp.1.guess")).status).toBe(401);
    await expect(openRaw(desk.port)).rejects.toThrow("429");
    expect((await get(desk.tokens.admin)).status).toBe(401);
    // Who is in stays in.
    expect(await inside.ask({ type: "query", what: "orders" })).toMatchObject({ type: "result" });
  });

  test("of who has not said who it is no more than a short frame is read", async () => {
    await using desk = new TestDesk();
    const client = await TestClient.open(desk.url, "hotpath.json");
    client.raw(
      `{"type":"hello","version":${PROTOCOL_VERSION},"token":"${desk.tokens.view}","x":"${"x".repeat(16_384)}"}`,
    );
    expect(await client.closed).toBe(CloseCode.Unauthenticated);
  });

  test("a connection has one guess", async () => {
    await using desk = new TestDesk();
    const socket = await openRaw(desk.port, { "sec-websocket-protocol": "hotpath.json" });
    const guess = { type: "hello", version: PROTOCOL_VERSION, token: "hp.1.guess" };
    const right = { ...guess, token: desk.tokens.view };
    let answer = "";
    socket.on("data", (bytes) => {
      answer += bytes.toString("latin1");
    });
    socket.resume();
    for (const message of [guess, right])
      socket.write(clientFrame(new TextEncoder().encode(JSON.stringify(message)), 1));
    await until(() => answer.includes("UNAUTHENTICATED"), "the refusal");
    await until(() => socket.readableEnded || socket.destroyed, "the end");
    expect(answer).not.toContain("welcome");
  });
});

describe("holding connections", () => {
  test("those that never say who they are keep nobody out: the oldest of them go", async () => {
    await using desk = new TestDesk({ limits: { maxConnections: 2, maxPending: 4, helloMillis: 60_000 } });
    const silent = [];
    for (let k = 0; k < 20; k++) silent.push(await openRaw(desk.port));
    const client = await desk.client("view");
    expect(await client.ask({ type: "query", what: "orders" })).toMatchObject({ type: "result" });
    expect(await metric(desk, "connections")).toBeLessThanOrEqual(5);
    for (const socket of silent) socket.destroy();
  });

  test("a token has so many connections and no more, and gives them back", async () => {
    await using desk = new TestDesk({ limits: { maxTokenConnections: 2 } });
    const [first] = [await desk.client("view"), await desk.client("view")];
    const third = await hello(desk, desk.tokens.view);
    expect(await third.closed).toBe(CloseCode.Full);
    expect(third.heard).toMatchObject([{ type: "failure", code: "REFUSED" }]);
    await desk.client("trade");
    first.close();
    await first.closed;
    await until(() => desk.log.some((line) => line.includes("disconnected")), "the end");
    await desk.client("view");
  });

  test("a head that never ends, a connection that says nothing, and one that was told goodbye and stays, all end", async () => {
    await using desk = new TestDesk({ transport: bunTransport({ idleSeconds: 8 }), limits: { helloMillis: 50 } });
    const slow = connect(desk.port, "127.0.0.1");
    slow.write("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-");
    const mute = connect(desk.port, "127.0.0.1");
    const stubborn = connect({ port: desk.port, host: "127.0.0.1", allowHalfOpen: true });
    stubborn.write(
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    );
    stubborn.resume();
    let hasEnded = false;
    stubborn.on("end", () => {
      hasEnded = true;
    });
    await until(() => hasEnded, "the goodbye");
    for (const socket of [slow, mute]) {
      socket.resume();
      await until(() => socket.destroyed, "the end of what says nothing", 12_000);
    }
    await until(isRefused(stubborn), "the end of who was told goodbye", 12_000);
  }, 60_000);
});

describe("sending too much", () => {
  test("requests of a token count over all its connections", async () => {
    await using desk = new TestDesk({ limits: { tokenRequestsPerSecond: 1, tokenRequestBurst: 3 } });
    const clients = [await desk.client("view"), await desk.client("view")];
    const answers = [];
    for (let k = 0; k < 4; k++) answers.push(await clients[k % 2]!.ask({ type: "query", what: "orders" }));
    expect(answers.map(({ type }) => type)).toEqual(["result", "result", "result", "failure"]);
    expect(answers[3]).toMatchObject({ code: "RATE_LIMITED" });
    expect(await (await desk.client("trade")).ask({ type: "query", what: "orders" })).toMatchObject({ type: "result" });
  });

  test("who goes on after refusals is disconnected, whatever it sends; others go on", async () => {
    await using desk = new TestDesk({ limits: { requestsPerSecond: 1, requestBurst: 5 } });
    const other = await desk.client("trade");
    for (const message of [{ type: "alive" }, { type: "query", id: 1, what: "orders" }] as const) {
      const client = await desk.client("view");
      for (let k = 0; k < 200; k++) client.send(message);
      expect(await client.closed).toBe(CloseCode.Flooding);
    }
    expect(await other.ask({ type: "query", what: "orders" })).toMatchObject({ type: "result" });
  });

  test("many messages in one frame are as many requests, and a frame of too many is none", async () => {
    await using desk = new TestDesk({ limits: { requestsPerSecond: 1, requestBurst: 5 } });
    const writer = new MessagePackWriter();
    for (let id = 1; id <= 20; id++) writer.value({ type: "query", id, what: "orders" });
    const client = await desk.client("view");
    client.raw(writer.written().slice());
    await until(() => client.heard.length >= 21, "all answers");
    expect(client.heard.filter(({ type }) => type === "result").length).toBe(5);
    writer.clear();
    for (let k = 0; k <= 1000; k++) writer.value({ type: "alive" });
    client.raw(writer.written().slice());
    await until(() => client.heard.some((m) => m.type === "failure" && m.code === "BAD_MESSAGE"), "the refusal");
  });

  test("subscriptions and keys are bounded", async () => {
    await using desk = new TestDesk({ limits: { maxSubscriptions: 2 } });
    const client = await desk.client("trade");
    const answers = [];
    for (let k = 0; k < 3; k++) answers.push((await client.ask({ type: "subscribe", topic: "quotes" })).type);
    expect(answers).toEqual(["subscribed", "subscribed", "failure"]);
    expect(await client.ask({ type: "massCancel", key: "k".repeat(129) })).toMatchObject({ path: "key" });
    expect(desk.engine.engine.sequence).toBe(0);
  });

  test("a message in fragments that never ends is bounded as a whole one is", async () => {
    await using desk = new TestDesk({ maxFrameBytes: 4096 });
    const socket = await openRaw(desk.port);
    socket.resume();
    const part = clientFrame(new Uint8Array(1000), 0);
    part[0] = 0;
    const first = clientFrame(new Uint8Array(1000), 2);
    first[0] = 2;
    socket.write(first);
    for (let k = 0; k < 10; k++) socket.write(part);
    await until(() => socket.destroyed || socket.readableEnded, "the end");
    expect(await metric(desk, "connections")).toBe(0);
  });

  test("nothing is decompressed: it is not agreed on, and a frame that says so ends its connection", async () => {
    await using desk = new TestDesk();
    const socket = connect(desk.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (bytes) => {
      answer += bytes.toString("latin1");
    });
    socket.on("error", () => {});
    socket.write(
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n",
    );
    await until(() => answer.includes("\r\n\r\n"), "the upgrade");
    expect(answer).toStartWith("HTTP/1.1 101");
    expect(answer.toLowerCase()).not.toContain("sec-websocket-extensions");
    const compressed = clientFrame(Uint8Array.of(1, 2, 3), 2);
    compressed[0] = 0xc2;
    socket.write(compressed);
    await until(() => socket.destroyed || socket.readableEnded, "the end");
  });
});
