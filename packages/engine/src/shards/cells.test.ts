import { expect, test } from "bun:test";
import { StrategyEngine } from "../index.ts";
import { instruments } from "../testing/quotes.ts";
import { configOfCell } from "./cells.ts";

test("children of algorithms and router, and orders of groups, have ids that no other cell's have, to the last of the cells", () => {
  const whole = { instruments: instruments(1), algorithms: true, router: { venues: [{ venue: 1 }] } } as const;
  const first = (cell: number): number[] => {
    const { algorithms, router } = new StrategyEngine({ config: configOfCell(whole, cell, 1024), strategies: [] });
    return [algorithms!.table.nextChildId, router!.table.nextChildId];
  };
  const [a, b] = [2 ** 51, 3 * 2 ** 50];
  expect([first(0), first(1), first(1023)]).toEqual([
    [a, b],
    [a + 2 ** 32, b + 2 ** 32],
    [a + 1023 * 2 ** 32, b + 1023 * 2 ** 32],
  ]);
  const grouped = (groups: true | object, cell: number) =>
    configOfCell({ instruments: instruments(1), groups }, cell, 1024).groups;
  expect(grouped(true, 1023)).toEqual({ firstOrderId: 2 ** 52 + 1023 * 2 ** 32 });
  expect(grouped({ firstOrderId: 5, maxGroups: 9 }, 2)).toEqual({ firstOrderId: 5 + 2 ** 33, maxGroups: 9 });
  const keys = ["algorithms", "router", "groups"];
  expect(configOfCell({ instruments: instruments(1) }, 3, 4)).not.toContainAnyKeys(keys);
  const wrong = configOfCell({ instruments: instruments(1), algorithms: 7 as never }, 1, 2);
  expect(() => new StrategyEngine({ config: wrong, strategies: [] })).toThrow("config.algorithms: got 7");
});
