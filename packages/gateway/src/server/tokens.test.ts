import { describe, expect, test } from "bun:test";
import { ConfigError, ManualClock } from "@hotpath/core";
import { createToken, TokenStore } from "./tokens.ts";

const END = "2024-01-31T00:00:00Z";
const endNanos = BigInt(Date.parse(END)) * 1_000_000n;

describe("tokens", () => {
  test("are known by their hash alone, with name and role, until they end", () => {
    const clock = new ManualClock(endNanos - 1000n);
    const { token, record } = createToken({ number: 5, name: "desk", role: "trade", expires: END });
    expect(token).toMatch(/^hp\.5\.[A-Za-z0-9_-]{43}$/);
    expect(JSON.stringify(record)).not.toContain(token.slice(5));
    const store = TokenStore.parse(JSON.stringify({ tokens: [record] }), clock);
    expect(store.identify(token)).toMatchObject({ number: 5, name: "desk", role: "trade" });
    clock.set(endNanos);
    expect(store.identify(token)).toBeUndefined();
  });

  test("two are never the same, and one is not taken for another", () => {
    const [one, two] = [
      createToken({ number: 1, name: "a", role: "view" }),
      createToken({ number: 2, name: "b", role: "admin" }),
    ];
    expect(one.record.salt).not.toBe(two.record.salt);
    const store = new TokenStore([one.record, two.record]);
    const swapped = `hp.2.${one.token.slice(5)}`;
    for (const wrong of [
      undefined,
      "",
      "hp.1.",
      swapped,
      `${one.token}A`,
      one.token.replace("hp.1", "hp.3"),
      one.record.hash,
    ])
      expect(store.identify(wrong)).toBeUndefined();
    expect(store.identify(two.token)?.role).toBe("admin");
  });

  test("a file that is wrong is an error with the path, and cites no hash", () => {
    const { record } = createToken({ number: 1, name: "a", role: "view" });
    for (const [change, path] of [
      [{ number: 0 }, "tokens[0].number"],
      [{ name: "" }, "tokens[0].name"],
      [{ role: "boss" }, "tokens[0].role"],
      [{ expires: "tomorrow" }, "tokens[0].expires"],
      [{ salt: "x" }, "tokens[0].salt"],
      [{ hash: "secret-hash" }, "tokens[0].hash"],
      [{ token: "secret" }, "tokens[0].token"],
    ] as const)
      try {
        TokenStore.parse(JSON.stringify({ tokens: [{ ...record, ...change }] }));
        expect.unreachable();
      } catch (error) {
        expect((error as ConfigError).path).toBe(path);
        expect((error as Error).message).not.toContain("secret");
      }
    expect(() => new TokenStore([record, record])).toThrow("tokens[1].number");
    for (const text of ["", "null", "{}", '{"tokens":1}', "secret"])
      expect(() => TokenStore.parse(text)).toThrow(ConfigError);
  });
});
