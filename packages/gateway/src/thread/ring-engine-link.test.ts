/** The gateway's own suites, over rings: what a gateway does, it does in front of an engine on another thread as well. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { TestDesk } from "../testing/desk.ts";
import { RingEngineLink } from "./ring-engine-link.ts";

const SUITES = [
  "server/commands",
  "server/subscriptions",
  "server/columns",
  "server/indicators",
  "server/strategy-logs",
  "client/client",
];

beforeAll(() => {
  TestDesk.link = "ring";
});
afterAll(() => {
  TestDesk.link = "local";
});

test("the suites' desks meet their engines over rings", async () => {
  await using desk = new TestDesk();
  expect(desk.link).toBeInstanceOf(RingEngineLink);
});

// Modules of their own, for each may have run before in the same process.
for (const suite of SUITES) await import(`${import.meta.dir}/../${suite}.test.ts?ring`);
