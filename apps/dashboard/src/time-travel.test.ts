import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { formatFixed } from "@hotpath/core";
import type { GatewayClient } from "@hotpath/gateway/client";
import type { MomentMessage } from "@hotpath/gateway/protocol";
import type { Browser } from "playwright-core";
import { accessibilityFaults } from "./testing/axe.ts";
import { launchChromium, missingChromium } from "./testing/chromium.ts";
import { ServedEngine } from "./testing/served-engine.ts";
import { until } from "./testing/until.ts";
import { Visit } from "./testing/visit.ts";

const missing = missingChromium();
if (missing === undefined) describe("time travel, in a browser", inBrowser);
else console.warn(`no tests of time travel in a browser: ${missing}`);

/** Everything of the past that the page shows, as text. */
async function shown(visit: Visit) {
  return {
    inputs: await visit.figure("inputs"),
    equity: await visit.figure("equity"),
    bids: await visit.levels("bid"),
    asks: await visit.levels("ask"),
    orders: await visit.rows("orders"),
    positions: await visit.rows("positions"),
    signals: await visit.rows("signals"),
    event: await visit.rows("event"),
  };
}

/** The page shows what the protocol says of the moment. */
async function expectMoment(visit: Visit, moment: MomentMessage): Promise<void> {
  const page = await shown(visit);
  const price = (units: number) => formatFixed(units, 2);
  const levels = (side: readonly number[]) =>
    Array.from({ length: Math.min(20, side.length / 2) }, (_, k) => [price(side[2 * k]!), `${side[2 * k + 1]}`]);
  expect(page.bids).toEqual(levels(moment.bids) as [string, string][]);
  expect(page.asks).toEqual(levels(moment.asks) as [string, string][]);
  const { equity } = moment.risk as { equity: number };
  expect(page.equity.replaceAll(",", "")).toBe(
    equity.toLocaleString("en-US", { maximumFractionDigits: 2, minimumFractionDigits: 2, useGrouping: false }),
  );
  const orders = moment.orders as { orderId: number; filled: number; quantity: number; sequence: number }[];
  const working = page.orders.slice(0, orders.length).map((row) => row[3]);
  expect(working).toEqual([...orders].reverse().map(({ filled, quantity }) => `${filled} / ${quantity}`));
  const positions = moment.positions as { instrument: number; position: number }[];
  const signed = ({ position }: { position: number }) =>
    `${position > 0 ? "+" : position < 0 ? "−" : ""}${Math.abs(position)}`;
  expect(page.positions.map((row) => row[1])).toEqual(
    [...positions].sort((a, b) => a.instrument - b.instrument).map(signed),
  );
  expect(page.event.map((row) => row[1])).toEqual(
    [moment.input!, ...moment.derived].map(({ name }) => name).slice(0, 41),
  );
}

function inBrowser(): void {
  let browser: Browser;
  let engine: ServedEngine;
  let client: GatewayClient;

  beforeAll(async () => {
    [browser, engine] = await Promise.all([launchChromium(), ServedEngine.start()]);
    client = await engine.client();
  }, 60_000);

  afterAll(async () => {
    await client?.close();
    await browser?.close();
    await engine?.[Symbol.asyncDispose]();
  });

  async function visitAt(visit: Visit, sequence: number): Promise<void> {
    const isShown = async () => (await visit.sequence()) === sequence && (await visit.rows("event")).length > 0;
    await until(isShown, `input ${sequence} is shown`).catch(async (error: Error) => {
      throw new Error(
        `${error.message}; the page is at ${await visit.text(".where")} and says ${await visit.text(".notices")}`,
      );
    });
    // Panels that people read are drawn a little later.
    await visit.drawn();
  }

  async function goTo(visit: Visit, sequence: number): Promise<void> {
    await visit.page.keyboard.press("/");
    await visit.page.keyboard.type(`${sequence}`);
    await visit.page.keyboard.press("Enter");
    await visitAt(visit, sequence);
  }

  test("what is shown at an input is what the protocol says of it, forth and back", async () => {
    await using visit = await Visit.to(browser, engine.door("admin"));
    await visit.alive();
    await until(async () => (await visit.rows("orders")).length > 5, "the strategy trades");
    await visit.page.keyboard.press("Space");
    await until(async () => (await visit.text(".chip >> nth=0")) === "◷ the past", "it pauses");
    const last = await visit.sequence();
    const places = [last - 1, Math.floor(last / 2), last - 40];
    for (const sequence of places) {
      await goTo(visit, sequence);
      await expectMoment(visit, await client.replay.open({ sequence, instrument: 0, depth: 40 }));
    }
    const before = await shown(visit);
    await visit.page.keyboard.press("ArrowRight");
    await visitAt(visit, last - 39);
    await expectMoment(visit, await client.replay.open({ sequence: last - 39, instrument: 0, depth: 40 }));
    await visit.page.keyboard.press("ArrowLeft");
    await visitAt(visit, last - 40);
    expect(await shown(visit)).toEqual(before);
    await visit.page.keyboard.press("Shift+ArrowLeft");
    await visitAt(visit, last - 140);
    expect(visit.complaints).toEqual([]);
  }, 120_000);

  test("steps to fills, marks what they changed, plays, and comes back to now", async () => {
    await using visit = await Visit.to(browser, engine.door("view"));
    await visit.alive();
    await until(async () => (await visit.rows("orders")).length > 5, "the strategy trades");
    await visit.page.keyboard.press("Space");
    await until(async () => (await visit.rows("event")).length > 0, "it pauses");
    const paused = await visit.sequence();
    await visit.page.keyboard.press("[");
    await until(async () => (await visit.rows("event")).some((row) => row[1] === "Fill"), "a fill before");
    expect(await visit.sequence()).toBeLessThan(paused + 1);
    for (const panel of ["orders", "positions", "fills"])
      expect([panel, await visit.panel(panel).evaluate((node) => node.classList.contains("changed"))]).toEqual([
        panel,
        true,
      ]);
    expect(await accessibilityFaults(visit.page)).toEqual([]);
    const start = await visit.sequence();
    await visit.page.keyboard.press("Space");
    await until(async () => (await visit.sequence()) > start, "it plays");
    await visit.page.keyboard.press("Space");
    await until(async () => (await visit.text(".travel .main")) === "▶ play", "it stands still");
    const slider = visit.page.getByRole("slider", { name: "input of the journal" });
    await slider.focus();
    await slider.press("Home");
    await until(async () => (await visit.sequence()) <= 1, "the beginning");
    await visit.page.keyboard.press("l");
    await until(async () => (await visit.text(".chip >> nth=0")) === "● live", "it is live");
    await until(async () => (await visit.sequence()) > paused, "and where the engine is");
    expect(await visit.panel("event").isVisible()).toBe(false);
    expect(visit.complaints).toEqual([]);
  }, 120_000);
}
