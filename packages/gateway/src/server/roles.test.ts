/** Every message of a client × every role, from the schema: a message that is new has no row here and fails the types. */
import { describe, expect, test } from "bun:test";
import type { ClientMessage } from "../protocol/index.ts";
import { PROTOCOL, ROLES, type Role } from "../protocol/index.ts";
import type { FieldKind, ProtocolField } from "../protocol/schema-fields.ts";
import { TestDesk } from "../testing/desk.ts";
import { until } from "../transport/testing/conformance.ts";

/** The least role of each. `hello` and `alive` are anybody's who has a token. */
const LEAST: Readonly<Record<Exclude<ClientMessage["type"], "hello" | "alive">, Role>> = {
  subscribe: "view",
  unsubscribe: "view",
  query: "view",
  replay: "view",
  marketData: "trade",
  marketColumns: "trade",
  submitOrder: "trade",
  replaceOrder: "trade",
  cancelOrder: "trade",
  massCancel: "trade",
  strategyCommand: "trade",
  setRiskLimits: "risk",
  killSwitch: "risk",
};

/** A value of a kind, the simplest there is. */
function sampleOf(kind: FieldKind): unknown {
  if (typeof kind === "object") {
    if ("oneOf" in kind) return kind.oneOf[0];
    if ("list" in kind) return [sampleOf(kind.list)];
    if ("map" in kind) return {};
    return mapOf(PROTOCOL.find(({ name }) => name === kind.record)!.fields);
  }
  const values = { boolean: true, integer: 1, number: 1, text: "1", time: 1n, bytes: new Uint8Array(8), json: {} };
  return values[kind];
}

function mapOf(fields: readonly ProtocolField[]): Record<string, unknown> {
  return Object.fromEntries(fields.filter(({ optional }) => !optional).map(({ name, kind }) => [name, sampleOf(kind)]));
}

const messages = PROTOCOL.filter(({ from, name }) => from === "client" && name !== "hello" && name !== "alive");

describe("roles", () => {
  test("every message of a client has a least role, and no other has", () => {
    expect(messages.map(({ name }) => name).toSorted()).toEqual(Object.keys(LEAST).toSorted());
  });

  for (const { name, fields } of messages)
    for (const role of ROLES) {
      const isAllowed = ROLES.indexOf(role) >= ROLES.indexOf(LEAST[name as keyof typeof LEAST]);
      test(`${role} ${isAllowed ? "may" : "may not"} ${name}`, async () => {
        await using desk = new TestDesk();
        desk.quote(10_000);
        const client = await desk.client(role);
        const answer = await client.ask({ type: name, ...mapOf(fields) } as never);
        const code = answer.type === "failure" ? answer.code : undefined;
        if (isAllowed) expect(code).not.toBe("FORBIDDEN");
        else {
          expect(code).toBe("FORBIDDEN");
          expect(desk.engine.engine.sequence).toBe(1);
          await until(() => desk.log.some((line) => line.includes("connected")), "the line of the log");
          expect(desk.log.filter((line) => line.includes(name))).toEqual([]);
        }
        expect(code).not.toBe("BAD_MESSAGE");
        expect(code).not.toBe("INTERNAL");
      });
    }
});
