/** What must be in no log, no answer and no journal, and what must not take another time. */

import { describe, expect, spyOn, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@hotpath/core";
import { JournalWriter } from "@hotpath/journal";
import { PROTOCOL_VERSION } from "../protocol/index.ts";
import { START, TestClient, TestDesk } from "../testing/desk.ts";
import { rawHttp } from "../transport/testing/raw-client.ts";
import { CloseCode } from "../transport/transport.ts";
import { createToken, TokenStore } from "./tokens.ts";

describe("secrets", () => {
  test("no token, hash, salt or key is in a log, a metric, a topic or the journal, wherever a client puts it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-secrets-"));
    try {
      const desk = new TestDesk({ journal: JournalWriter.open({ folder }), limits: { helloMillis: 60_000 } });
      desk.quote(10_000);
      const listener = await desk.client("admin");
      await listener.ask({ type: "subscribe", topic: "logs" });
      await listener.ask({ type: "subscribe", topic: "events" });
      const secret = desk.tokens.risk;
      const key = "my-own-idempotency-key";
      const stranger = await TestClient.open(desk.url, "hotpath.json");
      stranger.raw(JSON.stringify({ type: secret, version: secret, token: secret }));
      await stranger.closed;
      const client = await desk.client("risk");
      await client.ask({ type: "massCancel", key });
      await client.ask({ type: "query", what: secret as never });
      await client.ask({ type: "unsubscribe", subscription: 9, token: secret } as never);
      client.raw(JSON.stringify([secret, { type: "hello", token: secret, version: PROTOCOL_VERSION }]));
      const authorization = `Bearer ${secret}`;
      await rawHttp(desk.port, `GET /none?token=${secret} HTTP/1.1`, {
        Host: "localhost",
        Authorization: authorization,
      });
      await rawHttp(desk.port, `GET /${secret} HTTP/1.1`, { Host: secret, Origin: secret, Cookie: secret });
      const metrics = await rawHttp(desk.port, "GET /metrics HTTP/1.1", {
        Host: "localhost",
        Authorization: authorization,
      });
      expect(metrics).toContain("hotpath_gateway_connections");
      await listener.ask({ type: "query", what: "orders" });
      await desk[Symbol.asyncDispose]();
      const heard = JSON.stringify(listener.heard, (_, value) => (typeof value === "bigint" ? `${value}` : value));
      const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
      const { hash, salt } = desk.records[2]!;
      for (const text of [desk.log.join("\n"), heard, metrics, ...files])
        for (const hidden of [secret, secret.slice(5), hash, salt, key]) expect(text.includes(hidden)).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("whatever is wrong with a token, as many hashes are made and compared", () => {
    const { token, record } = createToken({ number: 1, name: "desk", role: "view" });
    const store = new TokenStore([record]);
    const digests = spyOn(Object.getPrototypeOf(createHash("sha256")), "digest");
    try {
      const counts = [token, `hp.1.${"A".repeat(43)}`, `hp.2.${"A".repeat(43)}`, "hp.1.short", "", undefined].map(
        (each) => {
          digests.mockClear();
          store.identify(each);
          return digests.mock.calls.length;
        },
      );
      expect(counts).toEqual([1, 1, 1, 1, 1, 1]);
    } finally {
      digests.mockRestore();
    }
  });

  test("a token that ends in the middle does nothing any more, and its connection ends", async () => {
    const clock = new ManualClock(BigInt(START) * 1000n);
    const expires = "2200-01-01T00:00:00Z";
    await using desk = new TestDesk({ expires, gateway: { clock }, limits: { heartbeatMillis: 50 } });
    const client = await desk.client("admin");
    expect(await client.ask({ type: "massCancel" })).toMatchObject({ type: "result" });
    clock.set(BigInt(Date.parse(expires)) * 1_000_000n);
    client.send({ type: "massCancel", id: 9 });
    expect(await client.closed).toBe(CloseCode.Unauthenticated);
    expect(client.heard.filter((m) => m.type === "result" && m.id === 9)).toEqual([]);
  });
});

describe("values that are more than they look", () => {
  test("a key __proto__ changes nothing but itself, in JSON and in MessagePack", async () => {
    await using desk = new TestDesk();
    const client = await desk.client("risk", "hotpath.json");
    client.raw(
      '{"type":"setRiskLimits","id":1,"limits":{"__proto__":{"maxLeverage":1},"constructor":{"prototype":{"x":1}}}}',
    );
    client.raw('{"type":"query","id":2,"what":"orders","__proto__":{"limit":-1}}');
    await client.of("result");
    expect(client.heard.find((m) => m.type === "failure")).toMatchObject({ id: 1, code: "BAD_VALUE" });
    expect(desk.engine.gate.limits.maxLeverage).toBe(100);
    expect([({} as { x?: number }).x, ({} as { limit?: number }).limit]).toEqual([undefined, undefined]);
    const binary = await desk.client("risk");
    // { type: "alive", __proto__: {} }
    const entries = [
      0x82,
      0xa4,
      ...Buffer.from("type"),
      0xa5,
      ...Buffer.from("alive"),
      0xa9,
      ...Buffer.from("__proto__"),
      0x80,
    ];
    binary.raw(Uint8Array.from(entries));
    expect((await binary.of("failure"))[0]).toMatchObject({ code: "BAD_MESSAGE" });
  });

  test("what is nested without end is refused, and the gateway goes on", async () => {
    await using desk = new TestDesk();
    const depth = 60_000;
    const client = await desk.client("risk", "hotpath.json");
    client.raw(`{"type":"setRiskLimits","id":99,"limits":${"[".repeat(depth)}${"]".repeat(depth)},"key":"a"}`);
    const binary = await desk.client("risk");
    const head = [
      0x83,
      0xa4,
      ...Buffer.from("type"),
      0xad,
      ...Buffer.from("setRiskLimits"),
      0xa2,
      ...Buffer.from("id"),
      99,
    ];
    const name = [0xa6, ...Buffer.from("limits")];
    binary.raw(Uint8Array.from([...head, ...name, ...new Uint8Array(depth).fill(0x91), 0xc0]));
    await Promise.all([client.of("failure"), binary.of("failure")]);
    expect(await binary.ask({ type: "query", what: "orders" })).toMatchObject({ type: "result" });
    expect(desk.engine.engine.sequence).toBe(0);
  });
});
