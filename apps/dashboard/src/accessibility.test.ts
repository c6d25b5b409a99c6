import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { accessibilityFaults } from "./testing/axe.ts";
import { launchChromium, missingChromium } from "./testing/chromium.ts";
import { ServedEngine } from "./testing/served-engine.ts";
import { until } from "./testing/until.ts";
import { Visit } from "./testing/visit.ts";

const SCREENS = [
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
] as const;

const missing = missingChromium();
if (missing === undefined) describe("axe", inBrowser);
else console.warn(`no tests of the page by axe: ${missing}`);

function inBrowser(): void {
  let browser: Browser;
  let engine: ServedEngine;

  beforeAll(async () => {
    [browser, engine] = await Promise.all([launchChromium(), ServedEngine.start()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await engine?.[Symbol.asyncDispose]();
  });

  for (const scheme of ["dark", "light"] as const)
    for (const { width, height } of SCREENS)
      test(`finds nothing, ${scheme}, ${width}×${height}`, async () => {
        await using visit = await Visit.to(browser, engine.door("admin"), { scheme, width, height });
        await visit.alive();
        // What is out of sight is not drawn.
        await visit.panel("signals").scrollIntoViewIfNeeded();
        await until(async () => (await visit.rows("signals")).length > 3, "signals come");
        expect(await accessibilityFaults(visit.page)).toEqual([]);
        // Nothing is wider than the screen.
        const wide = await visit.page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(wide).toBe(0);
        await visit.page.getByRole("button", { name: "Kill switch" }).click();
        expect(await accessibilityFaults(visit.page)).toEqual([]);
      }, 60_000);

  test("finds nothing in the form that asks for a token", async () => {
    await using visit = await Visit.to(browser, engine.page);
    await visit.page.getByLabel("Token").waitFor();
    expect(await accessibilityFaults(visit.page)).toEqual([]);
  }, 60_000);
}
