import { expect, test } from "bun:test";
import { loggedCommand } from "./audit.ts";
import type { CommandMessage } from "./commands.ts";

const ORDER = { type: "submitOrder", id: 1, key: "secret", instrument: 0, side: "buy", quantity: "5" } as const;
/** A decimal that is exact, however long it is. */
const LONG = `99.${"0".repeat(5000)}`;

test.each(["price", "triggerPrice", "takeProfit", "displayQuantity"])(
  "a line is short, where %s is long too",
  (name) => {
    const message = { ...ORDER, orderType: "limit", price: "99", [name]: LONG } as CommandMessage;
    const line = JSON.stringify(loggedCommand(message, { actor: 7 })());
    expect(line.length).toBeLessThan(1300);
    expect(line).not.toContain("secret");
  },
);

test("a short command is there whole, without its number and key", () => {
  const message = { ...ORDER, orderType: "market" } as CommandMessage;
  const { id: _, key: __, ...command } = message as typeof message & { key?: string };
  expect(loggedCommand(message, { actor: 7 })()).toEqual({ actor: 7, command });
});
