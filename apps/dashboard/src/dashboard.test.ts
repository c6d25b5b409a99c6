import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { launchChromium, missingChromium } from "./testing/chromium.ts";
import { ServedEngine } from "./testing/served-engine.ts";
import { until } from "./testing/until.ts";
import { Visit } from "./testing/visit.ts";

const missing = missingChromium();
if (missing === undefined) describe("the page, in a browser", inBrowser);
else console.warn(`no tests of the page in a browser: ${missing}`);

function inBrowser(): void {
  let browser: Browser;
  let engine: ServedEngine;

  beforeAll(async () => {
    [browser, engine] = await Promise.all([launchChromium(), ServedEngine.start(["--no-strategy"])]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await engine?.[Symbol.asyncDispose]();
  });

  test("loads, shows what moves, keeps the token out of the address, and complains of nothing", async () => {
    await using visit = await Visit.to(browser, engine.door("admin"));
    await visit.alive();
    expect(visit.page.url()).toBe(engine.page);
    const before = { sequence: await visit.sequence(), levels: JSON.stringify(await visit.levels("bid")) };
    await until(async () => (await visit.sequence()) > before.sequence + 100, "inputs go on");
    await until(async () => JSON.stringify(await visit.levels("bid")) !== before.levels, "the book moves");
    await until(async () => (await visit.rows("signals")).length > 0, "signals come");
    await visit.page.keyboard.press("2");
    await until(
      async () => (await visit.text(".instruments [aria-current=true]")).startsWith("SIM2"),
      "the other symbol",
    );
    await until(async () => (await visit.levels("ask")).length > 0, "its book");
    await visit.page.reload();
    await visit.alive();
    expect(visit.complaints).toEqual([]);
  }, 60_000);

  test("an order is placed, seen at the gateway, and cancelled", async () => {
    await using client = await engine.client();
    await using visit = await Visit.to(browser, engine.door("trade"));
    await visit.alive();
    await visit.page.getByLabel("size", { exact: true }).fill("7");
    await visit.page.getByLabel("price", { exact: true }).fill("450.00");
    await visit.page.locator(".ticket .submit").click();
    await until(async () => (await visit.rows("orders")).some((row) => row[5] === "working"), "it works");
    const [row] = await visit.rows("orders");
    expect(row!.slice(1, 5)).toEqual(["SIM1", "▲ buy", "0 / 7", "450.00"]);
    const orders = (await client.request({ type: "query", what: "orders" })).value as {
      orderId: number;
      state: string;
    }[];
    const placed = orders.at(-1)!;
    expect(placed).toMatchObject({ state: "working", price: 45_000, quantity: 7 });
    await visit.page.getByRole("button", { name: `cancel order ${placed.orderId}` }).click();
    await until(async () => (await visit.rows("orders")).every((each) => each[5] !== "working"), "it is cancelled");
    expect((await visit.rows("orders"))[0]![5]).toStartWith("cancelled");
    // A price that is none is the gateway's to refuse, and is told.
    await visit.page.getByLabel("price", { exact: true }).fill("450.001");
    await visit.page.locator(".ticket .submit").click();
    await until(async () => (await visit.text(".notices .bad")).includes("price"), "why it was refused");
    expect(visit.complaints).toEqual([]);
  }, 60_000);

  test("the kill switch asks, halts, cancels what works, and lets trading go on", async () => {
    await using client = await engine.client();
    await client.request({
      type: "submitOrder",
      instrument: 0,
      side: "buy",
      orderType: "limit",
      quantity: "3",
      price: "451.00",
    });
    await using visit = await Visit.to(browser, engine.door("risk"));
    await visit.alive();
    await until(async () => (await visit.rows("orders")).some((row) => row[5] === "working"), "the order is seen");
    await visit.page.getByRole("button", { name: "Kill switch" }).click();
    await visit.page.getByRole("button", { name: "Leave it as it is" }).click();
    expect(await visit.text(".chip >> nth=1")).toBe("✓ trading");
    await visit.page.getByRole("button", { name: "Kill switch" }).click();
    await visit.page.getByLabel("reason, for the log").fill("a test");
    await visit.page.getByRole("button", { name: "Halt trading" }).click();
    await until(async () => (await visit.text(".chip >> nth=1")) === "■ halted", "it halts");
    await until(async () => (await visit.rows("orders")).every((row) => row[5] !== "working"), "nothing works");
    const refused = await client
      .request({ type: "submitOrder", instrument: 0, side: "buy", orderType: "market", quantity: "1" })
      .catch((error) => error);
    expect(JSON.stringify(refused.value ?? refused.message)).toMatch(/halt|refused/i);
    await until(async () => (await visit.text(".ticket .why")) === "trading is halted", "the ticket says why");
    await visit.page.getByRole("button", { name: "Resume trading" }).click();
    await visit.page.locator("dialog").getByRole("button", { name: "Resume trading" }).click();
    await until(async () => (await visit.text(".chip >> nth=1")) === "✓ trading", "it goes on");
    expect(visit.complaints).toEqual([]);
  }, 60_000);

  test("by keys alone: an order, its cancel, the kill switch and back", async () => {
    await using visit = await Visit.to(browser, engine.door("admin"));
    await visit.alive();
    const { keyboard } = visit.page;
    await keyboard.press("b");
    await keyboard.type("5");
    await keyboard.press("Tab");
    await keyboard.press("ControlOrMeta+a");
    await keyboard.type("449.00");
    await keyboard.press("Enter");
    await until(
      async () => (await visit.rows("orders")).some((row) => row[5] === "working" && row[4] === "449.00"),
      "it works",
    );
    await visit.page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await keyboard.press("x");
    await until(async () => (await visit.rows("orders")).every((row) => row[5] !== "working"), "it is cancelled");
    await keyboard.press("k");
    await keyboard.type("by keys");
    await keyboard.press("Enter");
    await until(async () => (await visit.text(".chip >> nth=1")) === "■ halted", "it halts");
    await keyboard.press("k");
    await keyboard.press("Enter");
    await until(async () => (await visit.text(".chip >> nth=1")) === "✓ trading", "it goes on");
    await keyboard.press("?");
    expect(await visit.page.getByRole("dialog", { name: "Keys" }).isVisible()).toBe(true);
    await keyboard.press("Escape");
    await until(async () => !(await visit.page.getByRole("dialog", { name: "Keys" }).isVisible()), "the keys are gone");
    expect(visit.complaints).toEqual([]);
  }, 60_000);

  test("who may only look is told why the rest is not for them", async () => {
    await using visit = await Visit.to(browser, engine.door("view"));
    await visit.alive();
    await until(async () => await visit.page.locator(".ticket .submit").isDisabled(), "the ticket is closed");
    expect(await visit.text(".ticket .why")).toBe("this token's role is view; trade is needed");
    const kill = visit.page.getByRole("button", { name: "Kill switch" });
    expect(await kill.isDisabled()).toBe(true);
    expect(await kill.getAttribute("title")).toBe("this token's role is view; risk is needed");
    await visit.page.keyboard.press("k");
    expect(await visit.page.locator("dialog[open]").count()).toBe(0);
  }, 60_000);

  test("without a token, or with a wrong one, it asks for one and says why", async () => {
    await using visit = await Visit.to(browser, engine.page);
    expect(await visit.page.getByLabel("Token").isVisible()).toBe(true);
    await visit.page.goto(`${engine.page}#token=hp.1.wrong`);
    await visit.page.reload();
    await until(async () => (await visit.text(".warning")).startsWith("Not let in"), "it is refused");
    await visit.page.getByLabel("Token").fill(engine.tokens.view);
    await visit.page.keyboard.press("Enter");
    await visit.alive();
    // It is this tab's alone: a reload keeps it.
    await visit.page.reload();
    await visit.alive();
  }, 60_000);
}
