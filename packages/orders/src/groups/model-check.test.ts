import { describe, expect, test } from "bun:test";
import { Side } from "@hotpath/core";
import { Contingency, GroupPolicy, LegRole } from "./contingency.ts";
import { explore } from "./testing/explore.ts";
import { checkGroupWorld } from "./testing/group-invariants.ts";
import type { Scenario, WorldOrder } from "./testing/group-world.ts";

const leg = (quantity: number, side: number = Side.Sell): WorldOrder => ({ role: LegRole.Leg, side, quantity });
const entry = (quantity: number): WorldOrder => ({ role: LegRole.Entry, side: Side.Buy, quantity });
const target = (quantity: number): WorldOrder => ({ role: LegRole.Target, side: Side.Sell, quantity });
const stop = (quantity: number): WorldOrder => ({ role: LegRole.Stop, side: Side.Sell, quantity });

const FLATTEN = GroupPolicy.FlattenExcess | GroupPolicy.FlattenOnFailure;
const trouble = { rejects: 1, replaceRejects: 1, cancelRejects: 1 };
const both = (scenario: Omit<Scenario, "hasReplace">): Scenario[] => [
  { ...scenario, hasReplace: true },
  { ...scenario, name: `${scenario.name}, no replace`, hasReplace: false },
];

const { OneCancelsOther, OneTriggersOther, OneUpdatesOtherAbsolute, OneUpdatesOtherProportional } = Contingency;
const CORE: Scenario[] = [
  {
    name: "OCO 2, 2",
    kind: OneCancelsOther,
    orders: [leg(2), leg(2, Side.Buy)],
    hasReplace: true,
    ...trouble,
    kills: 1,
  },
  { name: "one cancels all 1, 2, 1", kind: OneCancelsOther, orders: [leg(1), leg(2), leg(1)], hasReplace: true },
  ...both({ name: "OUO 2, 3", kind: OneUpdatesOtherAbsolute, orders: [leg(2), leg(3)], ...trouble }),
  ...both({
    name: "OUO 2, 2, stopped",
    kind: OneUpdatesOtherAbsolute,
    orders: [leg(2), leg(2)],
    kills: 1,
    unsolicited: 1,
    refusals: 1,
  }),
  ...both({ name: "OUO proportional 2, 3", kind: OneUpdatesOtherProportional, orders: [leg(2), leg(3)], ...trouble }),
  ...both({ name: "OTO 2 → 2", kind: OneTriggersOther, orders: [entry(2), leg(2)], ...trouble, userCancels: 1 }),
  ...both({
    name: "bracket 2 → 2 | 2",
    kind: OneUpdatesOtherAbsolute,
    orders: [entry(2), target(2), stop(2)],
    rejects: 1,
  }),
  ...both({
    name: "bracket 2 → 1, 1 | 2",
    kind: OneUpdatesOtherAbsolute,
    orders: [entry(2), target(1), target(1), stop(2)],
  }),
  {
    name: "bracket 2 → 2 | 2, at once",
    kind: OneUpdatesOtherAbsolute,
    policy: GroupPolicy.ReleaseWhenEntryCloses,
    orders: [entry(2), target(2), stop(2)],
    hasReplace: true,
    replaceRejects: 1,
    userCancels: 1,
  },
  {
    name: "bracket 2 → 2 | 2, flattening",
    kind: OneUpdatesOtherAbsolute,
    policy: FLATTEN,
    orders: [entry(2), target(2), stop(2)],
    hasReplace: true,
    rejects: 1,
  },
  {
    name: "bracket 2 → 2 | 2, killed",
    kind: OneUpdatesOtherAbsolute,
    orders: [entry(2), target(2), stop(2)],
    hasReplace: true,
    kills: 1,
  },
];
/** Larger, and with more trouble at a time. */
const LONG: Scenario[] = [
  {
    name: "OCO 3, 3, all troubles",
    kind: OneCancelsOther,
    orders: [leg(3), leg(3)],
    hasReplace: true,
    ...trouble,
    kills: 1,
    userCancels: 1,
    unsolicited: 1,
    refusals: 1,
  },
  {
    name: "one cancels all 2, 2, 2",
    kind: OneCancelsOther,
    orders: [leg(2), leg(2), leg(2)],
    hasReplace: true,
    cancelRejects: 1,
    rejects: 1,
  },
  ...both({
    name: "OUO 3, 3, all troubles",
    kind: OneUpdatesOtherAbsolute,
    orders: [leg(3), leg(3)],
    ...trouble,
    kills: 1,
    unsolicited: 1,
  }),
  ...both({ name: "OUO 2, 2, 2", kind: OneUpdatesOtherAbsolute, orders: [leg(2), leg(2), leg(2)] }),
  ...both({
    name: "bracket 2 → 2 | 2, all troubles",
    kind: OneUpdatesOtherAbsolute,
    orders: [entry(2), target(2), stop(2)],
    ...trouble,
    userCancels: 1,
    kills: 1,
  }),
  ...both({ name: "bracket 3 → 3 | 3", kind: OneUpdatesOtherAbsolute, orders: [entry(3), target(3), stop(3)] }),
  {
    name: "bracket 2 → 2 | 2, at once, all troubles",
    kind: OneUpdatesOtherAbsolute,
    policy: GroupPolicy.ReleaseWhenEntryCloses,
    orders: [entry(2), target(2), stop(2)],
    hasReplace: true,
    ...trouble,
    userCancels: 1,
    kills: 1,
  },
];
const scenarios = process.env.HOTPATH_LONG === "1" ? [...CORE, ...LONG] : CORE;

describe("every interleaving", () => {
  let states = 0;
  for (const scenario of scenarios) {
    test(scenario.name, () => {
      const result = explore(scenario, checkGroupWorld);
      states += result.states;
      console.log(
        `${scenario.name}: ${result.states} states, ${result.transitions} steps, ${result.terminals} ends, at most ${result.depth} steps long and ${result.excess} in excess; ${states} states in all`,
      );
      expect(result.terminals).toBeGreaterThan(0);
    }, 3_600_000);
  }
});
