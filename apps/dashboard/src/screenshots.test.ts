import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { launchChromium, missingChromium } from "./testing/chromium.ts";
import { ServedEngine } from "./testing/served-engine.ts";
import { until } from "./testing/until.ts";
import { Visit, type VisitOptions } from "./testing/visit.ts";

/** Where the README has its pictures. */
const FOLDER = join(import.meta.dir, "../../../docs/images");

// They are files of the tree: they are made when somebody asks for them.
if (process.env.HOTPATH_SCREENSHOTS === "1" && missingChromium() === undefined) describe("pictures", inBrowser);

function inBrowser(): void {
  test("of the page, dark and light, in the past and on a phone", async () => {
    await using engine = await ServedEngine.start(["--pace", "800"]);
    const browser = await launchChromium();
    const picture = async (name: string, options: VisitOptions, act?: (visit: Visit) => Promise<void>) => {
      await using visit = await Visit.to(browser, engine.door("admin"), options);
      await visit.alive();
      const start = await visit.sequence();
      await until(async () => (await visit.sequence()) > start + 12_000, "there is something to see", 120);
      await act?.(visit);
      await visit.page.screenshot({ path: join(FOLDER, name) });
      expect(visit.complaints).toEqual([]);
    };
    const past = async (visit: Visit) => {
      await visit.page.keyboard.press("Space");
      await until(async () => (await visit.rows("event")).length > 0, "it pauses");
      await visit.page.keyboard.press("[");
      await until(async () => (await visit.rows("event")).some((row) => row[1] === "Fill"), "a fill");
      await visit.drawn();
    };
    try {
      await picture("dashboard-dark.png", { height: 800 });
      await picture("dashboard-light.png", { scheme: "light", height: 800 });
      await picture("dashboard-machine.png", { height: 800 }, async ({ page }) => {
        await page.locator(".machine-room").evaluate((node) => node.scrollIntoView());
        await page.waitForTimeout(2500);
      });
      await picture("dashboard-past.png", { height: 800 }, past);
      await picture("dashboard-phone.png", { width: 390, height: 844 });
    } finally {
      await browser.close();
    }
  }, 600_000);
}
