import { expect, test } from "bun:test";
import { alone, operate } from "./risk-desk.ts";

test("the gate alone says what passes, and holds what it reserved", () => {
  expect(alone()).toEqual([
    "order 1 passes",
    "order 2: Position, 160 over 150",
    "order 3: OrderNotional, 60000 over 50000",
    "order 4: SelfCrossing, 19990 over 19990",
    "replace: None",
    "reserved until the venue answers: 60",
    "and then: 40",
    "position 40, working 0, gross 8000",
  ]);
});

test("in an engine, what an operator does is done, and told", () => {
  const { workingBefore, workingAfter, refusals, audit } = operate();
  expect([workingBefore, workingAfter]).toEqual([5, 0]);
  expect(refusals).toMatchObject([
    { reason: "Halted", level: "strategy 1", limitsVersion: 1 },
    { reason: "OrderSize", level: "firm", limit: 5, value: 10, limitsVersion: 2 },
  ]);
  expect(audit).toMatchObject([
    { change: "state", level: "strategy 1", from: "Active", to: "Halted", cause: "Operator", actor: 42, reason: 1 },
    { change: "limits", limitsVersion: 2, actor: 42, reason: 2 },
    { change: "state", level: "strategy 1", from: "Halted", to: "Active", cause: "Operator", actor: 42, reason: 3 },
    { change: "state", level: "firm", from: "Active", to: "Halted", cause: "DeadMan", limit: 10_000_000 },
  ]);
});
