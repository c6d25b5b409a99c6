import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { launchChromium, missingChromium } from "./testing/chromium.ts";
import { ServedEngine } from "./testing/served-engine.ts";
import { until } from "./testing/until.ts";
import { Visit } from "./testing/visit.ts";

const missing = missingChromium();
if (missing === undefined) describe("the page and an engine that is killed", inBrowser);
else console.warn(`no tests of the page in a browser: ${missing}`);

function inBrowser(): void {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
  });

  test("it says so, goes on with the next life by itself, and shows each fill once", async () => {
    await using engine = await ServedEngine.start();
    await using visit = await Visit.to(browser, engine.door("trade"));
    await visit.alive();
    await until(async () => (await visit.rows("fills")).length >= 3, "the strategy trades");
    // A mark that a reload would take away.
    await visit.page.evaluate(() => Object.assign(window, { isSame: true }));
    await engine.kill();
    await until(async () => (await visit.text(".banner")).includes("lost"), "the banner");
    const before = await visit.sequence();
    await until(async () => (await visit.text(".chip >> nth=0")) === "○ no connection", "the header says so");
    await engine.begin();
    await until(async () => (await visit.sequence()) > before + 200, "it goes on");
    expect(await visit.page.locator(".banner").isVisible()).toBe(false);
    expect(await visit.page.evaluate(() => "isSame" in window)).toBe(true);
    await using client = await engine.client();
    const fills = (await client.request({ type: "query", what: "fills", limit: 10_000 })).value as {
      sequence: number;
      orderId: number;
    }[];
    const shown = await visit.page.evaluate(() =>
      [...(window as never as { hotpath: { fills: { sequence: number; orderId: number }[] } }).hotpath.fills].reverse(),
    );
    const [first, last] = [shown[0]!.sequence, shown.at(-1)!.sequence];
    const kept = fills.filter(({ sequence }) => sequence >= first && sequence <= last);
    expect(shown.map(({ sequence, orderId }) => `${sequence} ${orderId}`)).toEqual(
      kept.map(({ sequence, orderId }) => `${sequence} ${orderId}`),
    );
    expect(shown.some(({ sequence }) => sequence < before) && shown.length > 3).toBe(true);
    // What the browser itself says of a socket that ended is the only complaint.
    expect(visit.complaints.filter((text) => !/WebSocket connection|ERR_CONNECTION_REFUSED/.test(text))).toEqual([]);
  }, 90_000);
}
